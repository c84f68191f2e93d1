import { describeCure, type Cure } from '../../src/target/cluster/why/cure.ts';
import type { StopExplanation, WaitExplanation } from '../../src/target/cluster/why/explanation.ts';

const marks = { passed: 'ok ', blocks: '!! ', unseen: '?  ' };

/** An explanation as a person reads it in a golden file: what was looked at, in whose words, and what would help. */
export function renderWait({ headline, steps, cures }: WaitExplanation): string {
  const looked = steps.flatMap(({ kind, state, text, verbatim }) => [`  ${marks[state]}${kind}: ${text}`, ...quote(verbatim)]);
  return [`waits: ${headline}`, ...looked, ...renderCures(cures)].join('\n');
}

export function renderStop({ headline, reasons, cures }: StopExplanation): string {
  const told = reasons.flatMap(({ kind, text, verbatim, pod, container }) => [
    `  !! ${kind}${[pod, container]
      .filter((part) => part !== undefined)
      .map((part) => ` ${part}`)
      .join('')}: ${text}`,
    ...quote(verbatim),
  ]);
  return [`stopped: ${headline}`, ...told, ...renderCures(cures)].join('\n');
}

export function renderCures(cures: readonly Cure[]): readonly string[] {
  return cures.map((cure) => `  -> ${describeCure(cure)}`);
}

export function quote(verbatim: string | undefined): readonly string[] {
  return verbatim === undefined ? [] : verbatim.split('\n').map((line) => `     | ${line}`.trimEnd());
}
