import * as l10n from '@vscode/l10n';
import type { BenchmarkResult } from './benchmarkFile.ts';
import { describeArrivals, describeRates, describeSearch, describeUsers } from './progressText.ts';

/** `8 users · 412 tok/s · TTFT p95 0.21 s · simulated`: what a list says of a benchmark. */
export function headlineOf(result: BenchmarkResult): string {
  return [...figuresOf(result), ...(result.simulated === true ? [l10n.t('simulated')] : [])].join(' · ');
}

function figuresOf(result: BenchmarkResult): readonly string[] {
  switch (result.schema) {
    case 'gpu-fractions.load/1':
      return [describeArrivals(result.plan.arrivals), ...describeRates({ ...result, ttftP95Ms: result.ttftMs.p95 })];
    case 'gpu-fractions.capacity/1':
      return [l10n.t('most users'), describeSearch(result.probes, undefined) || describeUsers(0)];
    case 'gpu-fractions.sweep/1': {
      const { plan, outcomes } = result;
      const names = [...new Set(plan.steps.map(({ name }) => name))].join(', ');
      const measured = outcomes.filter(({ kind }) => kind === 'measured').length;
      return [names, l10n.t('{0} of {1} steps measured', measured, plan.steps.length)];
    }
  }
}

/** What was measured: the job, else the models. */
export function subjectOf(result: BenchmarkResult, jobName: string | undefined): string {
  if (jobName !== undefined) {
    return jobName;
  }
  const models =
    result.schema === 'gpu-fractions.sweep/1'
      ? result.plan.steps.flatMap(({ members }) => members.map(({ model }) => model))
      : [result.plan.endpoint.model];
  return [...new Set(models)].map(shortModel).join(', ');
}

/** The last part of a path or of a Hugging Face id. */
export function shortModel(model: string): string {
  return model.replace(/\/+$/, '').split('/').at(-1) ?? model;
}
