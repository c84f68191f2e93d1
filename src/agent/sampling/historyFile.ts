import { appendFileSync, readFileSync, statSync } from 'node:fs';
import * as z from 'zod/mini';
import { sampleFields, type Sample, type SampleField } from '../../inference/sample.ts';
import { SampleHistory } from '../../inference/sampleHistory.ts';
import { writeFileAtomically } from '../atomicFile.ts';

/** One hour at a sample a second. */
const keptSamples = 3600;

const source = z.enum(['engine metric', 'engine slots', 'own stream', 'none']);
/** Numbers that an older agent did not tell are not known. */
const number = z._default(z.nullable(z.number()), null);
const numbers = Object.fromEntries(sampleFields.map((field) => [field, number])) as Record<SampleField, typeof number>;
const sampleSchema: z.ZodMiniType<Sample> = z.object({ ...numbers, t: z.number(), source, latencySource: source });

/** The samples of one job, kept in a file beside its log, so that they outlive the agent. */
export class HistoryFile {
  readonly #path: string;
  readonly #samples: SampleHistory;
  #lines: number;

  constructor(path: string) {
    this.#path = path;
    const samples = readSamples(path);
    this.#samples = new SampleHistory(keptSamples, samples);
    this.#lines = samples.length;
    if (!endsWithNewline(path)) {
      this.#rewrite();
    }
  }

  samples(): readonly Sample[] {
    return this.#samples.all();
  }

  /** Adds a sample; when the disk is full it is kept in memory only. */
  add(sample: Sample): void {
    this.#samples.append(sample);
    try {
      appendFileSync(this.#path, `${JSON.stringify(sample)}\n`, { mode: 0o600 });
      this.#lines++;
    } catch {
      return;
    }
    if (this.#lines > 2 * keptSamples) {
      this.#rewrite();
    }
  }

  #rewrite(): void {
    try {
      const samples = this.samples();
      writeFileAtomically(this.#path, samples.map((sample) => `${JSON.stringify(sample)}\n`).join(''));
      this.#lines = samples.length;
    } catch {
      // the next sample tries again
    }
  }
}

/** The newest samples of a file; lines that cannot be read are skipped. */
function readSamples(path: string): Sample[] {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) {
    return [];
  }
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [sampleSchema.parse(JSON.parse(line))];
      } catch {
        return [];
      }
    });
}

function endsWithNewline(path: string): boolean {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return size === 0 || readFileSync(path).at(-1) === 10;
}
