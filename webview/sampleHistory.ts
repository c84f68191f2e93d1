import { sampleFields, type Sample, type SampleField } from '../src/inference/sample.ts';
import { columnsOf, mostSamples, type SampleColumns } from '../src/protocol/sampleColumns.ts';

/** Samples of one job, oldest first, growing at the end. */
export class SampleHistory {
  readonly jobId: string;
  readonly #t: number[];
  readonly #values: ReadonlyMap<SampleField, (number | null)[]>;
  readonly columns: SampleColumns;

  constructor(jobId: string, history: SampleColumns) {
    const kept = -mostSamples;
    this.jobId = jobId;
    this.#t = history.t.slice(kept);
    this.#values = new Map(sampleFields.map((field) => [field, history[field].slice(kept)]));
    this.columns = columnsOf(this.#t, (field) => this.#values.get(field) ?? []);
  }

  /** A sample that is not newer than the last one is known already. */
  add(sample: Sample): void {
    if (sample.t <= (this.#t.at(-1) ?? Number.NEGATIVE_INFINITY)) {
      return;
    }
    this.#t.push(sample.t);
    for (const [field, values] of this.#values) {
      values.push(sample[field]);
    }
    if (this.#t.length > mostSamples) {
      this.#t.shift();
      for (const values of this.#values.values()) {
        values.shift();
      }
    }
  }
}
