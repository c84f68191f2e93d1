import * as l10n from '@vscode/l10n';
import { formatPercent } from '../../gpu/share.ts';
import type { Sample } from '../../inference/sample.ts';
import type { Detail } from './row.ts';

/** What a fresh sample tells beside its rate; what its engine does not tell is left out, and trouble is said when there is any. */
export function sampleDetails(sample: Sample | undefined): readonly Detail[] {
  if (sample === undefined) {
    return [];
  }
  const { running, waiting, kvUse, requestsPerSecond, errorsPerSecond, preemptions, replicas, replicasAsked } = sample;
  const requests = [
    ...(running === null ? [] : [l10n.t('{0} running', running)]),
    ...(waiting === null ? [] : [l10n.t('{0} waiting', waiting)]),
    ...(requestsPerSecond === null ? [] : [l10n.t('{0} a second', requestsPerSecond.toFixed(1))]),
    ...(errorsPerSecond ? [l10n.t('{0} errors a second', errorsPerSecond.toFixed(1))] : []),
    ...(preemptions ? [l10n.t('{0} preempted', preemptions)] : []),
  ];
  return [
    ...(requests.length === 0 ? [] : [{ label: l10n.t('requests'), value: requests.join(' · ') }]),
    ...latency(l10n.t('time to first token'), sample.ttftP50Ms, sample.ttftP95Ms),
    ...latency(l10n.t('time between tokens'), sample.itlP50Ms, sample.itlP95Ms),
    ...(kvUse === null ? [] : [{ label: l10n.t('KV cache'), value: formatPercent(kvUse) }]),
    ...(replicas !== null && replicasAsked !== null && replicasAsked > 1
      ? [{ label: l10n.t('replicas'), value: l10n.t('{0} of {1} tell their figures', replicas, replicasAsked) }]
      : []),
  ];
}

function latency(label: string, p50: number | null, p95: number | null): readonly Detail[] {
  const text = (value: number | null): string => (value === null ? '–' : value.toFixed(value < 100 ? 1 : 0));
  return p50 === null && p95 === null ? [] : [{ label, value: l10n.t('p50 {0} ms · p95 {1} ms', text(p50), text(p95)) }];
}
