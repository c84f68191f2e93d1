import * as l10n from '@vscode/l10n';
import { describeAmount } from '../../../gpu/amount.ts';
import { smallestKnownMemoryMiB } from '../../../gpu/knownProducts.ts';
import { formatGiB } from '../../../gpu/memory.ts';
import type { Amount } from '../../../gpu/request.ts';
import { cudaContextMiB } from '../../../inference/models/estimateMemory.ts';
import { gpuFlagsOf, type MemoryPart } from '../../../inference/models/use/gpuFlags.ts';
import type { ClusterFacts } from '../../clusterFacts.ts';
import type { Asking } from '../../dialects/asks.ts';
import type { Finding } from '../../finding.ts';
import type { RuleInput } from '../rule.ts';
import { addArgument, rangeOfArgument, replaceArgument } from './argumentEdits.ts';
import { readReportedMemory, type ReportedMemory } from './reportedMemory.ts';
import { serverLabels, type Serving } from './servings.ts';

/** Of a slice that the server takes for the whole device; below `tooLittle` somebody counted the fraction twice. */
const rightPart = 0.9;
const tooLittle = 0.75;

/** The part of memory that a server takes, against the part of the device that its container asks for. */
export function checkMemoryFlag(input: RuleInput, result: Asking, serving: Serving): readonly Finding[] {
  const { memory, flags } = gpuFlagsOf(serving.flags.server);
  const { given, isOpen, imageTag } = serving.flags;
  const seen = readReportedMemory(input, result.dialect, serving.ask);
  if (memory === undefined || seen === undefined || given.has('ownMemory')) return [];
  const flag = given.get('memory');
  const isWritten = flag !== undefined;
  if (!isWritten && (isOpen || given.has('file') || input.item.isPartial)) return [];
  const part = isWritten ? readPart(flag.value) : memory.usual(imageTag);
  if (part === undefined) return [];
  const usual = flags.find(({ meaning }) => meaning === 'memory');
  // NIM is told by variables
  const name = flag?.name ?? (serving.flags.server === 'nim' ? usual?.env?.[0] : usual?.names[0]) ?? '';
  const check = { input, serving, name, part, memory, seen };
  return seen.kind === 'slice' ? checkDoubled(check) : checkLarger(check);
}

interface Check {
  readonly input: RuleInput;
  readonly serving: Serving;
  readonly name: string;
  readonly part: number;
  readonly memory: MemoryPart;
  readonly seen: ReportedMemory;
}

/** A limiter shows the slice as a whole device: the fraction is counted twice where the argument says it too. */
function checkDoubled({ input, serving, name, part, seen }: Check): readonly Finding[] {
  if (part >= tooLittle || seen.kind !== 'slice' || !serving.flags.given.has('memory')) return [];
  const message = l10n.t(
    '{0} {1}: {2} shows {3} a GPU of the size of the slice, so this takes {1} of the slice and leaves the rest of it unused. Use {4}.',
    name,
    String(part),
    seen.by,
    serverLabels[serving.flags.server],
    rightPart,
  );
  return [finding(input, serving, 'hint', message, name, rightPart)];
}

function checkLarger(check: Check): readonly Finding[] {
  const { input, serving, part, memory, seen } = check;
  if (serving.ask.kind !== 'request' || seen.kind === 'slice') return [];
  // what is free of a slice is the slice's own
  if (seen.kind === 'pinned' && memory.of === 'free') return [];
  const { request, limit = request } = serving.ask.request;
  const room = findRoom(limit, input.cluster, seen.kind === 'pinned');
  if (room === undefined || part <= room.most + 1e-9) return [];
  const severity = seen.kind === 'unknown' ? 'hint' : 'warning';
  return [finding(input, serving, severity, describe(check, limit, room.cure), check.name, room.cure)];
}

interface Room {
  /** A larger part is more than the amount on every device in reach. */
  readonly most: number;
  /** What keeps within the amount on every device in reach, the context of CUDA left out where the devices are known. */
  readonly cure?: number;
}

function findRoom(amount: Amount, { nodes = [] }: ClusterFacts, countsContext: boolean): Room | undefined {
  const memories = nodes.flatMap(({ memoryMiB, gpus }) => (memoryMiB === undefined || gpus === 0 ? [] : [memoryMiB]));
  const [smallest, largest] = [Math.min(...memories), Math.max(...memories)];
  const isKnown = memories.length > 0;
  if (amount.kind === 'share') {
    const context = isKnown ? cudaContextMiB / smallest : 0;
    return { most: amount.share - (countsContext ? context : 0), ...cureOf(amount.share - context) };
  }
  if (!isKnown) return { most: amount.memoryMiB / smallestKnownMemoryMiB };
  const most = (amount.memoryMiB - (countsContext ? cudaContextMiB : 0)) / smallest;
  return most >= 1 ? undefined : { most, ...cureOf((amount.memoryMiB - cudaContextMiB) / largest) };
}

/** Hundredths, rounded down. */
function cureOf(part: number): Pick<Room, 'cure'> {
  const cure = Math.floor(part * 100 + 1e-6) / 100;
  return cure > 0 ? { cure } : {};
}

function describe({ serving, name, part, memory, seen }: Check, amount: Amount, cure: number | undefined): string {
  const server = serverLabels[serving.flags.server];
  const isWritten = serving.flags.given.has('memory');
  const asked = describeAmount(amount);
  const what = isWritten ? `${name} ${part}` : l10n.t('no {0}', name);
  const takes =
    memory.of === 'total'
      ? l10n.t('{0} takes {1} of all the memory that it sees, and the container asks for {2}', server, String(part), asked)
      : l10n.t(
          '{0} takes {1} of the memory that is free when it starts, and the container asks for {2}',
          server,
          String(part),
          asked,
        );
  return [`${what}: ${takes}.`, why(seen, amount, part), howToCure(seen, name, isWritten, cure)].join(' ');
}

function why(seen: ReportedMemory, amount: Amount, part: number): string {
  switch (seen.kind) {
    case 'device':
      return l10n.t('{0} shows it the whole GPU: it does not start where others hold the rest, else they find none.', seen.by);
    case 'pinned':
      return l10n.t(
        '{0} shows it the whole GPU and leaves the slice free, the CUDA context included: it does not start.',
        seen.by,
      );
    case 'slice':
    case 'unknown':
      return amount.kind === 'share'
        ? l10n.t(
            'Where it sees the whole GPU (KAI up to 0.17, NonMemoryEnforced) that is too much; where a limiter shows it the slice alone (HAMi-core, MIG) it is right.',
          )
        : l10n.t(
            'Where it sees the whole GPU (KAI up to 0.17, NonMemoryEnforced) that is too much on every GPU of more than {0}; where a limiter shows it the slice alone (HAMi-core, MIG) it is right.',
            formatGiB(amount.memoryMiB / part),
          );
  }
}

function howToCure(seen: ReportedMemory, name: string, isWritten: boolean, cure: number | undefined): string {
  if (cure === undefined) return l10n.t('Set {0} to the part of the GPU that the request is.', name);
  if (seen.kind === 'unknown') return l10n.t('Without a limiter use {0} {1}.', name, cure);
  return isWritten ? l10n.t('Use {0}.', cure) : l10n.t('Add {0} {1}.', name, cure);
}

function finding(
  input: RuleInput,
  serving: Serving,
  severity: Finding['severity'],
  message: string,
  name: string,
  cure: number | undefined,
): Finding {
  const { file } = input;
  const { container, ask } = serving;
  const flag = serving.flags.given.get('memory');
  const edits =
    cure === undefined
      ? []
      : flag === undefined
        ? name.startsWith('--')
          ? addArgument(file, container, `${name}=${cure}`)
          : []
        : replaceArgument(file, container, flag, String(cure));
  const title = flag === undefined ? l10n.t('Add {0}', `${name} ${cure}`) : l10n.t('Use {0}', `${name} ${cure}`);
  const range = flag === undefined ? ask.range : rangeOfArgument(file, container, flag);
  return { rule: 'engine-memory', severity, message, range, fixes: edits.length === 0 ? [] : [{ title, edits }] };
}

/** A part above 0 up to 1; undefined for what no server takes. NIM's variables count in the same way. */
function readPart(value: string | undefined): number | undefined {
  const part = value !== undefined && /^\d*\.?\d+$/.test(value) ? Number(value) : undefined;
  return part !== undefined && part > 0 && part <= 1 ? part : undefined;
}
