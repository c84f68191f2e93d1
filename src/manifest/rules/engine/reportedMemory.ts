import * as l10n from '@vscode/l10n';
import type { ContainerAsk, Dialect } from '../../dialects/dialect.ts';
import { scalarText } from '../../scalarText.ts';
import { formatVersion, isAtLeast } from '../../version.ts';
import { findAnnotation, type RuleInput } from '../rule.ts';

/**
 * What a process in a slice is told of the device's memory, and who decides it:
 * - slice: as much as the slice has, so that a part of it is a part of the slice
 * - pinned: all of the device, of which only the slice is free (MPS)
 * - device: all of the device; nothing holds the process to its slice
 * - unknown: one of these
 */
export type ReportedMemory = { readonly kind: 'slice' | 'pinned' | 'device'; readonly by: string } | { readonly kind: 'unknown' };

const firstWithModes = { major: 0, minor: 18, patch: 0 };

/** What this ask's processes will see; undefined where it is no part of a device, or one of no said size. */
export function readReportedMemory(input: RuleInput, dialect: Dialect['id'], ask: ContainerAsk): ReportedMemory | undefined {
  if (ask.kind === 'fixed') return ask.piece.kind === 'mig' ? { kind: 'slice', by: 'MIG' } : undefined;
  const { request } = ask.request;
  if (request.kind === 'share' && request.share >= 1) return undefined;
  switch (dialect) {
    case 'hami':
      return { kind: 'slice', by: 'HAMi' };
    case 'nvFractions':
      return { kind: 'pinned', by: l10n.t('MPS, with which NvFractions limits it,') };
    case 'kai':
      return ofKai(input);
    case 'dra':
    case 'runai':
      return { kind: 'unknown' };
    case 'mig':
    case 'replicas':
    case 'wholeGpu':
      return undefined;
  }
}

/** KAI v0.18 `global.gpuSharingMode`; before it nothing limits a process unless an add-on does. */
function ofKai(input: RuleInput): ReportedMemory | undefined {
  const { sharing, kai, runai, hami } = input.cluster;
  switch (sharing) {
    case 'HamiCore': {
      const injected = findAnnotation(input, 'kai-resource-isolator.io/inject');
      return injected !== undefined && scalarText(injected.value.value) === 'false'
        ? { kind: 'device', by: l10n.t('KAI without HAMi-core, which the annotation {0} turns off,', injected.key.value) }
        : { kind: 'slice', by: 'HAMi-core' };
    }
    case 'NvFractions':
      return { kind: 'pinned', by: l10n.t('MPS, with which NvFractions limits it,') };
    case 'NonMemoryEnforced':
      return { kind: 'device', by: l10n.t('KAI in the mode {0}', sharing) };
    case 'Disabled':
      return undefined;
    case undefined:
      return kai && !isAtLeast(kai, firstWithModes) && !runai && !hami
        ? { kind: 'device', by: l10n.t('KAI {0}', formatVersion(kai)) }
        : { kind: 'unknown' };
  }
}
