import * as l10n from '@vscode/l10n';
import { describeCure, type Cure } from '../../../target/cluster/why/cure.ts';
import type { StopExplanation, WaitExplanation, WaitStep } from '../../../target/cluster/why/explanation.ts';

/** Why a workload waits or has stopped, as far as it does one of these. */
export type Explanation =
  | { readonly kind: 'waits'; readonly why: WaitExplanation }
  | { readonly kind: 'stopped'; readonly why: StopExplanation };

/** The whole explanation as a document in Markdown: what is, why, what to do. */
export function whyDocument(title: string, explanation: Explanation): string {
  const { kind, why } = explanation;
  const heading = kind === 'waits' ? l10n.t('{0} waits', title) : l10n.t('{0} has stopped', title);
  return [`# ${heading}`, why.headline, ...whySections(explanation), ''].join('\n\n');
}

/** The same without heading and headline, block by block. */
export function whySections({ kind, why }: Explanation): readonly string[] {
  return [
    `## ${l10n.t('Why')}`,
    ...(kind === 'waits' ? why.steps.map(stepLines) : why.reasons.map(reasonLines)),
    ...(why.cures.length === 0 ? [] : [`## ${l10n.t('What helps')}`, cureLines(why.cures)]),
  ];
}

/** `✓ scheduling gates: none`, `✗ …`, `? …` with the text of who decides below, as it was written. */
function stepLines({ state, text, verbatim }: WaitStep): string {
  return withVerbatim(`- ${stepSign(state)} ${text}`, verbatim);
}

function reasonLines({ text, verbatim, pod, container }: StopExplanation['reasons'][number]): string {
  const where = [pod, container].filter((name) => name !== undefined).join(', ');
  return withVerbatim(where === '' ? `- ${text}` : `- ${where}: ${text}`, verbatim);
}

function withVerbatim(line: string, verbatim: string | undefined): string {
  if (verbatim === undefined || verbatim.trim() === '') return line;
  const quoted = verbatim.trim().split('\n');
  // longer than any fence that the text itself could hold
  const fence = '`'.repeat(Math.max(3, ...[...verbatim.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return [line, '', ...[`${fence}text`, ...quoted, fence].map((each) => `  ${each}`)].join('\n');
}

function cureLines(cures: readonly Cure[]): string {
  return cures.map((cure) => `- ${describeCure(cure)}`).join('\n');
}

/** Read by a person and by a screen reader: a word, not a colour. */
export function stepSign(state: WaitStep['state']): string {
  switch (state) {
    case 'passed':
      return l10n.t('[ok]');
    case 'blocks':
      return l10n.t('[blocks]');
    case 'unseen':
      return l10n.t('[not seen]');
  }
}
