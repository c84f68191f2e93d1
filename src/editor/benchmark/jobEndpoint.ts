import { describeAmount } from '../../gpu/amount.ts';
import { displayProduct } from '../../gpu/product.ts';
import type { Endpoint } from '../../load/plan/loadPlan.ts';
import type { Job } from '../../protocol/agent.ts';
import { servedModel } from '../../target/benchmark/servedModel.ts';

/** Where a job answers, with its model as the server names it. `url`: its own, or that of this machine which leads to it. */
export async function endpointOf(job: Job, url: string, signal: AbortSignal): Promise<Endpoint> {
  return { url, api: 'chat', model: await servedModel(url, job.model, signal), headers: {}, body: {} };
}

/** `prod-eu · H100 80GB · 0.5`: where a job runs, as a result keeps it. */
export function placeOf({ target, product, request }: Job): string {
  const amount = describeAmount(request.request);
  return [
    ...(target === undefined ? [] : [target]),
    ...(product === '' ? [] : [displayProduct(product)]),
    request.devices > 1 ? `${request.devices} × ${amount}` : amount,
  ].join(' · ');
}
