import * as vscode from 'vscode';
import type { Finding } from '../../../manifest/finding.ts';
import type { DryRun } from '../../../target/cluster/deploy/dryRun.ts';
import type { PlanProblem } from '../../../target/cluster/deploy/planObjects.ts';
import { titleOf } from '../../../target/cluster/deploy/planObjects.ts';
import { livePickStep, type LiveItem, type StepPlace, type StepResult } from '../quickSteps.ts';
import { countPlans, describeDryRun } from './deployTexts.ts';

/** What the user said to the diff. */
export type Confirmation = 'deploy' | 'force' | 'cancel';

export interface ConfirmQuestion {
  /** `prod-eu, namespace team-a`. */
  readonly where: string;
  readonly results: readonly DryRun[];
  readonly problems: readonly PlanProblem[];
  /** What the rules say of the text on this cluster. */
  readonly findings: readonly Finding[];
  readonly place: StepPlace;
}

/** "Deploy?", beside the diff; what is refused is said, and that the others go on without it. */
export async function confirmDeploy(question: ConfirmQuestion): Promise<StepResult<Confirmation>> {
  const { where, results, place } = question;
  const counts = countPlans(results.map(({ outcome }) => outcome.kind));
  const items = listAnswers(question, counts);
  return await livePickStep<Confirmation>({
    ...place,
    placeholder: vscode.l10n.t('Deploy to {0}? {1}', where, counts),
    busyPlaceholder: where,
    show: (show) => {
      show(items);
      return Promise.resolve();
    },
  });
}

function listAnswers({ results, problems, findings }: ConfirmQuestion, counts: string): readonly LiveItem<Confirmation>[] {
  const owned = results.filter(({ outcome }) => outcome.kind === 'conflict');
  const refused = results.filter(({ outcome }) => outcome.kind === 'refused');
  const rest = results.length - owned.length - refused.length;
  const isAll = owned.length === 0 && refused.length === 0 && problems.length === 0;
  const answers: LiveItem<Confirmation>[] = [];
  if (rest > 0) {
    const label = isAll ? vscode.l10n.t('Deploy') : vscode.l10n.t('Deploy the other {0}', rest);
    answers.push({ id: 'deploy', label, description: counts, value: 'deploy' });
  }
  if (owned.length > 0) {
    answers.push({
      id: 'force',
      label: vscode.l10n.t('Take the fields over and deploy'),
      description: vscode.l10n.t('whoever owns them now loses them'),
      value: 'force',
    });
  }
  answers.push({ id: 'cancel', label: vscode.l10n.t('Cancel'), value: 'cancel' });
  const told = [
    ...[...owned, ...refused].map(describeDryRun),
    ...problems.map(({ source, message }) => `${titleOf(source)}: ${message}`),
    ...findings.map(({ message, range }) => vscode.l10n.t('line {0}: {1}', range.start.line + 1, message)),
  ];
  return [
    ...answers,
    ...told.map((label, index): LiveItem<Confirmation> => ({ id: `told ${index}`, label: `$(warning) ${label}` })),
  ];
}

/** "Take over?" once more: what others own is taken from them. */
export async function confirmForce(results: readonly DryRun[]): Promise<boolean> {
  const force = vscode.l10n.t('Take over');
  const detail = results
    .filter(({ outcome }) => outcome.kind === 'conflict')
    .map(describeDryRun)
    .join('\n');
  const message = vscode.l10n.t('Others own fields that this deploy changes. They may set them back.');
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, force)) === force;
}
