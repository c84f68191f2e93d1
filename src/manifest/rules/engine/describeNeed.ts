import * as l10n from '@vscode/l10n';
import { formatGiB } from '../../../gpu/memory.ts';
import type { ModelNeed } from '../../modelNeed.ts';

/** One sentence: what a model needs on each device, of what that is made, and what was assumed. */
export function describeNeed(need: ModelNeed): string {
  const { model, question, context, least } = need;
  const { weightsMiB, kvMiB, activationMiB, contextMiB, totalMiB } = least;
  const overhead = formatGiB(activationMiB + contextMiB);
  const total = formatGiB(totalMiB);
  const weights = `${formatGiB(weightsMiB)} (${describeWeights(need)})`;
  const onEach = (question.tensorParallel ?? 1) > 1 ? l10n.t(' on each of {0} GPUs', question.tensorParallel ?? 1) : '';
  if (context === 'fitted') {
    return l10n.t(
      '{0} needs about {1}{2}: weights {3}, overhead {4}, and its KV cache on top.',
      model,
      total,
      onEach,
      weights,
      overhead,
    );
  }
  return l10n.t(
    '{0} needs about {1}{2}: weights {3}, KV cache {4} ({5}), overhead {6}.',
    model,
    total,
    onEach,
    weights,
    formatGiB(kvMiB),
    describeSequences(need),
    overhead,
  );
}

/** `1 sequence of 32768 tokens, the model's own`. */
export function describeSequences({ question: { sequences, contextTokens }, context }: ModelNeed): string {
  const text =
    sequences === 1
      ? l10n.t('one sequence of {0} tokens', contextTokens)
      : l10n.t('{0} sequences of {1} tokens', sequences, contextTokens);
  return context === 'written' ? text : l10n.t("{0}, the model's own", text);
}

/** The format in which the weights are in memory: `bfloat16`, `awq`, `Q4_K_M`, `GGUF`. */
export function describeWeights({ shape: { weights }, question: { weightDtype } }: ModelNeed): string {
  if (weights.kind === 'gguf') return 'GGUF';
  if (weightDtype !== undefined && weights.format.kind === 'plain') return weightDtype;
  switch (weights.format.kind) {
    case 'plain':
      return weights.format.dtype;
    case 'quantised':
      return weights.format.method;
    case 'average':
      return weights.format.name;
  }
}
