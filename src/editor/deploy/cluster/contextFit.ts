import * as l10n from '@vscode/l10n';
import type { FoundWorkload } from '../../../manifest/requests.ts';
import { asksOf } from '../../../manifest/dialects/asks.ts';
import type { ClusterConnection } from '../../../target/cluster/clusterConnection.ts';
import { ClusterError } from '../../../target/cluster/api/clusterError.ts';
import type { ClusterObjects } from '../../../target/cluster/clusterObjects.ts';
import type { Fit } from '../../../target/cluster/fit/fitResult.ts';
import { findFit } from '../../../target/cluster/fit/findFit.ts';
import { errorText } from '../../errorText.ts';
import { describePrice, findPrice } from './prices.ts';

export type Prices = Readonly<Record<string, unknown>>;

/** What a list says of a context: whether a workload fits, and what it costs where the user gave a price. */
export interface ContextFit {
  /** `fits on 3 of 8 GPUs now`, `waits: queue "ml" is over its quota: …`, `does not answer`. */
  readonly text: string;
  readonly price?: string;
  /** More of it, where there is more. */
  readonly detail?: string;
}

/** Looks at a cluster for as long as the signal lets, and says whether the workload fits there. Never rejects but with the signal's reason. */
export async function readContextFit(
  connection: ClusterConnection,
  found: FoundWorkload | undefined,
  prices: Prices,
  signal: AbortSignal,
): Promise<ContextFit> {
  const looking = connection.look();
  signal.addEventListener('abort', () => looking[Symbol.dispose]());
  try {
    const objects = await connection.ready(signal);
    if (found === undefined || asksOf(found.result).length === 0) {
      return { text: l10n.t('asks for no GPU') };
    }
    return describeFit(findFit(found, objects), found, prices);
  } catch (error) {
    signal.throwIfAborted();
    return describeFailure(error);
  }
}

/** With the price of what one pod asks, on the GPU that it would get. */
export function describeFit(fit: Fit, { result }: FoundWorkload, prices: Prices): ContextFit {
  const [place] = fit.places;
  const [ask] = asksOf(result);
  const price = place?.product === undefined ? undefined : findPrice(prices, place.product);
  const devices = ask?.kind === 'request' ? ask.request.devices : undefined;
  const gpus = place?.share === undefined || devices === undefined ? undefined : place.share * devices;
  return { text: fit.summary, ...(price !== undefined && gpus !== undefined && { price: describePrice(price, gpus) }) };
}

export function fitOf(found: FoundWorkload, objects: ClusterObjects, queue: string | undefined): Fit {
  return findFit(found, objects, queue === undefined ? {} : { queue });
}

function describeFailure(error: unknown): ContextFit {
  const detail = errorText(error);
  if (!ClusterError.is(error)) {
    return { text: detail };
  }
  switch (error.reason) {
    case 'unreachable':
    case 'timedOut':
      return { text: l10n.t('does not answer'), detail };
    case 'unauthorized':
    case 'authProgram':
      return { text: l10n.t('the credentials are refused, or there are none'), detail };
    case 'certificate':
      return { text: l10n.t('its certificate is not trusted'), detail };
    case 'kubeconfig':
      return { text: l10n.t('its kubeconfig cannot be used'), detail };
    case 'forbidden':
    case 'notFound':
    case 'conflict':
    case 'gone':
    case 'invalid':
    case 'tooManyRequests':
    case 'server':
    case 'untrusted':
      return { text: detail };
  }
}
