import type { RequestRecord } from '../measure/requestRecord.ts';
import type { ShareReport } from './share.ts';

/** A report as it goes from thread to thread: the times of all its requests in one buffer, which changes its owner without a copy. */
export interface PackedReport extends Omit<ShareReport, 'records'> {
  readonly records: readonly PackedRecord[];
  /** Of each request first `outputAt`, then `arrived`. */
  readonly reads: Float64Array<ArrayBuffer>;
}

type PackedRecord = Omit<RequestRecord, 'outputAt' | 'arrived'> & { readonly reads: number };

export function packReport({ records, ...rest }: ShareReport): PackedReport {
  const reads = new Float64Array(records.reduce((sum, { outputAt }) => sum + 2 * outputAt.length, 0));
  let at = 0;
  const packed = records.map(({ outputAt, arrived, ...record }): PackedRecord => {
    reads.set(outputAt, at);
    reads.set(arrived, at + outputAt.length);
    at += 2 * outputAt.length;
    return { ...record, reads: outputAt.length };
  });
  return { ...rest, records: packed, reads };
}

export function unpackReport({ records, reads, ...rest }: PackedReport): ShareReport {
  let at = 0;
  const unpacked = records.map(({ reads: count, ...record }): RequestRecord => {
    const middle = at + count;
    const outputAt = reads.subarray(at, middle);
    at = middle + count;
    return { ...record, outputAt, arrived: reads.subarray(middle, at) };
  });
  return { ...rest, records: unpacked };
}
