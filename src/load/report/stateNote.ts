import * as l10n from '@vscode/l10n';
import type { Report } from './report.ts';
import type { ReportNumbers } from './reportNumbers.ts';
import type { Warning } from './warnings.ts';

/** What is to say of results that are not whole, above all figures. */
export interface StateNote extends Warning {
  readonly kind: 'note' | 'warning';
}

/** Undefined of a result that is whole. */
export function stateNote(report: Report, numbers: ReportNumbers): StateNote | undefined {
  switch (report.schema) {
    case 'gpu-fractions.load/1':
    case 'gpu-fractions.mix/1':
      return report.isCancelled === true
        ? note(l10n.t('The run was ended before its time.'), l10n.t('The figures are those until then.'))
        : undefined;
    case 'gpu-fractions.capacity/1':
      return ofState(report.state, {
        running: note(l10n.t('The search is running.'), l10n.t('The server may bear more users.')),
        cancelled: note(l10n.t('The search was cancelled.'), l10n.t('The server may bear more users.')),
        failed: { kind: 'warning', heading: l10n.t('The search failed.'), text: report.reason ?? '' },
      });
    case 'gpu-fractions.sweep/1': {
      const { outcomes, plan } = report;
      const done = l10n.t('{0} of {1} steps are done.', numbers.count(outcomes.length), numbers.count(plan.steps.length));
      return ofState(report.state, {
        running: note(l10n.t('The sweep is running.'), done),
        cancelled: note(l10n.t('The sweep was cancelled.'), l10n.t('{0} It can be gone on with.', done)),
        failed: { kind: 'warning', heading: l10n.t('The sweep failed.'), text: done },
      });
    }
  }
}

type Unwhole = 'running' | 'cancelled' | 'failed';

function ofState(state: Unwhole | 'finished', notes: Readonly<Record<Unwhole, StateNote>>): StateNote | undefined {
  return state === 'finished' ? undefined : notes[state];
}

function note(heading: string, text: string): StateNote {
  return { kind: 'note', heading, text };
}
