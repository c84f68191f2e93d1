import type { LoadFigures, LoadResult, Percentiles } from '../measure/loadResult.ts';
import type { MixResult } from '../measure/mixResult.ts';
import type { CapacityResult } from '../search/capacityResult.ts';
import { compareFractions } from '../sweep/compareFractions.ts';
import type { SweepResult } from '../sweep/sweepResult.ts';
import { csv, type CsvValue } from './csv.ts';
import { shownPercentiles } from './latencyFigures.ts';
import type { Report } from './report.ts';
import { sliceOf } from './sweepTable.ts';

type Row = Readonly<Record<string, CsvValue>>;

/**
 * A table for spreadsheets: a row for each run of a benchmark or a mix, for each number of users that a search tried, for each step of a sweep.
 * Columns are documented in docs/benchmark.md; figures are not rounded, with a point and without separators.
 */
export function toCsv(report: Report): string {
  const rows = rowsOf(report);
  const names = Object.keys(rows[0] ?? {});
  return csv(
    names,
    rows.map((row) => names.map((name) => row[name])),
  );
}

function rowsOf(report: Report): readonly Row[] {
  switch (report.schema) {
    case 'gpu-fractions.load/1':
      return runRows(report);
    case 'gpu-fractions.mix/1':
      return mixRows(report);
    case 'gpu-fractions.capacity/1':
      return probeRows(report);
    case 'gpu-fractions.sweep/1':
      return stepRows(report);
  }
}

function runRows(result: LoadResult): readonly Row[] {
  const runs: readonly LoadFigures[] = result.repeats?.runs ?? [result];
  const { endpoint, arrivals } = result.plan;
  return runs.map((run, index) => ({
    run: index + 1,
    model: endpoint.model,
    ran_on: result.ranOn,
    simulated: result.simulated ?? false,
    started: instant(result.startedAt),
    load: arrivals.kind,
    users: arrivals.kind === 'closed' ? arrivals.users : null,
    rate: arrivals.kind === 'open' ? arrivals.perSecond : null,
    requests: run.requests,
    errors: run.errors,
    cancelled: run.cancelled,
    tokens: run.tokens,
    prompt_tokens: run.promptTokens,
    tokens_from: run.tokensFrom,
    tokens_per_second: run.tokensPerSecond,
    requests_per_second: run.requestsPerSecond,
    goodput_per_second: run.goodput?.requestsPerSecond,
    goodput_share: run.goodput?.share,
    ...latencyCells('ttft', run.ttftMs),
    ...latencyCells('itl', run.itlMs),
    ...latencyCells('chunk_gap', run.chunkGapMs),
    ...latencyCells('tpot', run.tpotMs),
    ...latencyCells('end_to_end', run.endToEndMs),
    steady_from_s: run.steady.fromSeconds,
    steady_to_s: run.steady.toSeconds,
    whole_run_tokens_per_second: run.wholeRun.tokensPerSecond,
    client_limited: run.clientLimited,
    client_limited_by: run.client.limitedBy,
  }));
}

function mixRows({ members }: MixResult): readonly Row[] {
  return members.flatMap(({ name, alone, together }) =>
    [['alone', alone] as const, ['together', together] as const].flatMap(([mode, result]) =>
      runRows(result).map((row) => ({ load_name: name, mode, ...row })),
    ),
  );
}

function probeRows({ probes, ranOn, simulated, plan, startedAt, slo }: CapacityResult): readonly Row[] {
  return probes.map(({ users, isWithinSlo, because, figures }) => ({
    users,
    within_slo: isWithinSlo,
    too_many_because: because,
    model: plan.endpoint.model,
    ran_on: ranOn,
    simulated,
    started: instant(startedAt),
    slo_ttft_ms: slo.ttftMs,
    slo_quantile: slo.quantile,
    requests: figures.requests,
    errors: figures.errors,
    tokens_per_second: figures.tokensPerSecond,
    ...latencyCells('ttft', figures.ttftMs),
    ...latencyCells('itl', figures.itlMs),
    client_limited: figures.clientLimited,
  }));
}

function stepRows(sweep: SweepResult): readonly Row[] {
  const fractions = compareFractions(sweep);
  return sweep.outcomes.map((outcome) => {
    const { step } = outcome;
    const [member] = step.members;
    const measured = outcome.kind === 'measured' ? outcome : undefined;
    const slice = sliceOf(outcome, fractions);
    const card = step.mode === 'contended' ? fractions.find(({ name }) => name === step.name)?.card : undefined;
    return {
      // with a word, since a spreadsheet takes 1/2 for a date
      step: `${step.name} (${step.mode})`,
      mode: step.mode,
      fraction: member?.share,
      slices: step.members.length,
      engine: member?.engine,
      model: member?.model,
      ran_on: sweep.ranOn,
      simulated: sweep.simulated,
      started: instant(sweep.startedAt),
      memory_mib: measured?.memoryMiB,
      enforcement: measured?.enforcement,
      users: slice?.users,
      users_is_lower_bound: slice?.isLowerBound,
      too_many_users: measured?.capacity.tooMany,
      users_of_whole: slice?.shareOfUsers,
      tokens_per_second: slice?.tokensPerSecond,
      tokens_of_whole: slice?.shareOfTokens,
      ...latencyCells('ttft', measured?.capacity.result?.ttftMs),
      ...latencyCells('itl', measured?.capacity.result?.itlMs),
      card_users: card?.users,
      card_tokens_per_second: card?.tokensPerSecond,
      cost_per_million_tokens: slice?.costPerMillionTokens,
      currency: sweep.plan.price?.currency,
      probes: measured?.capacity.probes.length,
      seconds: measured?.seconds,
      failed_because: outcome.kind === 'failed' ? outcome.reason : null,
    };
  });
}

function latencyCells(name: string, percentiles: Percentiles | undefined): Row {
  const quantiles = [...shownPercentiles.map(([which]) => which), 'mean', 'max'] as const;
  return Object.fromEntries(quantiles.map((which) => [`${name}_${which}_ms`, percentiles?.[which]]));
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
