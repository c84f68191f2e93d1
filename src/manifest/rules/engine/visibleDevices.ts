import * as l10n from '@vscode/l10n';
import { asksOf, findAskingContainer, type Asking } from '../../dialects/asks.ts';
import type { ContainerAsk } from '../../dialects/dialect.ts';
import type { Finding, Fix } from '../../finding.ts';
import { itemLines } from '../../lineEdits.ts';
import { scalarText } from '../../scalarText.ts';
import { compareRanges } from '../../textRange.ts';
import type { Container, Entry } from '../../workload.ts';
import { isTemplated } from '../../isTemplated.ts';
import type { RuleInput } from '../rule.ts';

const ofRuntime = 'NVIDIA_VISIBLE_DEVICES';
const ofCuda = 'CUDA_VISIBLE_DEVICES';

/** Variables that name devices in pods with a fraction, whose devices the cluster chooses. */
export function checkVisibleDevices(input: RuleInput, result: Asking): readonly Finding[] {
  const asks = asksOf(result);
  if (asks.every(isWhole)) return [];
  const { template } = input.item.workload;
  const holders = new Map(asks.map((ask) => [findAskingContainer(template, ask), ask]));
  return [...template.initContainers, ...template.containers].flatMap((container) => {
    const ask = holders.get(container);
    const devices = ask === undefined ? 0 : ask.kind === 'request' ? ask.request.devices : ask.piece.count;
    return container.env.flatMap((entry) => checkVariable(input, container, entry, devices, result.dialect));
  });
}

function isWhole(ask: ContainerAsk): boolean {
  return ask.kind === 'request' && ask.request.request.kind === 'share' && ask.request.request.share >= 1;
}

/** `devices`: how many the container asks for. */
function checkVariable(
  input: RuleInput,
  container: Container,
  entry: Entry,
  devices: number,
  dialect: Asking['dialect'],
): readonly Finding[] {
  const name = entry.key.value;
  const value = scalarText(entry.value.value);
  if ((name !== ofRuntime && name !== ofCuda) || isTemplated(value)) return [];
  const message = name === ofRuntime ? describeRuntime(container, value, devices, dialect) : describeCuda(value, devices);
  if (message === undefined) return [];
  return [
    {
      rule: 'visible-devices',
      severity: 'warning',
      message,
      range: entry.value.range,
      fixes: removeVariable(input, container, entry),
    },
  ];
}

/**
 * KAI's webhook puts its own variable in place of that of the container with the fraction (v0.17), and its plugin `deviceaccess`
 * may forbid it on all others; what a device plugin sets is overridden by the pod's.
 */
function describeRuntime({ name }: Container, value: string, devices: number, dialect: Asking['dialect']): string | undefined {
  const isKai = dialect === 'kai';
  if (devices > 0) {
    return isKai
      ? l10n.t(
          '{0} "{1}": KAI sets this variable to the GPU that it chooses, and what is written here is lost. Remove it.',
          ofRuntime,
          value,
        )
      : l10n.t(
          '{0} "{1}": it takes the place of the GPU that the cluster chooses for the container. Remove it.',
          ofRuntime,
          value,
        );
  }
  if (value === 'void' || value === 'none') return undefined;
  const without = l10n.t(
    '{0} "{1}" on container "{2}", which asks for no GPU: it would see GPUs of others.',
    ofRuntime,
    value,
    name,
  );
  const blocked = `container ${name} has an environment variable ${ofRuntime} defined with a value of ${value}. This is forbidden due to conflicts with Nvidia's device plugin. The only values that are allowed are 'void' or 'none'`;
  return isKai
    ? l10n.t('{0} Where KAI blocks that, it refuses the pod: {1}. Remove it.', without, blocked)
    : l10n.t('{0} Remove it.', without);
}

/** Within the container the devices count from 0 on. */
function describeCuda(value: string, devices: number): string | undefined {
  if (devices === 0) return undefined;
  const all = Array.from({ length: devices }, (_, index) => String(index)).join(',');
  return value.replaceAll(/\s/g, '') === all
    ? undefined
    : l10n.t(
        '{0} "{1}": the container sees the {2} that the cluster chooses for it, numbered {3}, and no other. Remove it.',
        ofCuda,
        value,
        devices === 1 ? l10n.t('one GPU') : l10n.t('{0} GPUs', devices),
        all,
      );
}

function removeVariable({ file }: RuleInput, { place }: Container, entry: Entry): readonly Fix[] {
  const variable = place.variables.find(({ name }) => compareRanges(name.range, entry.key.range) === 0);
  const range = variable && place.variables.length > 1 ? itemLines(file, variable.range) : undefined;
  return range === undefined ? [] : [{ title: l10n.t('Remove {0}', entry.key.value), edits: [{ range, text: '' }] }];
}
