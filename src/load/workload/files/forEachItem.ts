import { createReadStream } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { ArraySplitter } from './arraySplitter.ts';
import { LineSplitter, type ItemSplitter, type VisitItem } from './itemSplitter.ts';
import { TrafficFileError, unreadable } from './trafficFileError.ts';

const longestItem = 1 << 26;

/** Reads a file piece by piece, whatever its size: the elements of a JSON array, else its lines. Rejects with a TrafficFileError. */
export async function forEachItem(file: string, visit: VisitItem): Promise<void> {
  let splitter: ItemSplitter | undefined;
  let head = '';
  for await (const text of readText(file)) {
    head = splitter === undefined ? head + text : text;
    const first = /\S/.exec(head)?.[0];
    if (splitter === undefined && first === undefined) continue;
    splitter ??= first === '[' ? new ArraySplitter(visit) : new LineSplitter(visit);
    splitter.push(head);
    if (splitter.held > longestItem) {
      throw new TrafficFileError(
        'unknownFormat',
        l10n.t('{0}: neither lines nor a JSON list of entries. Give a text file of such.', file),
      );
    }
  }
  if (splitter?.end() === false) {
    throw new TrafficFileError('badRow', l10n.t('{0}: its list has no end: the file is cut off. Fetch or write it again.', file));
  }
}

/** Reads JSON of one item. */
export function parseItem(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

async function* readText(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 });
  let isFirst = true;
  try {
    for await (const text of stream as AsyncIterable<string>) {
      yield isFirst ? text.replace(/^\uFEFF/, '') : text;
      isFirst = false;
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}
