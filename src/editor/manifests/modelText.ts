import * as l10n from '@vscode/l10n';
import { countedMiB } from '../../gpu/device.ts';
import { formatGiB } from '../../gpu/memory.ts';
import { displayProduct } from '../../gpu/product.ts';
import { formatShare } from '../../gpu/share.ts';
import { smallestShare } from '../../inference/models/estimateMemory.ts';
import type { ModelShapes } from '../../manifest/checkOptions.ts';
import { containerOf } from '../../manifest/dialects/asks.ts';
import type { ContainerAsk } from '../../manifest/dialects/dialect.ts';
import { findModelNeed, type ModelNeed } from '../../manifest/modelNeed.ts';
import type { FoundWorkload } from '../../manifest/requests.ts';
import { describeSequences, describeWeights } from '../../manifest/rules/engine/describeNeed.ts';
import { findServings } from '../../manifest/rules/engine/servings.ts';
import { markdownCode } from './markdownCode.ts';
import type { Model } from './requestWords.ts';

/**
 * Paragraphs of Markdown on the model that the asking container serves: what it needs, and the smallest fraction of each GPU
 * model in reach that holds it. None where the model is not known, or its arguments leave its size open.
 */
export function modelText(
  { workload, result }: FoundWorkload,
  ask: ContainerAsk,
  shapes: ModelShapes | undefined,
  models: readonly Model[],
): readonly string[] {
  if (shapes === undefined || (result.kind !== 'request' && result.kind !== 'fixed')) return [];
  const name = containerOf(ask);
  const serving = findServings(workload.template, result).find(({ container }) => container.name === name);
  const need = serving && findModelNeed(workload.template, result, serving, shapes);
  return need === undefined ? [] : [describe(need), smallestShares(need, models), remarks(need)].filter((text) => text !== '');
}

function describe(need: ModelNeed): string {
  const { model, estimate, question } = need;
  const each = question.tensorParallel ?? 1;
  const total = formatGiB(estimate.totalMiB);
  const headline =
    each > 1
      ? l10n.t('Model {0} needs about **{1}** on each of {2} GPUs:', markdownCode(model), total, each)
      : l10n.t('Model {0} needs about **{1}**:', markdownCode(model), total);
  const rows = [
    l10n.t('weights {0}, {1}', formatGiB(estimate.weightsMiB), describeWeights(need)),
    ...(estimate.kvMiB === 0
      ? []
      : [
          l10n.t(
            'KV cache {0} for {1}; each user takes {2}',
            formatGiB(estimate.kvMiB),
            describeSequences(need),
            formatGiB(estimate.kvMiBPerSequence),
          ),
        ]),
    l10n.t('activations {0}, a rule of thumb', formatGiB(estimate.activationMiB)),
    l10n.t('CUDA context {0}', formatGiB(estimate.contextMiB)),
  ];
  return `${headline}\n\n${rows.map((row) => `- ${row}`).join('\n')}`;
}

function smallestShares({ estimate: { totalMiB } }: ModelNeed, models: readonly Model[]): string {
  const parts = models.map((model) => {
    const share = smallestShare(totalMiB, countedMiB(model));
    const product = displayProduct(model.product);
    return share === undefined ? l10n.t('{0}: too small', product) : l10n.t('{0}: {1}', product, formatShare(share));
  });
  return parts.length === 0 ? '' : l10n.t('Smallest fraction that holds it: {0}.', parts.join(', '));
}

/** How far the figures can be trusted. */
function remarks({ shape, context }: ModelNeed): string {
  return [
    context === 'fitted' ? l10n.t('The server shortens the context where there is less room.') : '',
    shape.counting === 'alike'
      ? l10n.t('The architecture {0} is not known here and is counted as if it were a Llama.', markdownCode(shape.architecture))
      : '',
    shape.uncounted.length > 0 ? l10n.t('Not counted: {0}.', shape.uncounted.map(markdownCode).join(', ')) : '',
  ]
    .filter((text) => text !== '')
    .join(' ');
}
