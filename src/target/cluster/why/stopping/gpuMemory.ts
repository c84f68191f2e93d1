import * as l10n from '@vscode/l10n';
import { formatGiB } from '../../../../gpu/memory.ts';
import type { FractionRequest } from '../../../../gpu/request.ts';
import { formatShare } from '../../../../gpu/share.ts';
import type { Cure } from '../cure.ts';
import type { GpuMemoryProblem } from '../runtimeTexts/gpuMemory.ts';

/** What it means that GPU memory ran out, with numbers, and what of engine or request would help. */
export function describeGpuMemory(
  problem: GpuMemoryProblem,
  request: FractionRequest | undefined,
): { readonly text: string; readonly cures: readonly Cure[] } {
  const engine = problem.engine ?? l10n.t('The engine');
  const { wantedMiB, freeMiB, totalMiB, utilization } = problem;
  const numbers = describeNumbers(wantedMiB, freeMiB, totalMiB);
  switch (problem.kind) {
    case 'startShare':
      return {
        text: l10n.t('{0} finds less GPU memory free at its start than it is to take{1}.', engine, numbers),
        cures: [lowerUtilization(problem, request), moreShare()],
      };
    case 'noCache':
      return {
        text: l10n.t('{0} has no GPU memory left for its KV cache beside the model{1}.', engine, numbers),
        cures: [
          moreShare(),
          change(
            utilization === undefined
              ? l10n.t('Let the engine take its whole share, or use a smaller or quantised model.')
              : l10n.t('Raise its share of memory above {0}, up to its slice, or use a smaller or quantised model.', utilization),
          ),
        ],
      };
    case 'smallCache':
      return {
        text: l10n.t('{0} has a KV cache that is too small for one request of the longest length{1}.', engine, numbers),
        cures: [change(l10n.t('Lower the longest length (--max-model-len).')), moreShare()],
      };
    case 'sliceLimit':
      return {
        text: l10n.t('It reached the memory limit of its slice{0}.', numbers),
        cures: [change(l10n.t('Let the engine take less: shorter context, smaller batches.')), moreShare()],
      };
    case 'allocation':
      return {
        text: l10n.t('{0} ran out of GPU memory{1}.', engine, numbers),
        cures: [
          change(l10n.t('Let the engine take less: shorter context, smaller batches, fewer layers on the GPU.')),
          moreShare(),
        ],
      };
  }
}

function describeNumbers(wantedMiB?: number, freeMiB?: number, totalMiB?: number): string {
  const free =
    freeMiB === undefined
      ? undefined
      : totalMiB === undefined
        ? l10n.t('{0} free', formatAmount(freeMiB))
        : l10n.t('{0} of {1} free', formatAmount(freeMiB), formatAmount(totalMiB));
  const wanted = wantedMiB === undefined ? undefined : l10n.t('{0} wanted', formatAmount(wantedMiB));
  const said = [wanted, free].filter((part) => part !== undefined).join(', ');
  return said === '' ? '' : `: ${said}`;
}

function formatAmount(memoryMiB: number): string {
  return Math.abs(memoryMiB) < 1024 ? `${Math.round(memoryMiB)} MiB` : formatGiB(memoryMiB);
}

/** vLLM's flag is a share of the whole GPU: no more than what is free, nor than the slice. */
function lowerUtilization({ freeMiB, totalMiB }: GpuMemoryProblem, request: FractionRequest | undefined): Cure {
  const free = freeMiB === undefined || totalMiB === undefined || totalMiB <= 0 ? 1 : freeMiB / totalMiB;
  const asked = request?.request;
  const slice =
    asked === undefined
      ? 1
      : asked.kind === 'share'
        ? asked.share
        : totalMiB === undefined || totalMiB <= 0
          ? 1
          : asked.memoryMiB / totalMiB;
  const most = Math.floor(Math.min(free, slice) * 100 + 1e-9) / 100;
  return most >= 1 || most <= 0
    ? change(l10n.t('Lower --gpu-memory-utilization to the share that it has of the GPU.'))
    : change(l10n.t('Set --gpu-memory-utilization to {0} or less.', formatShare(most)));
}

function moreShare(): Cure {
  return { kind: 'changeManifest', what: l10n.t('Ask for a larger share of the GPU.') };
}

function change(what: string): Cure {
  return { kind: 'changeEngine', what };
}
