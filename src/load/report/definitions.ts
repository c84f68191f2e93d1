import * as l10n from '@vscode/l10n';

/** What each figure means, in a line; docs/benchmark.md has it at length. */
export function definitions(): readonly (readonly [term: string, meaning: string])[] {
  return [
    [
      l10n.t('tokens/s'),
      l10n.t('tokens that arrived in the steady window, divided by its length; warm-up and drain are left out'),
    ],
    [
      'TTFT',
      l10n.t(
        'time to first token: from the time at which a request was due to its first non-empty output, reasoning and tool calls included',
      ),
    ],
    ['ITL', l10n.t('inter-token latency: the gap between two reads that had output, shared among the tokens of the later one')],
    [l10n.t('chunk gap'), l10n.t('the same gap, not shared')],
    ['TPOT', l10n.t('time per output token of a request: (last output - first output) / (tokens - 1)')],
    [l10n.t('end to end'), l10n.t('from the time at which a request was due to the end of its answer')],
    [
      l10n.t('due'),
      l10n.t(
        'the slot of a request where a rate is kept; where users wait, the end of the last answer. A late send counts as latency',
      ),
    ],
    [l10n.t('goodput'), l10n.t('requests each second that kept the whole promise')],
    [
      l10n.t('error'),
      l10n.t('no HTTP 200, no output at all, an error in the stream, or a stream that broke, fell silent or never finished'),
    ],
    [l10n.t('percentiles'), l10n.t('nearest rank, three significant digits')],
  ];
}
