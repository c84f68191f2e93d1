import type { LoadPlan } from '../plan/loadPlan.ts';

const hidden = '***';
/** Parameters of an address that carry a key. */
const secretName = /key|token|secret|signature|password/i;

/** The plan as it may be kept and shared: names of headers without their values, and an address without its keys. */
export function withoutSecrets(plan: LoadPlan): LoadPlan {
  const { endpoint } = plan;
  const headers = Object.fromEntries(Object.keys(endpoint.headers).map((name) => [name, hidden]));
  return { ...plan, endpoint: { ...endpoint, url: hideKeys(endpoint.url), headers } };
}

function hideKeys(address: string): string {
  const url = URL.parse(address);
  if (url === null) return address;
  const names = [...url.searchParams.keys()].filter((name) => secretName.test(name));
  if (url.password === '' && names.length === 0) return address;
  if (url.password !== '') url.password = hidden;
  for (const name of names) url.searchParams.set(name, hidden);
  return url.href;
}
