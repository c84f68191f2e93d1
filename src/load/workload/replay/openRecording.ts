import * as l10n from '@vscode/l10n';
import { forEachItem } from '../files/forEachItem.ts';
import { badRow, TrafficFileError } from '../files/trafficFileError.ts';
import { azure } from './azure.ts';
import { mooncake } from './mooncake.ts';
import { Recording } from './recording.ts';
import type { TraceFormat, TraceReader } from './traceFormat.ts';

const formats: readonly TraceFormat[] = [mooncake, azure];

/** Reads recorded traffic of any known format, told by its content. Rejects with a TrafficFileError. */
export async function openRecording(file: string): Promise<Recording> {
  const recording = new Recording();
  let reader: TraceReader | undefined;
  await forEachItem(file, (text, line) => {
    if (reader === undefined) {
      reader = openFormat(file, text);
      if (reader.isHeader) return;
    }
    const row = reader.read(text);
    if (row.kind === 'problem') throw badRow(file, line, row.problem);
    recording.add(row.value);
  });
  if (recording.size === 0) {
    throw new TrafficFileError('empty', l10n.t('{0}: no request is recorded in it. Give a file with some.', file));
  }
  recording.sort();
  return recording;
}

function openFormat(file: string, firstItem: string): TraceReader {
  for (const format of formats) {
    const reader = format.open(firstItem);
    if (reader !== undefined) return reader;
  }
  throw new TrafficFileError(
    'unknownFormat',
    l10n.t(
      '{0}: no recording that is known. Give one of {1}: JSON Lines with timestamp, input_length and output_length, or CSV with TIMESTAMP, ContextTokens and GeneratedTokens.',
      file,
      formats.map(({ label }) => label).join(', '),
    ),
  );
}
