import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { parsed, problem, type Parsed } from '../../gpu/parsed.ts';
import type { LoadResult } from '../../load/measure/loadResult.ts';
import { describeIssue } from '../../load/plan/describeIssue.ts';
import type { CapacityResult } from '../../load/search/capacityResult.ts';
import { capacityResultSchema } from '../../load/search/capacityResultSchema.ts';
import { loadResultSchema } from '../../load/sweep/loadResultSchema.ts';
import { isResumable } from '../../load/sweep/resumeSweep.ts';
import { readSweepResult } from '../../load/sweep/sweepResultSchema.ts';
import type { SweepResult } from '../../load/sweep/sweepResult.ts';
import { errorText } from '../errorText.ts';
import type { BenchmarkState } from '../ids.ts';

/** One run of load, a search for the most users, or a sweep over fractions; each names its schema. */
export type BenchmarkResult = LoadResult | CapacityResult | SweepResult;

/** The job that was loaded, so that it can be loaded again. */
export interface BenchmarkedJob {
  readonly id: string;
  readonly name: string;
}

/** The cluster that a sweep ran on, so that it can be gone on with. */
export interface BenchmarkedContext {
  readonly id: string;
  readonly name: string;
  /** For what the manifest puts in none; absent: that of the context. */
  readonly namespace?: string;
}

/** What a `.gpubench.json` holds: a result as the command line writes it too, and where it came from. */
export interface BenchmarkFile {
  readonly result: BenchmarkResult;
  /** Absent: of a sweep, or of the command line. */
  readonly job?: BenchmarkedJob;
  /** Of a sweep on a cluster. */
  readonly context?: BenchmarkedContext;
}

export const benchmarkSuffix = '.gpubench.json';

const kinds = { load: 1, capacity: 1, sweep: 1 } as const;

const named = { id: z.string(), name: z.string() };
const head = z.object({
  schema: z.string(),
  job: z.optional(z.object(named)),
  context: z.optional(z.object({ ...named, namespace: z.exactOptional(z.string()) })),
});

/** Reads the text of a file; a problem says what is wrong with it, and what helps. */
export function parseBenchmark(text: string): Parsed<BenchmarkFile> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = errorText(error);
    return problem(
      l10n.t('It is not JSON: {0}. It was cut off or changed by hand: take back the change, or run the benchmark again.', why),
    );
  }
  const { schema = '–', job, context } = head.safeParse(value).data ?? {};
  const [, kind = '', version = ''] = /^gpu-fractions\.([a-z]+)\/(\d+)$/.exec(schema) ?? [];
  if (!isKind(kind)) {
    return problem(
      l10n.t(
        'schema "{0}": not that of a benchmark. Write the file with Benchmark This Fraction… or gpu-fractions bench.',
        schema,
      ),
    );
  }
  if (Number(version) > kinds[kind]) {
    return problem(
      l10n.t(
        'schema "{0}": written by a newer version of GPU Fractions; this one reads up to {1}. Update the extension.',
        schema,
        kinds[kind],
      ),
    );
  }
  const read = readResult(kind, value, text);
  return read.kind === 'problem'
    ? read
    : parsed({
        result: read.value,
        ...(job !== undefined && { job }),
        ...(context !== undefined && { context }),
      });
}

function readResult(kind: keyof typeof kinds, value: unknown, text: string): Parsed<BenchmarkResult> {
  if (kind === 'sweep') {
    return readSweepResult(text);
  }
  const schema: z.ZodMiniType<BenchmarkResult> = kind === 'load' ? loadResultSchema : capacityResultSchema;
  const read = schema.safeParse(value);
  if (read.success) {
    return parsed(read.data);
  }
  const [issue] = read.error.issues;
  return problem(issue === undefined ? read.error.message : describeIssue(issue, value));
}

function isKind(kind: string): kind is keyof typeof kinds {
  return Object.hasOwn(kinds, kind);
}

/** As a file holds it. */
export function formatBenchmark({ result, ...from }: BenchmarkFile): string {
  return `${JSON.stringify({ ...result, ...from }, undefined, 1)}\n`;
}

/** Whether it goes on, or can be gone on with; what says that it runs while nobody runs it was broken off. */
export function stateOf(file: BenchmarkFile, isRunning: boolean): BenchmarkState {
  const { result } = file;
  if (isRunning) {
    return 'running';
  }
  return result.schema === 'gpu-fractions.sweep/1' && isResumable(result) ? 'unfinished' : 'finished';
}
