import * as l10n from '@vscode/l10n';
import { problem, type Parsed } from '../gpu/parsed.ts';
import { shapeOfGguf } from '../inference/models/ggufShape.ts';
import { readGgufContent, type GgufContent } from '../inference/models/ggufTensors.ts';
import { readBeginning } from './boundedFile.ts';
import { unreadable, type FoundModel } from './foundModel.ts';

/** Vocabularies of 250,000 tokens take about 10 MiB; what is read grows from the first to the last of these. */
const beginnings = [2 ** 20, 2 ** 24, 2 ** 27];
const mostParts = 100;

/** Reads the shape of a GGUF model, of all its files where it is split (`-00001-of-00003.gguf`). */
export async function readGgufModel(path: string, signal: AbortSignal): Promise<FoundModel> {
  const [firstPath = path, ...otherPaths] = partsOf(path);
  const first = await readContent(firstPath, signal);
  if (first.kind === 'problem') return unreadable('badGguf', firstPath, first.problem);
  const others: GgufContent[] = [];
  for (const otherPath of otherPaths) {
    const other = await readContent(otherPath, signal);
    if (other.kind === 'problem') return unreadable('badGguf', otherPath, other.problem);
    others.push(other.value);
  }
  const shape = shapeOfGguf([first.value, ...others]);
  if (shape.kind === 'problem') return unreadable('badGguf', firstPath, shape.problem);
  return { kind: 'found', source: 'gguf', path: firstPath, shape: shape.value };
}

function partsOf(path: string): readonly string[] {
  const [ending, , total = ''] = /-(\d{5})-of-(\d{5})\.gguf$/i.exec(path) ?? [];
  const count = Number(total);
  if (ending === undefined || count < 1 || count > mostParts) return [path];
  const stem = path.slice(0, -ending.length);
  return Array.from({ length: count }, (_, index) => `${stem}-${String(index + 1).padStart(5, '0')}-of-${total}.gguf`);
}

async function readContent(path: string, signal: AbortSignal): Promise<Parsed<GgufContent>> {
  for (const mostBytes of beginnings) {
    const beginning = await readBeginning(path, mostBytes, signal);
    if (beginning.kind === 'problem') return beginning;
    const content = readGgufContent(beginning.value.bytes);
    if (content.kind !== 'cut') return content;
    if (beginning.value.isWhole) return problem(l10n.t('the file ends within the header'));
  }
  return problem(l10n.t('its header is larger than {0} bytes', beginnings.at(-1) ?? 0));
}
