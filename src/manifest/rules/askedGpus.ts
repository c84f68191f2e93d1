import { countedMiBOfLabel, shareOfAmount } from '../../gpu/fraction.ts';
import { asksOf } from '../dialects/asks.ts';
import type { RequestResult } from '../dialects/dialects.ts';
import type { ContainerAsk } from '../dialects/dialect.ts';
import { isAtLeast } from '../version.ts';
import type { AskingWorkload } from './rule.ts';

/** GPUs that one pod asks for, as a queue counts them: parts count in part. Undefined where it cannot be told. */
export function countAskedGpus(input: AskingWorkload, result: RequestResult): number | undefined {
  if (result.kind !== 'request') return undefined;
  const parts = asksOf(result).map((ask) => countGpus(input, ask));
  return parts.reduce<number | undefined>((sum, part) => (sum === undefined || part === undefined ? undefined : sum + part), 0);
}

function countGpus({ cluster }: AskingWorkload, ask: ContainerAsk): number | undefined {
  if (ask.kind === 'fixed') return undefined;
  const { devices, request } = ask.request;
  if (request.kind === 'share') return devices * request.share;
  const sizes = (cluster.nodes ?? []).flatMap(({ memoryMiB }) => (memoryMiB === undefined ? [] : [countedMiBOfLabel(memoryMiB)]));
  if (sizes.length === 0) return undefined;
  // Of the largest GPU since 0.17 (KAI #1792), of the smallest before.
  const isOlder = cluster.kai && !isAtLeast(cluster.kai, { major: 0, minor: 17, patch: 0 });
  const counted = isOlder ? Math.min(...sizes) : Math.max(...sizes);
  const size = sizes.find((each) => each === counted);
  return size === undefined || size <= 0 ? undefined : devices * shareOfAmount(request, size);
}
