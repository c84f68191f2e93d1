import * as l10n from '@vscode/l10n';
import { parsed, problem, type Parsed } from '../../gpu/parsed.ts';
import { readGgufStart } from '../ggufHeader.ts';
import type { GgufRead } from '../ggufReader.ts';
import { findGgmlType } from './ggmlTypes.ts';

/** What the beginning of one GGUF file says of its model. */
export interface GgufContent {
  readonly metadata: ReadonlyMap<string, GgufRead>;
  /** Of all tensors of this file; a model may be split over several. */
  readonly bytes: number;
  readonly parameters: number;
  readonly tensorNames: ReadonlySet<string>;
  /** Rows of the token embeddings; absent where they are in another file of the model. */
  readonly vocabularySize?: number;
}

/** The most dimensions of a tensor (ggml.h `GGML_MAX_DIMS`). */
const mostDimensions = 4;
const embeddings = 'token_embd.weight';

/** Reads metadata and tensor list from the first bytes of a GGUF file; `cut` where they go on behind these bytes. */
export function readGgufContent(bytes: Uint8Array): Parsed<GgufContent> | { readonly kind: 'cut' } {
  const start = readGgufStart(bytes);
  if (start.kind === 'problem') return start;
  const { metadata, reader, tensorCount } = start.value;
  if (reader === undefined) return { kind: 'cut' };
  let sum = 0;
  let parameters = 0;
  let vocabularySize: number | undefined;
  const tensorNames = new Set<string>();
  try {
    for (let left = tensorCount; left > 0; left--) {
      const name = reader.string();
      const dimensionCount = reader.u32();
      if (dimensionCount > mostDimensions) return problem(l10n.t('tensor "{0}": {1} dimensions', name, dimensionCount));
      const dimensions = Array.from({ length: dimensionCount }, () => reader.u64());
      const typeId = reader.u32();
      // where its data is does not matter here
      reader.u64();
      const type = findGgmlType(typeId);
      if (type === undefined) return problem(l10n.t('tensor "{0}": type {1} is not known here', name, typeId));
      const numbers = dimensions.reduce((product, size) => product * size, 1);
      tensorNames.add(name);
      parameters += numbers;
      sum += (numbers / type.blockNumbers) * type.blockBytes;
      if (name === embeddings) vocabularySize = dimensions[1];
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { kind: 'cut' };
  }
  if (!Number.isSafeInteger(sum)) return problem(l10n.t('its tensors are larger than any file'));
  return parsed({ metadata, bytes: sum, parameters, tensorNames, ...(vocabularySize !== undefined && { vocabularySize }) });
}
