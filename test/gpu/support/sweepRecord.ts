import { basename } from 'node:path';
import type { SweepResult } from '../../../src/load/sweep/sweepResult.ts';

/** What a record of docs/gpu-checks.md says beside the figures. */
export interface RecordedRun {
  readonly hardware: string;
  /** Words of the command line. */
  readonly command: readonly string[];
}

/** A section for docs/gpu-checks.md: when, on what, by which command, and the figures of each step. */
export function sweepRecord({ startedAt, ranOn, outcomes }: SweepResult, { hardware, command }: RecordedRun): string {
  const date = new Date(startedAt).toISOString().slice(0, 10);
  const words = command.map((word) => (word.includes('/') && !/^[\d/,]+$/.test(word) ? basename(word) : word));
  const rows = outcomes.map((outcome) => {
    const { name, mode } = outcome.step;
    if (outcome.kind === 'failed') return `| ${name} | ${mode} | failed: ${outcome.reason} | | | | |`;
    const { capacity, tokensPerSecondOfAll, memoryMiB, enforcement } = outcome;
    const ttft = capacity.result?.ttftMs.p95;
    const cells = [name, mode, capacity.users, toFigure(tokensPerSecondOfAll), toFigure(ttft), memoryMiB, enforcement];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    `### Sweep, ${date}, ${ranOn}`,
    `Hardware: ${hardware}. Command: \`gpu-fractions ${words.join(' ')}\`.`,
    '',
    '| fraction | mode | users | tokens/s of all | TTFT p95 ms | slice MiB | enforced by |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function toFigure(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(1);
}
