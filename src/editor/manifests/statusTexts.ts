import * as l10n from '@vscode/l10n';
import { describeRequest } from '../../gpu/describePlacement.ts';
import { describePiece } from '../../gpu/piece.ts';
import { asksOf } from '../../manifest/dialects/asks.ts';
import type { CheckedManifest } from '../../manifest/liveManifest.ts';

export interface ManifestStatus {
  readonly text: string;
  readonly detail: string;
  readonly severity: 'error' | 'warning' | 'information';
}

/** `GPU manifest: half of one GPU`, or `2 problems`; hints are none. */
export function statusOf({ workloads, findings }: Pick<CheckedManifest, 'workloads' | 'findings'>): ManifestStatus {
  const problems = findings.filter(({ severity }) => severity !== 'hint');
  const asked = workloads
    .flatMap(({ result }) => asksOf(result))
    .map((ask) => (ask.kind === 'fixed' ? describePiece(ask.piece) : describeRequest(ask.request)));
  const detail = askedText(asked);
  if (problems.length === 0) {
    return { text: l10n.t('GPU manifest: {0}', detail), detail: l10n.t('no problems'), severity: 'information' };
  }
  const text = problems.length === 1 ? l10n.t('GPU manifest: 1 problem') : l10n.t('GPU manifest: {0} problems', problems.length);
  const severity = problems.some((problem) => problem.severity === 'error') ? 'error' : 'warning';
  return { text, detail, severity };
}

function askedText(asked: readonly string[]): string {
  const [first, second] = asked;
  if (first === undefined) {
    return l10n.t('nothing of a GPU');
  }
  return second === undefined ? first : l10n.t('{0} requests', asked.length);
}
