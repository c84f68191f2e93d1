import { sampleFields, type Sample, type SampleField } from '../inference/sample.ts';

/** Samples as columns of equal length, oldest first; `t` is epoch milliseconds. What charts draw, and a third of the size on the way. */
export type SampleColumns = { readonly t: readonly number[] } & {
  readonly [Field in SampleField]: readonly (number | null)[];
};

/** Half a day at one sample a second; what is older is neither kept nor drawn. */
export const mostSamples = 43_200;

/** Builds columns from one function a field. */
export function columnsOf(t: readonly number[], column: (field: SampleField) => readonly (number | null)[]): SampleColumns {
  return Object.assign({ t }, Object.fromEntries(sampleFields.map((field) => [field, column(field)]))) as SampleColumns;
}

/** Columns of a list of samples. */
export function toColumns(samples: readonly Sample[]): SampleColumns {
  return columnsOf(
    samples.map(({ t }) => t),
    (field) => samples.map((sample) => sample[field]),
  );
}
