import * as l10n from '@vscode/l10n';
import { replaceKey } from '../edits.ts';
import type { Finding, Fix } from '../finding.ts';
import type { Entry } from '../workload.ts';
import { findAnnotation, type RuleInput } from './rule.ts';

/** Annotations that are read, so that a near miss is not one of them. */
const knownKeys = new Set([
  'gpu-fraction',
  'gpu-memory',
  'gpu-fraction-num-devices',
  'gpu-fraction-container-name',
  'gpu-fraction.limit',
  'gpu-memory.limit',
]);

/** Spellings with other separators, case, prefix or plural, letters and digits only, and what they mean. */
const nearMisses: Readonly<Record<string, string>> = {
  gpufraction: 'gpu-fraction',
  gpufractions: 'gpu-fraction',
  gpumemory: 'gpu-memory',
  gpufractionlimit: 'gpu-fraction.limit',
  gpumemorylimit: 'gpu-memory.limit',
  runaigpulimit: 'gpu-fraction.limit',
  gpufractionnumdevice: 'gpu-fraction-num-devices',
  gpufractionnumdevices: 'gpu-fraction-num-devices',
  gpufractioncontainer: 'gpu-fraction-container-name',
  gpufractioncontainername: 'gpu-fraction-container-name',
};

/** Annotations that look like a fraction request and that no scheduler reads. */
export function checkUnknownKeys(input: RuleInput): readonly Finding[] {
  return input.item.workload.template.annotations.flatMap((entry): readonly Finding[] => {
    const key = entry.key.value;
    const meant = knownKeys.has(key) ? undefined : findMeantKey(key);
    if (meant === undefined) return [];
    const message = meant.endsWith('.limit')
      ? l10n.t(
          '{0} is not an annotation that any scheduler reads: the pod would run without that limit. Did you mean {1}?',
          key,
          meant,
        )
      : l10n.t(
          '{0} is not an annotation that any scheduler reads: the pod would run without a GPU. Did you mean {1}?',
          key,
          meant,
        );
    return [{ rule: 'unknown-key', severity: 'warning', message, range: entry.key.range, fixes: renaming(input, entry, meant) }];
  });
}

/** Annotations of the object that its pods never get. */
export function checkMisplacedKeys({ item }: RuleInput): readonly Finding[] {
  return item.objectAnnotations.flatMap((entry): readonly Finding[] => {
    if (!knownKeys.has(entry.key.value)) return [];
    const message = l10n.t(
      '{0} stands on the {1} itself: its pods do not get it and run without a GPU. Move it to spec.template.metadata.annotations.',
      entry.key.value,
      item.workload.kind,
    );
    return [{ rule: 'misplaced-key', severity: 'warning', message, range: entry.key.range, fixes: [] }];
  });
}

function findMeantKey(key: string): string | undefined {
  const withoutPrefix = /^(nvidia\.com|runai|run\.ai|kai\.scheduler)\//i.test(key) ? key.slice(key.indexOf('/') + 1) : key;
  if (withoutPrefix.includes('/')) return undefined;
  const letters = withoutPrefix.toLowerCase().replace(/[^a-z0-9]/g, '');
  return Object.hasOwn(nearMisses, letters) ? nearMisses[letters] : undefined;
}

/** Only where the right key does not stand there already. */
function renaming(input: RuleInput, entry: Entry, meant: string): readonly Fix[] {
  if (findAnnotation(input, meant) !== undefined) return [];
  return [{ title: l10n.t('Rename to {0}', meant), edits: [replaceKey(input.file, entry, meant)] }];
}
