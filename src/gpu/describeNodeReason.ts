import * as l10n from '@vscode/l10n';
import { formatGiB, formatMiB } from './memory.ts';
import type { NodeReason } from './placeOnCluster.ts';
import { formatPercent } from './share.ts';

/** Why a node of a cluster does not take a request, in words with the numbers: "1 of its 4 GPUs has 70 % free, and 2 are asked". */
export function describeNodeReason(reason: NodeReason): string {
  switch (reason.kind) {
    case 'selector':
      return reason.found === undefined
        ? l10n.t('it has no label {0}, and {1} is asked', reason.label, JSON.stringify(reason.wanted))
        : l10n.t(
            'its label {0} is {1}, and {2} is asked',
            reason.label,
            JSON.stringify(reason.found),
            JSON.stringify(reason.wanted),
          );
    case 'memoryUnknown':
      return l10n.t('no label tells the memory of its GPUs, which a request in memory needs');
    case 'gpus':
      return describeGpus(reason);
    case 'gpuMemory':
      return l10n.t('a GPU has {0}, and {1} are asked', formatMiB(reason.capacityMiB), formatMiB(reason.requestedMiB));
    case 'cpu': {
      const { requestedMilli, usedMilli, capacityMilli } = reason;
      const free = Math.max(0, capacityMilli - usedMilli);
      return l10n.t(
        '{0} of its {1} CPU cores are free, and {2} are asked',
        cores(free),
        cores(capacityMilli),
        cores(requestedMilli),
      );
    }
    case 'memory': {
      const { requestedBytes, usedBytes, capacityBytes } = reason;
      const free = Math.max(0, capacityBytes - usedBytes);
      // in GiB they would be one number
      const isCloseMiss = sizeOf(free) === sizeOf(requestedBytes);
      return isCloseMiss
        ? l10n.t('{0} of its {1} bytes of memory are free, and {2} are asked', free, capacityBytes, requestedBytes)
        : l10n.t(
            '{0} of its {1} of memory are free, and {2} are asked',
            sizeOf(free),
            sizeOf(capacityBytes),
            sizeOf(requestedBytes),
          );
    }
    case 'podSlots':
      return reason.needed === 2
        ? l10n.t("it takes {0} more pods, and 2 are needed: one is KAI's reservation pod", reason.free)
        : l10n.t('it takes no more pods');
  }
}

function describeGpus({ devices, share, used, capacity, withRoom }: NodeReason & { kind: 'gpus' }): string {
  const enough = withRoom + Math.max(0, capacity - used);
  if (devices > capacity) return l10n.t('{0} GPUs are asked, and it has {1}', devices, capacity);
  if (share >= 1) return l10n.t('{0} of its {1} GPUs are free, and {2} are asked', enough, capacity, devices);
  return devices === 1
    ? l10n.t('no GPU with {0} free', formatPercent(share))
    : l10n.t('{0} of its {1} GPUs have {2} free, and {3} are asked', enough, capacity, formatPercent(share), devices);
}

function cores(milli: number): string {
  return String(Math.round(milli) / 1000);
}

function sizeOf(bytes: number): string {
  return formatGiB(bytes / 2 ** 20);
}
