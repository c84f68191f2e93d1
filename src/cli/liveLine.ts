import * as l10n from '@vscode/l10n';
import { describeRequest } from '../gpu/describePlacement.ts';
import { displayProduct } from '../gpu/product.ts';
import type { Sample } from '../inference/sample.ts';
import type { Job } from '../protocol/agent.ts';

/** One line a second of the terminal: `12s  412 tok/s   ttft 48/131 ms …`. Unknown numbers are "–". */
export function liveLine(seconds: number, sample: Sample, job: Job): string {
  const limitMiB = job.slices.length === 0 ? null : job.slices.reduce((sum, slice) => sum + slice.limitMiB, 0);
  return [
    `${String(seconds).padStart(4)}s  ${number(sample.tokensPerSecond, 0).padStart(5)} tok/s`,
    `ttft ${number(sample.ttftP50Ms, 0)}/${number(sample.ttftP95Ms, 0)} ms`,
    `itl ${number(sample.itlP50Ms, 1)} ms`,
    l10n.t('{0} running {1} waiting', number(sample.running, 0), number(sample.waiting, 0)),
    ...requestsText(sample),
    `kv ${sample.kvUse === null ? '–' : (sample.kvUse * 100).toFixed(0)} %`,
    `mem ${gib(sample.memoryMiB)}/${gib(limitMiB)} GiB`,
    `(${job.simulated ? `${l10n.t('simulated')} ` : ''}${displayProduct(job.product)}, ${describeRequest(job.request)})`,
  ].join('   ');
}

/** What an engine does not tell of its requests is left out, and what goes wrong is only said when it does. */
function requestsText({ requestsPerSecond, errorsPerSecond, preemptions }: Sample): readonly string[] {
  return [
    ...(requestsPerSecond === null ? [] : [l10n.t('{0} req/s', number(requestsPerSecond, 1))]),
    ...(errorsPerSecond ? [l10n.t('{0} errors/s', number(errorsPerSecond, 1))] : []),
    ...(preemptions ? [l10n.t('{0} preempted', number(preemptions, 0))] : []),
  ];
}

function number(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits);
}

function gib(memoryMiB: number | null): string {
  return number(memoryMiB === null ? null : memoryMiB / 1024, 1);
}
