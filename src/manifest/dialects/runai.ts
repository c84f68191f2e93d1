import * as l10n from '@vscode/l10n';
import { hasQuantityUnit, parseKubernetesQuantity } from '../../gpu/kubernetesQuantity.ts';
import { mibOfBytes } from '../../gpu/memory.ts';
import { memoryOfProfile } from '../../gpu/migProfile.ts';
import { share } from '../../gpu/quantity.ts';
import type { Amount, FractionRequest } from '../../gpu/request.ts';
import { entryRange } from '../edits.ts';
import { isTemplated } from '../isTemplated.ts';
import { checkLegacyWorkload, namePresentKind } from '../rules/legacyWorkload.ts';
import type { RuleInput } from '../rules/rule.ts';
import { scalarText } from '../scalarText.ts';
import type { Entry } from '../workload.ts';
import { problem, type AmountEdits, type Dialect, type RequestReading } from './dialect.ts';

/** Workloads of Run:ai's own kinds (`spec.gpu.value: "0.5"`), read only: nobody submits them any more. */
export const runai: Dialect = {
  id: 'runai',
  label: 'Run:ai workloads',
  readers: [{ product: 'Run:ai', until: { major: 2, minor: 20, patch: 0 } }],
  read,
  setAmount: refuse,
  remove: refuse,
  add: refuse,
};

/** MIG profile, then memory, then share, as Run:ai let only one of them count (docs up to 2.20). */
function read(input: RuleInput): RequestReading {
  const { gpu, gpuMemory, gpuLimit, migProfile } = input.item.legacy ?? {};
  const entry = migProfile ?? gpuMemory ?? gpu;
  if (entry === undefined) return { kind: 'none' };
  const container = input.item.workload.template.containers[0]?.name ?? '';
  const range = entryRange(entry);
  if (migProfile !== undefined) {
    const profile = textOf(migProfile);
    return isTemplated(profile) || profile === ''
      ? unreadable(input)
      : {
          kind: 'fixed',
          piece: { kind: 'mig', profile, ...memoryOfProfile(profile), count: 1, container },
          range,
          findings: [],
          others: [],
        };
  }
  const asked = gpuMemory === undefined ? readGpu(entry) : readMemory(gpuMemory);
  if (asked === undefined) return unreadable(input);
  const limit = gpuLimit && (readMemory(gpuLimit) ?? readGpu(gpuLimit));
  const request: FractionRequest = { ...asked, ...(limit !== undefined && { limit: limit.request }), container };
  return { kind: 'request', request, range, findings: [], others: [] };
}

interface Asked {
  readonly devices: number;
  readonly request: Amount;
}

/** "An integer or a fraction between 0 and 1." */
function readGpu(entry: Entry): Asked | undefined {
  const text = textOf(entry);
  const value = /^\d{1,6}(\.\d{1,20})?$|^\.\d{1,20}$/.test(text) ? Number(text) : 0;
  if (value > 0 && value < 1) return { devices: 1, request: { kind: 'share', share: share(value) } };
  return value >= 1 && Number.isInteger(value) ? { devices: value, request: { kind: 'share', share: share(1) } } : undefined;
}

function readMemory(entry: Entry): Asked | undefined {
  const text = textOf(entry);
  const quantity = hasQuantityUnit(text) ? parseKubernetesQuantity(text) : undefined;
  const memory = quantity?.kind === 'value' ? mibOfBytes(quantity.value) : undefined;
  return memory && { devices: 1, request: { kind: 'memory', memoryMiB: memory.memoryMiB } };
}

function unreadable(input: RuleInput): RequestReading {
  return { kind: 'invalid', findings: checkLegacyWorkload(input) };
}

function refuse({ item: { kind } }: RuleInput): AmountEdits {
  return problem(
    l10n.t(
      '{0} is a kind of Run:ai up to 2.20 and is only read here. Write {1} with the annotation gpu-fraction in its template instead.',
      kind.kind,
      namePresentKind(kind.kind),
    ),
  );
}

function textOf({ value }: Entry): string {
  return scalarText(value.value);
}
