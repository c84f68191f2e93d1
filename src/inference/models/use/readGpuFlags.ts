import { splitWords } from '../../engines/flag.ts';
import { parseImageReference } from '../../imageReference.ts';
import { findServer, type ServingContainer } from './findServer.ts';
import { gpuFlagsOf, type GpuMeaning } from './gpuFlags.ts';
import type { Server, ServerId } from './server.ts';

/** An argument about GPUs as a container gives it. */
export interface GivenGpuFlag {
  /** As written: `--gpu-memory-utilization`, `NIM_KVCACHE_PERCENT`. */
  readonly name: string;
  /** Absent: templated, or without a value here; '' for a switch. */
  readonly value?: string;
  /** Where the value stands. */
  readonly place:
    | { readonly kind: 'word'; /** Among all words of command and args. */ readonly index: number; readonly isInline: boolean }
    | { readonly kind: 'script' }
    | { readonly kind: 'variable'; readonly variable: string };
}

/** What a container's server is told about its GPUs. */
export interface GpuFlagReading {
  readonly server: ServerId;
  /** Of the image, such as `v0.10.0`. */
  readonly imageTag?: string;
  /** The argument that counts, of each meaning. */
  readonly given: ReadonlyMap<GpuMeaning, GivenGpuFlag>;
  /** There may be arguments that are not written here, so that nothing can be missing. */
  readonly isOpen: boolean;
}

/** Text that something fills in before the server sees it. */
const templated = /\{\{|\$[({\w@*]|<%/;

/** Reads what a container tells its server about GPUs: the last argument wins, arguments over variables; undefined where no server is known. */
export function readGpuFlags(container: ServingContainer): GpuFlagReading | undefined {
  const found = findServer(container);
  if (found === undefined) return undefined;
  const { server, words, from } = found;
  const { tag } = parseImageReference(container.image);
  const given = new Map<GpuMeaning, GivenGpuFlag>();
  for (const { env = [], meaning } of gpuFlagsOf(server.id).flags) {
    const name = env.find((variable) => Object.hasOwn(container.env, variable));
    if (name !== undefined)
      given.set(meaning, { name, ...readable(container.env[name]), place: { kind: 'variable', variable: name } });
  }
  const variable = server.moreWords ?? '';
  const more = Object.hasOwn(container.env, variable) ? (container.env[variable] ?? '').split(/\s+/).filter(Boolean) : [];
  const isMoreOpen = readWords(server, more, given, () => ({ kind: 'variable', variable }));
  const isOpen = readWords(server, words, given, (index, isInline) =>
    from === undefined ? { kind: 'script' } : { kind: 'word', index: from + index, isInline },
  );
  return {
    server: server.id,
    ...(tag !== undefined && { imageTag: tag }),
    given,
    isOpen: isOpen || isMoreOpen || saysNothing(server, words),
  };
}

/** A server that is told no model runs nothing: its arguments come from elsewhere. */
function saysNothing({ flags, modelOfImage }: Server, words: readonly string[]): boolean {
  const namesModelElsewhere =
    modelOfImage !== undefined || flags.some(({ meaning, env }) => meaning === 'model' && env !== undefined);
  return words.length === 0 && !namesModelElsewhere;
}

/** Whether words are templated that could be arguments themselves. */
function readWords(
  server: Server,
  words: readonly string[],
  given: Map<GpuMeaning, GivenGpuFlag>,
  placeOf: (index: number, isInline: boolean) => GivenGpuFlag['place'],
): boolean {
  const { flags } = gpuFlagsOf(server.id);
  const values = new Set<number>();
  const split = splitWords(words, (name) => {
    const flag = flags.find(({ names }) => names.includes(name));
    if (flag !== undefined) return { takes: flag.takes, meaning: flag.meaning };
    const sizing = server.flags.find(({ names }) => names.includes(name));
    const other = server.otherFlags.find(({ names }) => names.includes(name));
    return sizing === undefined
      ? other && { takes: other.takes, meaning: undefined }
      : { takes: 'value' as const, meaning: undefined };
  });
  for (const flag of split.given) {
    const { name, at } = flag;
    const isInline = flag.words.length === 1 && flag.values.length === 1;
    if (isInline) values.add(at);
    else if (flag.flag?.takes === 'value') values.add(at + 1);
    const meaning = flag.flag?.meaning;
    const [value] = flag.values;
    if (meaning === undefined || (value === undefined && flag.flag?.takes !== 'nothing')) continue;
    given.set(meaning, { name, ...readable(value ?? ''), place: placeOf(isInline ? at : at + 1, isInline) });
  }
  return words.some((word, index) => templated.test(word) && !values.has(index));
}

function readable(value: string | undefined): Pick<GivenGpuFlag, 'value'> {
  return value === undefined || templated.test(value) ? {} : { value };
}
