import * as l10n from '@vscode/l10n';
import { formatGiB } from '../../gpu/memory.ts';
import type { Amount } from '../../gpu/request.ts';
import { asksOf } from '../../manifest/dialects/asks.ts';
import { entryRange } from '../../manifest/edits.ts';
import type { TextPosition } from '../../manifest/finding.ts';
import type { FoundWorkload } from '../../manifest/requests.ts';
import { containsRange } from '../../manifest/textRange.ts';
import type { Entry } from '../../manifest/workload.ts';
import { describeSize, type Model } from './requestWords.ts';

/** What stands behind a value. */
export interface SizeHint {
  readonly position: TextPosition;
  readonly text: string;
}

const limitKey =
  /^(gpu-(fraction|memory)\.limit|nvidia\.com\/container\..+\.gpu-memory\.limit|kai\.scheduler\/container\..+\.portion\.limit)$/;

/** The size of each request and limit on the first of these models that is large enough; nothing while no model is known. */
export function sizeHints(found: FoundWorkload, models: readonly Model[]): readonly SizeHint[] {
  return asksOf(found.result).flatMap((ask): readonly SizeHint[] => {
    if (ask.kind === 'fixed') {
      const { piece } = ask;
      return piece.kind === 'mig' && piece.memoryMiB !== undefined
        ? [{ position: ask.range.end, text: l10n.t('= {0}', formatGiB(piece.memoryMiB * piece.count)) }]
        : [];
    }
    const { request, limit, devices } = ask.request;
    const limits = limit === undefined ? [] : found.workload.template.annotations.filter((entry) => isOwnLimit(entry, found));
    return [
      ...hint(ask.range.end, { devices, request }, models),
      ...limits.flatMap((entry) => (limit === undefined ? [] : hint(entryRange(entry).end, { devices, request: limit }, models))),
    ];
  });
}

function hint(
  position: TextPosition,
  asked: { readonly devices: number; readonly request: Amount },
  models: readonly Model[],
): readonly SizeHint[] {
  const size = describeSize(asked, models);
  return size === undefined ? [] : [{ position, text: l10n.t('= {0}', size) }];
}

function isOwnLimit(entry: Entry, { workload }: FoundWorkload): boolean {
  return limitKey.test(entry.key.value) && workload.template.parts.some((part) => containsRange(part, entryRange(entry)));
}
