import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { describeAmount } from '../../gpu/amount.ts';
import { displayProduct } from '../../gpu/product.ts';
import type { Endpoint } from '../../load/plan/loadPlan.ts';
import type { Job } from '../../protocol/agent.ts';

const patienceMs = 5000;
const models = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Where a job answers, with its model as the server names it. `url`: its own, or that of this machine which leads to it. */
export async function endpointOf(job: Job, url: string, signal: AbortSignal): Promise<Endpoint> {
  const model = (await askServedName(url, signal)) ?? job.model;
  return { url, api: 'chat', model, headers: {}, body: {} };
}

/** Undefined where the server does not list its models. */
async function askServedName(url: string, signal: AbortSignal): Promise<string | undefined> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  try {
    const answer = await fetch(`${url}/v1/models`, { signal: patience });
    return models.safeParse(await answer.json()).data?.data[0]?.id;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** `prod-eu · H100 80GB · 0.5 · simulated`: where a job runs, as a result keeps it. */
export function placeOf({ target, product, request, simulated }: Job): string {
  const amount = describeAmount(request.request);
  return [
    ...(target === undefined ? [] : [target]),
    ...(product === '' ? [] : [displayProduct(product)]),
    request.devices > 1 ? `${request.devices} × ${amount}` : amount,
    ...(simulated ? [l10n.t('simulated')] : []),
  ].join(' · ');
}
