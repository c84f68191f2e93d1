import * as l10n from '@vscode/l10n';
import { SweepError } from './sweepError.ts';
import type { SweepPlan, SweepStep } from './sweepPlan.ts';

/** Throws a SweepError that names field, value and cure, where a plan cannot be run or would measure nothing. */
export function checkSweepPlan({ steps, slo, mostUsers, load, price }: SweepPlan): void {
  if (steps.length === 0) refuse('fractions', 'none', l10n.t('there is nothing to measure. Name one, such as 1/2'));
  steps.forEach(checkStep);
  if (!Number.isInteger(mostUsers) || mostUsers < 1) {
    refuse('mostUsers', mostUsers, l10n.t('not a whole number of 1 or more. Use for example 256'));
  }
  if (!(slo.ttftMs > 0)) refuse('slo.ttftMs', slo.ttftMs, l10n.t('not a time above 0 ms. Use for example 1000'));
  if (!(slo.errorShare >= 0 && slo.errorShare <= 1)) {
    refuse('slo.errorShare', slo.errorShare, l10n.t('not a share from 0 to 1. Use for example 0.01'));
  }
  const { seconds, requests } = load.extent;
  if (seconds === undefined || !(seconds > 0)) {
    refuse('load.extent.seconds', seconds ?? 'none', l10n.t('each probe lasts for a time. Use for example 20'));
  }
  if (requests !== undefined) {
    const why = l10n.t('slices that are loaded together must send for the same time. Leave it out, and use seconds');
    refuse('load.extent.requests', requests, why);
  }
  if (price !== undefined && !(price.perGpuHour > 0)) {
    refuse('price.perGpuHour', price.perGpuHour, l10n.t('not a price above 0. Leave it out, or use for example 2.5'));
  }
}

function checkStep({ name, members, mode }: SweepStep): void {
  if (members.length === 0) refuse('steps.members', name, l10n.t('nothing to launch. Name a model and a fraction'));
  for (const { share, model, engine } of members) {
    if (!(share > 0 && share <= 1)) refuse('fractions', share, l10n.t('not above 0 and up to 1. Use for example 1/2'));
    if (model.trim() === '') refuse('model', '""', l10n.t('no model. Name one that the engine knows'));
    if (engine.trim() === '') refuse('engine', '""', l10n.t('no engine. Name one, such as vllm'));
  }
  const sum = members.reduce((total, { share }) => total + share, 0);
  if (mode === 'contended' && sum > 1 + 1e-6) {
    refuse('steps', name, l10n.t('its members ask for {0} of one GPU together. Make them smaller', Number(sum.toFixed(3))));
  }
}

function refuse(field: string, value: number | string, why: string): never {
  throw new SweepError('badPlan', `${field} ${value}: ${why}.`);
}
