import * as l10n from '@vscode/l10n';
import { entryRange } from '../edits.ts';
import type { Finding } from '../finding.ts';
import { findMeantKey, knownKeys } from './nearMiss.ts';
import type { RuleInput } from './rule.ts';
import { findFractionAnnotation } from './scheduling.ts';

/** Requests in places of a container where nobody looks for them: variables, and resources that no device plugin has. */
export function checkStrayRequests(input: RuleInput): readonly Finding[] {
  const { containers, initContainers } = input.item.workload.template;
  const isAsking = findFractionAnnotation(input) !== undefined;
  return [...initContainers, ...containers].flatMap(({ env, limits, requests }): readonly Finding[] => [
    // A program may have variables of its own.
    ...env
      .filter(({ key }) => !isAsking && (knownKeys.has(key.value) || key.value === 'GPU_FRACTION'))
      .map(({ key }) => {
        const meant = knownKeys.has(key.value) ? key.value : 'gpu-fraction';
        const message = l10n.t(
          'variable {0}: no scheduler reads variables, and the pod runs without a GPU. Write it as the annotation {1}.',
          key.value,
          meant,
        );
        return { rule: 'stray-request', severity: 'warning', message, range: key.range, fixes: [] } as const;
      }),
    ...[...limits, ...requests].flatMap((entry): readonly Finding[] => {
      const key = entry.key.value;
      const meant = key.startsWith('nvidia.com/') ? findMeantKey(key) : undefined;
      if (meant === undefined) return [];
      const message = l10n.t(
        'resource {0}: no node offers it, and the pod stays Pending. Write it as the annotation {1}.',
        key,
        meant,
      );
      return [{ rule: 'stray-request', severity: 'warning', message, range: entryRange(entry), fixes: [] }];
    }),
  ]);
}
