import * as l10n from '@vscode/l10n';
import { describeAmount } from '../../gpu/amount.ts';
import type { Amount, Compute, FractionRequest } from '../../gpu/request.ts';
import { entryRange, replaceValue } from '../edits.ts';
import { parseGoUint } from '../goNumbers.ts';
import { isTemplated } from '../isTemplated.ts';
import { removeEntries } from '../removeEntries.ts';
import { isOwn } from '../resourceEdits.ts';
import { checkAdmission } from '../rules/kaiAdmission.ts';
import { insertAnnotations } from '../rules/insertIntoMetadata.ts';
import { checkNvFractions } from '../rules/checkNvFractions.ts';
import {
  findNvEntries,
  isComputeMode,
  limitKeyOf,
  longestName,
  milliOfMiB,
  modeKeyOf,
  nvFractionsSince,
  oldModeKey,
  readMemory,
  readMemoryMiB,
  readNvMemory,
  requestKeyOf,
  type NvEntry,
} from '../rules/nvFractions.ts';
import { annotationText, findAnnotation, type RuleInput } from '../rules/rule.ts';
import { checkUnquotedAnnotations } from '../rules/unquotedValue.ts';
import { isAtLeast } from '../version.ts';
import type { Entry } from '../workload.ts';
import { edits, filledIn, problem, type AmountEdits, type Dialect, type RequestReading } from './dialect.ts';

/** NvFractions: memory with a hard limit for one container, `nvidia.com/container.<name>.gpu-memory.request`. */
export const nvFractions: Dialect = {
  id: 'nvFractions',
  label: 'NvFractions annotations',
  readers: [
    { product: 'KAI', from: nvFractionsSince },
    { product: 'Run:ai', from: { major: 3, minor: 0, patch: 0 } },
  ],
  read,
  setAmount,
  remove,
  add,
};

function read(input: RuleInput): RequestReading {
  const { known } = findNvEntries(input);
  const memory = readNvMemory({ known });
  const first = memory?.request ?? memory?.limit;
  if (memory === undefined || first === undefined || isIgnored(input)) return { kind: 'none' };
  if (isTemplated(first.value) || isTemplated(memory.container)) return filledIn;
  const problems = [...checkUnquotedAnnotations(input), ...checkAdmission(input), ...checkNvFractions(input)];
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { kind: 'invalid', findings: errors };
  const request = toAmount(first);
  if (request === undefined) return { kind: 'none' };
  const limit = memory.limit && memory.limit.value !== first.value ? toAmount(memory.limit) : undefined;
  const compute = readCompute(input, known, memory.container);
  const devices = findAnnotation(input, 'gpu-fraction-num-devices');
  return {
    kind: 'request',
    request: {
      devices: devices === undefined ? 1 : Number(parseGoUint(annotationText(input, devices)) ?? 1n),
      request,
      ...(limit && { limit }),
      container: memory.container,
      ...(compute && { compute }),
    },
    range: entryRange(first.entry),
    findings: problems,
    others: [],
  };
}

/** A KAI that is known to be older sees the other annotations only. */
function isIgnored(input: RuleInput): boolean {
  const { kai } = input.cluster;
  const isOlder = kai !== undefined && kai !== null && !isAtLeast(kai, nvFractionsSince);
  return isOlder && (findAnnotation(input, 'gpu-fraction') ?? findAnnotation(input, 'gpu-memory')) !== undefined;
}

function toAmount({ value }: NvEntry): Amount | undefined {
  const memoryMiB = readMemoryMiB(value);
  return memoryMiB === undefined ? undefined : { kind: 'memory', memoryMiB };
}

function readCompute(input: RuleInput, known: readonly NvEntry[], container: string): Compute | undefined {
  const own = known.find((nv) => nv.suffix === '.gpu-compute.mode' && nv.container === container)?.value;
  const old = findAnnotation(input, oldModeKey);
  const mode = own ?? (old === undefined ? undefined : annotationText(input, old));
  return mode !== undefined && isComputeMode(mode) ? { kind: 'mode', mode } : undefined;
}

/** The request, or the limit where that stands alone; a limit that the amount passes goes. */
function setAmount(input: RuleInput, amount: Amount): AmountEdits {
  if (amount.kind === 'share') {
    return problem(
      l10n.t(
        'NvFractions says memory, and how much {0} of a GPU is depends on the GPU. Set memory instead.',
        describeAmount(amount),
      ),
    );
  }
  const memory = readNvMemory(findNvEntries(input));
  const first = memory?.request ?? memory?.limit;
  if (memory === undefined || first === undefined)
    return problem(l10n.t('{0} asks for no memory yet.', input.item.workload.name.value));
  // both may ask while they say the same
  const beside = findAnnotation(input, 'gpu-memory');
  const shared = [first.entry, ...(beside ? [beside] : [])].find((entry) => !isOwn(input, entry));
  if (shared !== undefined) {
    return problem(l10n.t('{0} comes from a part that several objects share. Write it out here first.', shared.key.value));
  }
  const written = [
    replaceValue(input.file, first.entry, `${amount.memoryMiB}Mi`),
    ...(beside ? [replaceValue(input.file, beside, String(amount.memoryMiB))] : []),
  ];
  const limit = memory.request === undefined ? undefined : memory.limit;
  const most = readMemory(limit?.value ?? '');
  if (limit === undefined || (most !== undefined && most >= milliOfMiB(BigInt(amount.memoryMiB)))) return edits(written);
  const removed = removeEntries(input.file, [limit.entry]);
  return removed === undefined
    ? problem(l10n.t('{0} is below that. Raise it first.', limit.key))
    : edits([...written, ...removed]);
}

/** All annotations of NvFractions, and those that go with them. */
function remove(input: RuleInput): AmountEdits {
  const { known, unknown } = findNvEntries(input);
  const further = [oldModeKey, 'gpu-fraction-num-devices', 'gpu-fraction-container-name'];
  const entries: readonly Entry[] = [
    ...known.map(({ entry }) => entry),
    ...unknown,
    ...further.flatMap((key) => findAnnotation(input, key) ?? []),
  ];
  const removed = entries.every((entry) => isOwn(input, entry)) ? removeEntries(input.file, entries) : undefined;
  return removed === undefined
    ? problem(l10n.t('the annotations of the request stand in a part that is shared with others. Remove them by hand.'))
    : edits(removed);
}

function add(input: RuleInput, { devices, request, limit, container, compute }: FractionRequest): AmountEdits {
  if (request.kind === 'share' || limit?.kind === 'share') return problem(l10n.t('NvFractions says memory, not shares.'));
  const most = longestName('.gpu-memory.request');
  if (container === '' || container.length > most) {
    return problem(
      l10n.t('NvFractions names the container: container "{0}" needs a name of at most {1} characters.', container, most),
    );
  }
  const lines = [
    `${requestKeyOf(container)}: "${request.memoryMiB}Mi"`,
    ...(limit === undefined ? [] : [`${limitKeyOf(container)}: "${limit.memoryMiB}Mi"`]),
    ...(compute?.kind === 'mode' ? [`${modeKeyOf(container)}: ${compute.mode}`] : []),
    ...(devices === 1 ? [] : [`gpu-fraction-num-devices: "${devices}"`]),
  ];
  const edit = insertAnnotations(input, lines);
  return edit === undefined
    ? problem(l10n.t('there is no simple place for annotations. Add {0}.', lines.join(', ')))
    : edits([edit]);
}
