import * as l10n from '@vscode/l10n';
import type { Finding } from '../../finding.ts';
import type { RuleInput } from '../rule.ts';
import { rangeOfArgument, replaceArgument } from './argumentEdits.ts';
import type { Serving } from './servings.ts';

/** More than any model has; every version of llama.cpp takes it for all of them. */
const allLayers = '999';

/** llama.cpp that computes on the CPU holds its GPU for nothing. */
export function checkCpuLayers({ file }: RuleInput, { container, flags }: Serving): readonly Finding[] {
  const layers = flags.given.get('gpuLayers');
  if (layers?.value === undefined || !/^0+$/.test(layers.value)) return [];
  const message = l10n.t(
    '{0} {1}: llama.cpp computes all layers on the CPU, and the GPU that the container asks for idles. Remove it, or use {2} for all layers.',
    layers.name,
    layers.value,
    allLayers,
  );
  const edits = replaceArgument(file, container, layers, allLayers);
  const fixes = edits.length === 0 ? [] : [{ title: l10n.t('Use {0}', `${layers.name} ${allLayers}`), edits }];
  return [{ rule: 'engine-on-cpu', severity: 'hint', message, range: rangeOfArgument(file, container, layers), fixes }];
}
