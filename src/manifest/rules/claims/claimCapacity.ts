import * as l10n from '@vscode/l10n';
import { readApiQuantity } from '../../../gpu/apiQuantity.ts';
import { formatMiB, formatQuantity, parseMemory } from '../../../gpu/memory.ts';
import { mib, type MiB } from '../../../gpu/quantity.ts';
import { isForGpu, memoryEntryOf, memoryOf } from '../../claims/gpuClaims.ts';
import type { ClusterFacts } from '../../clusterFacts.ts';
import { replaceScalar, valueRange } from '../../edits.ts';
import type { Finding, Fix, TextRange } from '../../finding.ts';
import type { SourceText } from '../../manifestFile.ts';
import { scalarText } from '../../scalarText.ts';
import type { Entry } from '../../workload.ts';
import { isTemplated } from '../../isTemplated.ts';
import { milliOfMiB } from '../nvFractions.ts';
import { choicesOf, type ClaimInput } from './claimInput.ts';

/** Amounts of `capacity.requests`: quantities above 0, and of a GPU's memory such that the driver can keep. */
export function checkCapacity({ file, claim, cluster }: ClaimInput): readonly Finding[] {
  return choicesOf(claim).flatMap((choice) => {
    const memory = isForGpu(choice) ? memoryEntryOf(choice) : undefined;
    const largest = findLargest(cluster);
    return choice.capacity.flatMap((entry) => {
      const refused = checkAmount(file, entry);
      return refused.length > 0 || entry !== memory ? refused : checkMemory(file, entry, largest);
    });
  });
}

function checkAmount(file: SourceText, entry: Entry): readonly Finding[] {
  const { value } = entry.value;
  const text = scalarText(value);
  const isMap = typeof value === 'object' && value !== null;
  if (!isMap && isTemplated(text)) return [];
  const quantity = isMap ? undefined : readApiQuantity(value === null ? '0' : text);
  if (quantity !== undefined && quantity.milli > 0n) return [];
  const range = valueRange(entry);
  const what = `${entry.key.value} ${JSON.stringify(text)}`;
  const about = { rule: 'claim-capacity', severity: 'error', range } as const;
  if (quantity !== undefined) {
    return [{ ...about, message: l10n.t('{0}: nothing can be allocated of it. Write an amount above 0.', what), fixes: [] }];
  }
  const message = l10n.t('{0}: the API server cannot read this amount. Write for example 40Gi.', what);
  const meant = isMap ? undefined : parseMemory(text);
  return [{ ...about, message, fixes: meant?.kind === 'value' ? [useQuantity(file, range, meant.value.memoryMiB)] : [] }];
}

function useQuantity(file: SourceText, range: TextRange, memoryMiB: MiB): Fix {
  const written = formatQuantity(memoryMiB);
  return { title: written, edits: [replaceScalar(file, range, written)] };
}

function checkMemory(file: SourceText, entry: Entry, largest: MiB | undefined): readonly Finding[] {
  const text = scalarText(entry.value.value);
  const memory = memoryOf(entry);
  if (memory === undefined) return [];
  const range = valueRange(entry);
  const fix = (written: string): Fix => ({ title: written, edits: [replaceScalar(file, range, written)] });
  if ((readApiQuantity(text)?.milli ?? 0n) < milliOfMiB(1n)) {
    const message = l10n.t(
      '{0} {1}: without a unit these are bytes, less than 1 MiB of the GPU. Write for example {2}.',
      entry.key.value,
      text,
      '40Gi',
    );
    const units = /^[1-9]\d{0,2}$/.test(text) ? ['Gi', 'Mi'] : /^[1-9]\d{3,6}$/.test(text) ? ['Mi'] : [];
    return [{ rule: 'claim-capacity-unit', severity: 'warning', message, range, fixes: units.map((unit) => fix(text + unit)) }];
  }
  if (largest !== undefined && memory.memoryMiB > largest) {
    const message = l10n.t(
      '{0} {1} ({2}): no GPU of the cluster has more than {3}, so the pods stay Pending. Ask for less.',
      entry.key.value,
      text,
      formatMiB(memory.memoryMiB),
      formatMiB(largest),
    );
    return [{ rule: 'claim-capacity-too-large', severity: 'error', message, range, fixes: [] }];
  }
  if (memory.exact) return [];
  const message = l10n.t(
    '{0} {1} is no whole number of MiB: the driver hands memory out in steps of 1Mi and takes {2}.',
    entry.key.value,
    text,
    formatMiB(memory.memoryMiB),
  );
  return [{ rule: 'claim-capacity-step', severity: 'hint', message, range, fixes: [useQuantity(file, range, memory.memoryMiB)] }];
}

/** Memory of the largest GPU; undefined unless it is known of every node that has GPUs. */
function findLargest({ nodes = [] }: ClusterFacts): MiB | undefined {
  const known = nodes.filter(({ gpus }) => gpus > 0).map(({ memoryMiB }) => memoryMiB);
  return known.includes(undefined) ? undefined : known.toSorted((left = mib(0), right = mib(0)) => right - left)[0];
}
