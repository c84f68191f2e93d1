import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { parsed, problem, type Parsed } from '../gpu/parsed.ts';
import { plainBits } from '../inference/models/dtypes.ts';
import { tiesEmbeddings, withStoredBytes, type ModelShape } from '../inference/models/modelShape.ts';
import { parseConfigText } from '../inference/models/parseConfig.ts';
import {
  readSafetensorsIndex,
  readSafetensorsLength,
  safetensorsLengthBytes,
  sumSafetensorsHeader,
} from '../inference/models/safetensors.ts';
import { isFile, readBeginning, readText } from './boundedFile.ts';
import { unreadable, type FoundModel } from './foundModel.ts';

const mostConfigBytes = 4 * 2 ** 20;
/** The index of the largest models is about 10 MiB. */
const mostIndexBytes = 64 * 2 ** 20;
const mostHeaderBytes = 64 * 2 ** 20;
const head = 'lm_head.weight';

/** Reads a model's folder as Hugging Face lays it out: `config.json`, and the sizes of its safetensors where they are there. Undefined without a config. */
export async function readModelFolder(
  folder: string,
  source: 'cache' | 'folder',
  signal: AbortSignal,
): Promise<FoundModel | undefined> {
  const configPath = join(folder, 'config.json');
  if (!(await isFile(configPath))) return undefined;
  const text = await readText(configPath, mostConfigBytes, signal);
  const shape = text.kind === 'problem' ? text : parseConfigText(text.value);
  if (shape.kind === 'problem') return unreadable('badConfig', configPath, shape.problem);

  const indexPath = join(folder, 'model.safetensors.index.json');
  const filePath = join(folder, 'model.safetensors');
  const [path, bytes] = (await isFile(indexPath))
    ? [indexPath, await bytesOfIndex(indexPath, shape.value, signal)]
    : (await isFile(filePath))
      ? [filePath, await bytesOfFile(filePath, shape.value, signal)]
      : [configPath, undefined];
  if (bytes?.kind === 'problem') return unreadable('badWeights', path, bytes.problem);
  return { kind: 'found', source, path: configPath, shape: bytes ? withStoredBytes(shape.value, bytes.value) : shape.value };
}

/** Also of layers that an engine leaves out, as DeepSeek-V3's for predicting a second token: the index does not tell their size. */
async function bytesOfIndex(path: string, shape: ModelShape, signal: AbortSignal): Promise<Parsed<number>> {
  const text = await readText(path, mostIndexBytes, signal);
  const index = text.kind === 'problem' ? text : readSafetensorsIndex(text.value);
  if (index.kind === 'problem') return index;
  const { bytes, tensors } = index.value;
  const unused =
    tiesEmbeddings(shape) && tensors.has(head) ? (shape.vocabularySize * shape.hiddenSize * plainBits[shape.dtype]) / 8 : 0;
  return parsed(Math.max(bytes - unused, 0));
}

async function bytesOfFile(path: string, shape: ModelShape, signal: AbortSignal): Promise<Parsed<number>> {
  const start = await readBeginning(path, safetensorsLengthBytes, signal);
  if (start.kind === 'problem') return start;
  const length = readSafetensorsLength(start.value.bytes);
  if (length === undefined) return problem(l10n.t('the file ends within the header'));
  if (length > mostHeaderBytes) return problem(l10n.t('its header is larger than {0} bytes', mostHeaderBytes));
  const beginning = await readBeginning(path, safetensorsLengthBytes + length, signal);
  if (beginning.kind === 'problem') return beginning;
  const header = beginning.value.bytes.subarray(safetensorsLengthBytes);
  if (header.length < length) return problem(l10n.t('the file ends within the header'));
  return sumSafetensorsHeader(new TextDecoder().decode(header), (tensor) => tiesEmbeddings(shape) && tensor === head);
}
