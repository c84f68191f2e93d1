import * as l10n from '@vscode/l10n';
import { describeRequest } from '../gpu/describePlacement.ts';
import { formatGiB } from '../gpu/memory.ts';
import { displayProduct } from '../gpu/product.ts';
import type { Slice } from '../gpu/slice.ts';
import type { Job, TrafficStatus } from '../protocol/agent.ts';

/** The last line of `try --json`; documented in docs/cli.md. */
export function summaryObject(job: Job, figures: TrafficStatus): object {
  const slice = firstSlice(job);
  const { tokensPerSecond, ttftP50Ms, ttftP95Ms, itlP50Ms, tokens, engineTokens, requests, errors } = figures;
  return {
    type: 'summary',
    job: job.name,
    state: job.state,
    tokensPerSecond,
    ttftP50Ms,
    ttftP95Ms,
    itlP50Ms,
    tokens,
    engineTokens,
    requests,
    errors,
    engine: job.engine,
    model: job.model,
    slice: slice === undefined ? null : { ...slice, product: job.product },
    simulated: job.simulated,
    ...(job.exit !== undefined && { exit: job.exit }),
  };
}

/** The same facts for a person. */
export function summaryText(job: Job, figures: TrafficStatus): string {
  const slice = firstSlice(job);
  const simulated = job.simulated ? l10n.t(', simulated: the figures are those of this CPU') : '';
  const ms = (value: number | null, digits = 0) => (value === null ? '–' : value.toFixed(digits));
  return [
    '',
    `${job.name}: ${describeRequest(job.request)}${slice === undefined ? '' : ` (${formatGiB(slice.requestMiB)})`}, ${displayProduct(job.product)}${simulated}`,
    l10n.t('  {0} tok/s over {1} requests, {2} errors', ms(figures.tokensPerSecond), figures.requests, figures.errors),
    l10n.t(
      '  time to first token {0} ms p50, {1} ms p95; inter-token latency {2} ms p50',
      ms(figures.ttftP50Ms),
      ms(figures.ttftP95Ms),
      ms(figures.itlP50Ms, 1),
    ),
    l10n.t(
      "  {0} tokens in the streams, {1} by the engine's counter ({2})",
      figures.tokens,
      figures.engineTokens ?? '–',
      job.engine?.label ?? l10n.t('own command'),
    ),
  ].join('\n');
}

/** What it holds, or held until it ended. */
function firstSlice({ slices, lastSlices = [] }: Job): Slice | undefined {
  return slices[0] ?? lastSlices[0];
}
