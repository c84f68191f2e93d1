import * as l10n from '@vscode/l10n';
import { parsed, problem, type Parsed } from '../gpu/parsed.ts';
import { GgufReader, type GgufRead } from './ggufReader.ts';

/** What the first bytes of a GGUF file say; names and numbers that come later in it are absent. */
export interface GgufHeader {
  readonly version: number;
  readonly tensorCount: number;
  readonly architecture?: string;
  readonly name?: string;
  /** Tokens that the model was made for. */
  readonly contextLength?: number;
}

const magic = 'GGUF';
/** Magic, version, number of tensors, number of metadata entries. */
const headerBytes = 24;
const oldestVersion = 2;
const newestVersion = 3;

/** What is wrong with the first bytes of a file as a GGUF model; undefined when nothing is. */
export function checkGgufHeader(bytes: Uint8Array): string | undefined {
  const header = readGgufHeader(bytes);
  return header.kind === 'problem' ? header.problem : undefined;
}

/** Reads the header of a GGUF file (ggml docs/gguf.md) from as many of its first bytes as there are. */
export function readGgufHeader(bytes: Uint8Array): Parsed<GgufHeader> {
  const start = readGgufStart(bytes);
  if (start.kind === 'problem') return start;
  const { version, tensorCount, metadata } = start.value;
  return parsed({ version, tensorCount, ...named(metadata) });
}

/** What comes before the tensors of a GGUF file. */
export interface GgufStart {
  readonly version: number;
  readonly tensorCount: number;
  readonly metadata: ReadonlyMap<string, GgufRead>;
  /** Stands behind the metadata; undefined where the bytes end within them. */
  readonly reader: GgufReader | undefined;
}

/** Reads a GGUF file up to its tensors, or as far as the bytes go. */
export function readGgufStart(bytes: Uint8Array): Parsed<GgufStart> {
  if (bytes.length === 0) return problem(l10n.t('the file is empty'));
  const start = asText(bytes.subarray(0, magic.length));
  if (start !== magic) return problem(describeStart(bytes));
  if (bytes.length < headerBytes) return problem(l10n.t('the file ends after {0} bytes, within the header', bytes.length));
  const reader = new GgufReader(bytes, magic.length);
  const version = reader.u32();
  if (version < oldestVersion || version > newestVersion) {
    return problem(
      l10n.t('GGUF version {0}; versions {1} to {2} are read. Convert the model anew.', version, oldestVersion, newestVersion),
    );
  }
  const tensorCount = reader.u64();
  const { values, isWhole } = readMetadata(reader);
  return parsed({ version, tensorCount, metadata: values, reader: isWhole ? reader : undefined });
}

function readMetadata(reader: GgufReader): { readonly values: ReadonlyMap<string, GgufRead>; readonly isWhole: boolean } {
  const values = new Map<string, GgufRead>();
  try {
    for (let left = reader.u64(); left > 0; left--) {
      const key = reader.string();
      const value = reader.value(reader.u32());
      if (value !== undefined) values.set(key, value);
    }
    return { values, isWhole: true };
  } catch (error) {
    // the bytes end here: what came before them stands
    if (!(error instanceof RangeError)) throw error;
    return { values, isWhole: false };
  }
}

function named(values: ReadonlyMap<string, GgufRead>): Pick<GgufHeader, 'architecture' | 'name' | 'contextLength'> {
  const architecture = values.get('general.architecture');
  const name = values.get('general.name');
  const contextLength = typeof architecture === 'string' ? values.get(`${architecture}.context_length`) : undefined;
  return {
    ...(typeof architecture === 'string' && { architecture }),
    ...(typeof name === 'string' && { name }),
    ...(typeof contextLength === 'number' && { contextLength }),
  };
}

function describeStart(bytes: Uint8Array): string {
  const text = asText(bytes.subarray(0, 64));
  if (text.startsWith('version https://git-lfs')) {
    return l10n.t('not a GGUF file but a Git LFS pointer. Fetch the file itself with: git lfs pull');
  }
  const first = bytes.subarray(0, 8);
  const isPrintable = /^[\x20-\x7e]+$/.test(asText(first));
  return l10n.t('not a GGUF file: starts with {0}', isPrintable ? `"${asText(first)}"` : `0x${toHex(first)}`);
}

function asText(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
