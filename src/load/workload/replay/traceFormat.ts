import type { Parsed } from '../../../gpu/parsed.ts';
import type { RecordedRequest } from './recordedRequest.ts';

/** More is no prompt of anybody. */
export const mostTokens = 10_000_000;

/** A file format of recorded traffic; one file each, listed in `openRecording.ts`. */
export interface TraceFormat {
  /** `Mooncake` */
  readonly label: string;
  /** How to read a file that begins so; undefined: it is of another format. */
  open(firstItem: string): TraceReader | undefined;
}

export interface TraceReader {
  /** The first item names columns and is no request. */
  readonly isHeader: boolean;
  /** A problem names field, value and cure. */
  read(text: string): Parsed<RecordedRequest>;
}
