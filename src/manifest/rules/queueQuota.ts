import * as l10n from '@vscode/l10n';
import type { QueueFacts } from '../clusterFacts.ts';
import type { Finding, Fix, TextRange } from '../finding.ts';
import type { RequestResult } from '../dialects/dialects.ts';
import { countAskedGpus } from './askedGpus.ts';
import { insertLabels } from './insertIntoMetadata.ts';
import { preemptibilityLabel, readPreemptibility } from './priority.ts';
import { findLabel } from './queue.ts';
import type { RuleInput } from './rule.ts';

/** Queues are compared in floating point; what is nearer than this is the same for a person. */
const tolerance = 1e-6;

/** Whether the pods fit into their queue: its limit for all work, its quota for what is not preempted (KAI v0.17). */
export function checkQuota(input: RuleInput, result: RequestResult, queue: QueueFacts, range: TextRange): readonly Finding[] {
  const gpus = countAskedGpus(input, result);
  if (gpus === undefined || gpus <= 0) return [];
  const copies = Math.max(1, input.item.replicas ?? 1);
  const ask = { gpus, all: gpus * copies, copies };
  const limit = bound(queue.gpuLimit);
  if (limit !== undefined && ask.all > limit + tolerance) return [describeLimit(queue, limit, ask, range)];
  const quota = bound(queue.gpuQuota);
  const preemptibility = quota === undefined ? undefined : readPreemptibility(input);
  const isHeld = quota !== undefined && preemptibility?.isPreemptible === false;
  const room = checkUpdate(input, queue, ask, Math.min(limit ?? Infinity, isHeld ? quota : Infinity), range);
  if (quota === undefined || preemptibility === undefined || preemptibility.isPreemptible) return room;
  const because = preemptibility.because;
  if (ask.all > quota + tolerance) return [describeQuota(input, queue, { ...ask, quota, because }, range)];
  const isWhole = Number.isInteger(gpus);
  return isWhole || ask.all < quota - tolerance ? room : [describeEquality(queue, ask, range), ...room];
}

/** An update that ends no old pod before a new one runs needs room for one more. */
function checkUpdate({ item }: RuleInput, { name }: QueueFacts, ask: Ask, most: number, range: TextRange): readonly Finding[] {
  const needed = ask.all + ask.gpus;
  if (item.startsBeforeItEnds !== true || item.isPartial || needed <= most + tolerance) return [];
  const message = l10n.t(
    'queue "{0}" leaves this work at most {1} (in GPUs), and an update needs {2}: it starts a new pod before it ends an old one, and would wait for ever. Raise the quota or limit, or write strategy.rollingUpdate.maxSurge: 0 with maxUnavailable: 1.',
    name,
    show(most),
    show(needed),
  );
  return [{ rule: 'update-room', severity: 'hint', message, range, fixes: [] }];
}

interface Ask {
  readonly gpus: number;
  readonly all: number;
  readonly copies: number;
}

/** -1 is without bound. */
function bound(value: number | undefined): number | undefined {
  return value === undefined || value < 0 ? undefined : value;
}

function describeLimit({ name }: QueueFacts, limit: number, ask: Ask, range: TextRange): Finding {
  const message =
    limit === 0
      ? l10n.t(
          'queue "{0}" has the limit 0: nothing runs in it, and the pods stay Pending. Raise its limit or use another queue.',
          name,
        )
      : ask.gpus > limit + tolerance
        ? l10n.t(
            'queue "{0}" has a GPU limit of {1}: a pod that asks for {2} stays Pending. Raise the limit or ask for less.',
            name,
            show(limit),
            show(ask.gpus),
          )
        : l10n.t(
            'queue "{0}" has a GPU limit of {1}: {2} replicas ask for {3}, so some stay Pending. Raise the limit or ask for less.',
            name,
            show(limit),
            ask.copies,
            show(ask.all),
          );
  return { rule: 'queue-limit', severity: 'warning', message, range, fixes: [] };
}

function describeQuota(
  input: RuleInput,
  { name }: QueueFacts,
  { quota, because, ...ask }: Ask & { readonly quota: number; readonly because: string },
  range: TextRange,
): Finding {
  const message =
    ask.gpus > quota + tolerance
      ? l10n.t(
          'queue "{0}" has a GPU quota of {1}, and {2} makes this work non-preemptible: a pod that asks for {3} stays Pending. Raise the quota, or add the label {4}: preemptible.',
          name,
          show(quota),
          because,
          show(ask.gpus),
          preemptibilityLabel,
        )
      : l10n.t(
          'queue "{0}" has a GPU quota of {1}, and {2} makes this work non-preemptible: {3} replicas ask for {4}, so some stay Pending. Raise the quota, or add the label {5}: preemptible.',
          name,
          show(quota),
          because,
          ask.copies,
          show(ask.all),
          preemptibilityLabel,
        );
  return { rule: 'queue-quota', severity: 'warning', message, range, fixes: makePreemptible(input) };
}

function makePreemptible(input: RuleInput): readonly Fix[] {
  if (findLabel(input, preemptibilityLabel) !== undefined) return [];
  const line = `${preemptibilityLabel}: preemptible`;
  const edit = insertLabels(input, [line]);
  return edit === undefined ? [] : [{ title: l10n.t('Add the label {0}', line), edits: [edit] }];
}

function describeEquality({ name }: QueueFacts, { all }: Ask, range: TextRange): Finding {
  const message = l10n.t(
    'this work asks for {0}, the whole GPU quota of queue "{1}": KAI compares in floating point and may refuse the last part. Leave a little room.',
    show(all),
    name,
  );
  return { rule: 'quota-equality', severity: 'hint', message, range, fixes: [] };
}

/** Without the dust of floating point. */
function show(gpus: number): string {
  return String(Number(gpus.toFixed(6)));
}
