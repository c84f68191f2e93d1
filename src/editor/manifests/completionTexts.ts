import * as l10n from '@vscode/l10n';
import type { DeviceUse } from '../../gpu/placement.ts';
import { share } from '../../gpu/quantity.ts';
import { requestKeys, type RequestKey } from '../../manifest/requestKeys.ts';
import { formatShare } from '../../gpu/share.ts';
import { describeMeaning } from './requestWords.ts';

interface KeyChoice {
  readonly key: RequestKey;
  /** Without quotes. */
  readonly example: string;
  readonly documentation: string;
}

/** The annotations that are not there yet; of share and memory, which exclude each other, only what goes with what is there. */
export function keyChoices(otherKeys: readonly string[]): readonly KeyChoice[] {
  const has = (key: RequestKey): boolean => otherKeys.includes(key);
  const excluded: Readonly<Record<RequestKey, boolean>> = {
    'gpu-fraction': has('gpu-memory'),
    'gpu-fraction.limit': has('gpu-memory'),
    'gpu-memory': has('gpu-fraction'),
    'gpu-memory.limit': has('gpu-fraction'),
    'gpu-fraction-num-devices': false,
    'gpu-fraction-container-name': false,
  };
  return requestKeys.filter((key) => !has(key) && !excluded[key]).map((key) => ({ key, ...texts()[key] }));
}

function texts(): Readonly<Record<RequestKey, Omit<KeyChoice, 'key'>>> {
  return {
    'gpu-fraction': {
      example: '0.5',
      documentation: l10n.t('The share of one GPU that the pod asks for: above 0 and below 1.'),
    },
    'gpu-memory': {
      example: '8192',
      documentation: l10n.t('The memory of one GPU that the pod asks for, in MiB, as a whole number without unit.'),
    },
    'gpu-fraction-num-devices': {
      example: '2',
      documentation: l10n.t('How many GPUs give that share or memory each.'),
    },
    'gpu-fraction-container-name': {
      example: 'server',
      documentation: l10n.t('The container that gets the GPU; without it the first one.'),
    },
    'gpu-fraction.limit': {
      example: '0.9',
      documentation: l10n.t('The share up to which the process may grow: above gpu-fraction and below 1.'),
    },
    'gpu-memory.limit': {
      example: '16Gi',
      documentation: l10n.t('The memory up to which the process may grow, with a unit: not below gpu-memory.'),
    },
  };
}

/** Shares for `gpu-fraction`, with what each means on the devices in reach. */
export function fractionValues(
  devices: readonly DeviceUse[] | undefined,
): readonly { readonly value: string; readonly meaning: string }[] {
  return [0.5, 0.25, 0.125, 0.75].map((part) => ({
    value: formatShare(part),
    meaning: describeMeaning(
      { devices: 1, request: { kind: 'share', share: share(part) }, container: '' },
      devices?.map(({ device }) => device) ?? [],
    ),
  }));
}
