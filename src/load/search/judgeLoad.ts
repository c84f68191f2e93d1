import * as l10n from '@vscode/l10n';
import type { LoadFigures } from '../measure/loadResult.ts';
import type { CapacitySlo } from './capacity.ts';

/** Why a run broke the SLO, for a person; undefined where it kept it. A run in which nothing was answered did not. */
export function judgeLoad(
  { requests, errors, ttftMs, failures }: Pick<LoadFigures, 'requests' | 'errors' | 'ttftMs' | 'failures'>,
  slo: CapacitySlo,
): string | undefined {
  if (requests === 0) return l10n.t('no request ended in the time of the run');
  const failing = failures.toSorted((left, right) => right.count - left.count)[0]?.reason;
  if (errors >= requests) return withReason(l10n.t('every request failed'), failing);
  if (errors > 0 && errors / requests >= slo.errorShare) {
    const [failed, allowed] = [percent(errors / requests), percent(slo.errorShare)];
    return withReason(
      l10n.t('{0} of {1} requests failed ({2} %); allowed are less than {3} %', errors, requests, failed, allowed),
      failing,
    );
  }
  const ttft = ttftMs[slo.quantile];
  if (ttft === null) return l10n.t('no time to first token could be measured');
  if (ttft <= slo.ttftMs) return undefined;
  // numbers that would read as equal are told exactly
  return l10n.t('TTFT {0} {1} ms; allowed are {2} ms', slo.quantile, ttft.toFixed(ttft - slo.ttftMs < 1 ? 2 : 0), slo.ttftMs);
}

function withReason(text: string, reason: string | undefined): string {
  return reason === undefined ? text : `${text}: ${reason}`;
}

function percent(share: number): string {
  return String(Number((share * 100).toPrecision(2)));
}
