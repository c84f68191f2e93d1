import * as l10n from '@vscode/l10n';
import type { Arrivals, Extent, Lengths, LoadPlan, Prompts } from '../plan/loadPlan.ts';
import type { Slo } from '../plan/slo.ts';
import { publicAddress } from '../plan/withoutSecrets.ts';
import type { ReportNumbers } from './reportNumbers.ts';

/** A plan in words, name by name. Of headers only names are told, of the address neither password nor values of its query. */
export function planTexts(
  plan: Omit<LoadPlan, 'endpoint' | 'arrivals'> & Partial<Pick<LoadPlan, 'endpoint' | 'arrivals'>>,
  numbers: ReportNumbers,
) {
  const { endpoint, arrivals, slo } = plan;
  const pairs: readonly (readonly [string, string | undefined])[] = [
    [l10n.t('Address'), endpoint && publicAddress(endpoint.url)],
    [l10n.t('Model'), endpoint?.model],
    [l10n.t('API'), endpoint && apiText(endpoint.api)],
    [l10n.t('Load'), arrivals && arrivalsText(arrivals, numbers)],
    [l10n.t('Prompts'), promptsText(plan.prompts, numbers)],
    [l10n.t('Answers'), endpoint?.api === 'embeddings' ? undefined : answerText(plan, numbers)],
    [l10n.t('Extent'), extentText(plan.extent, numbers)],
    [l10n.t('Promise'), slo && sloText(slo, numbers)],
    [l10n.t('Fails after'), l10n.t('{0} s of silence', numbers.number(plan.silenceSeconds))],
    [l10n.t('Seed'), String(plan.seed)],
    [l10n.t('Headers'), endpoint && namesText(endpoint.headers)],
    [l10n.t('Body'), endpoint && (Object.keys(endpoint.body).length === 0 ? undefined : JSON.stringify(endpoint.body))],
  ];
  return pairs.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
}

export function arrivalsText(arrivals: Arrivals, numbers: ReportNumbers): string {
  switch (arrivals.kind) {
    case 'closed':
      return arrivals.users === 1
        ? l10n.t('1 user, who asks again when the answer has ended')
        : l10n.t('{0} users, each asks again when the answer has ended', numbers.count(arrivals.users));
    case 'open':
      return arrivals.spacing === 'poisson'
        ? l10n.t('{0} requests/s at random times (Poisson)', numbers.number(arrivals.perSecond))
        : l10n.t('{0} requests/s, evenly spaced', numbers.number(arrivals.perSecond));
    case 'replay':
      return [
        l10n.t('as recorded in {0}', arrivals.file),
        ...(arrivals.speed === 1 ? [] : [l10n.t('{0} times as fast', numbers.number(arrivals.speed))]),
        ...(arrivals.volume === 1 ? [] : [l10n.t('{0} times as many', numbers.number(arrivals.volume))]),
      ].join(', ');
  }
}

export function sloText({ ttftMs, tpotMs, endToEndMs }: Slo, numbers: ReportNumbers): string {
  const parts = [
    ttftMs === undefined ? undefined : l10n.t('TTFT up to {0} ms', numbers.number(ttftMs)),
    tpotMs === undefined ? undefined : l10n.t('TPOT up to {0} ms', numbers.number(tpotMs)),
    endToEndMs === undefined ? undefined : l10n.t('end to end up to {0} ms', numbers.number(endToEndMs)),
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function lengthsText(lengths: Lengths, numbers: ReportNumbers): string {
  switch (lengths.kind) {
    case 'fixed':
      return l10n.t('{0} tokens', numbers.count(lengths.tokens));
    case 'uniform':
      return l10n.t('{0} to {1} tokens', numbers.count(lengths.least), numbers.count(lengths.most));
    case 'normal':
      return l10n.t('{0} ± {1} tokens', numbers.number(lengths.mean), numbers.number(lengths.deviation));
  }
}

function apiText(api: LoadPlan['endpoint']['api']): string {
  return { chat: l10n.t('chat completions'), completions: l10n.t('completions'), embeddings: l10n.t('embeddings') }[api];
}

function promptsText(prompts: Prompts, numbers: ReportNumbers): string {
  if (prompts.kind === 'dataset') return l10n.t('conversations of {0}', prompts.file);
  const lengths = lengthsText(prompts.lengths, numbers);
  const prefix = prompts.sharedPrefix;
  return prefix === undefined
    ? l10n.t('words of our own, {0}', lengths)
    : l10n.t(
        'words of our own, {0}; the first {1} are one of {2} texts',
        lengths,
        numbers.count(prefix.tokens),
        numbers.count(prefix.groups),
      );
}

function answerText(plan: Pick<LoadPlan, 'answer' | 'ignoresEndOfText'>, numbers: ReportNumbers): string {
  const lengths = lengthsText(plan.answer, numbers);
  return plan.ignoresEndOfText ? l10n.t('{0}, whatever the model would end', lengths) : l10n.t('at most {0}', lengths);
}

function extentText({ warmUpSeconds, seconds, requests }: Extent, numbers: ReportNumbers): string {
  const warmUp = warmUpSeconds === 0 ? undefined : l10n.t('{0} s of warm-up', numbers.number(warmUpSeconds));
  const bounds = [
    seconds === undefined ? undefined : l10n.t('{0} s', numbers.number(seconds)),
    requests === undefined ? undefined : l10n.t('{0} requests', numbers.count(requests)),
  ].filter((bound) => bound !== undefined);
  return [warmUp, bounds.join(l10n.t(' or '))].filter((part) => part !== undefined && part !== '').join(', ');
}

function namesText(headers: Readonly<Record<string, string>>): string | undefined {
  const names = Object.keys(headers);
  return names.length === 0 ? undefined : l10n.t('{0} (values are not kept)', names.join(', '));
}
