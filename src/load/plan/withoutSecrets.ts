import type { Endpoint, LoadPlan } from './loadPlan.ts';

const hidden = '***';
/** Shorter ones are no keys, and hiding them would hide words. */
const shortestSecret = 8;

/** The plan as it may be kept and shared: names of headers without their values, and an address without its keys. */
export function withoutSecrets(plan: LoadPlan): LoadPlan {
  const { endpoint } = plan;
  const headers = Object.fromEntries(Object.keys(endpoint.headers).map((name) => [name, hidden]));
  return { ...plan, endpoint: { ...endpoint, url: publicAddress(endpoint.url), headers } };
}

/** What a reader may see of an address: neither its user nor a value of its query, whatever that is called. */
export function publicAddress(address: string): string {
  const url = URL.parse(address);
  if (url === null) return address;
  const names = [...new Set(url.searchParams.keys())];
  const query = names.length === 0 ? '' : `?${names.map((name) => `${encodeURIComponent(name)}=${hidden}`).join('&')}`;
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}${query}`;
}

/** Whether an address was shown without values of its query, so that nobody can send to it again. */
export function lacksSecrets(address: string): boolean {
  return (
    URL.parse(address)
      ?.searchParams.values()
      .some((value) => value === hidden) === true
  );
}

/** Hides in a text of a server what an endpoint is reached with: some say in an error which key they refuse. */
export function hideSecrets({ url, headers }: Pick<Endpoint, 'url' | 'headers'>): (text: string) => string {
  const address = URL.parse(url);
  const ofAddress = address === null ? [] : [address.username, address.password, ...address.searchParams.values()];
  const secrets = [...ofAddress, ...Object.values(headers)]
    // of `Bearer KEY` the key alone is one too
    .flatMap((value) => [value, ...value.split(/\s+/)])
    .filter((value) => value.length >= shortestSecret)
    .flatMap((value) => [value, encodeURIComponent(value)])
    .toSorted((left, right) => right.length - left.length);
  return (text) => secrets.reduce((shown, secret) => shown.replaceAll(secret, hidden), text);
}
