import * as l10n from '@vscode/l10n';
import type { SweepProgress } from '../../load/sweep/sweepProgress.ts';
import type { StepOutcome } from '../../load/sweep/sweepResult.ts';
import { probeLine } from './capacityText.ts';

/** Of what a launch waits for, the newest is told once in so long. */
const launchPauseMs = 5000;

/** Says what a sweep does: a line for each number of users that was tried, and what a launch waits for now and then. */
export function sweepLines(
  print: (line: string) => void,
  now: () => number = () => performance.now(),
): (progress: SweepProgress) => void {
  let [last, lastAt] = ['', -Infinity];
  return ({ step, index, steps, doing }) => {
    const text = describe(doing);
    if (text === undefined) return;
    const name = step.name === '1' ? l10n.t('the whole card') : step.name;
    const where = step.mode === 'contended' ? l10n.t('{0} among neighbours', name) : name;
    const line = `[${index + 1}/${steps}] ${where}: ${text}`;
    const isDue = doing.kind !== 'launching' || doing.text === undefined || now() - lastAt >= launchPauseMs;
    if (line === last || !isDue) return;
    if (doing.kind === 'launching' && doing.text !== undefined) lastAt = now();
    last = line;
    print(line);
  };
}

function describe(doing: SweepProgress['doing']): string | undefined {
  switch (doing.kind) {
    case 'launching': {
      const what = doing.members === 1 ? l10n.t('launching') : l10n.t('launching {0} of {1}', doing.member + 1, doing.members);
      return doing.text === undefined ? what : `${what}: ${doing.text}`;
    }
    case 'probed':
      return probeLine(doing.probe);
    case 'ended':
      return describeOutcome(doing.outcome);
    case 'probing':
    case 'takingDown':
      return undefined;
  }
}

function describeOutcome(outcome: StepOutcome): string {
  if (outcome.kind === 'failed') return l10n.t('failed: {0}', outcome.reason);
  const { capacity, notes = [] } = outcome;
  const users = capacity.users === 1 ? l10n.t('bears 1 user') : l10n.t('bears {0} users', capacity.users);
  const bound =
    capacity.tooMany !== null
      ? ''
      : capacity.clientLimited
        ? l10n.t(' or more: the client was the limit')
        : l10n.t(' or more: no more were tried');
  return [users + bound, ...notes].join('; ');
}
