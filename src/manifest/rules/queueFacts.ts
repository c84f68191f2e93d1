import * as l10n from '@vscode/l10n';
import type { QueueFacts } from '../clusterFacts.ts';
import { valueRange } from '../edits.ts';
import type { RequestResult } from '../dialects/dialects.ts';
import type { Finding, Fix, TextRange } from '../finding.ts';
import { offerValue } from './entryFixes.ts';
import { isOneSlipAway } from './nearMiss.ts';
import { chooseQueue, findQueue, leafQueues, type QueueChoice } from './queue.ts';
import { checkQuota } from './queueQuota.ts';
import { findFractionAnnotation, isKaiScheduled } from './scheduling.ts';
import type { RuleInput } from './rule.ts';

/** More names than these are not offered. */
const mostNames = 4;

/** What is known of the queue that the pods will be in. */
export function checkQueue(input: RuleInput, result: RequestResult): readonly Finding[] {
  const { cluster, item } = input;
  const asking = findFractionAnnotation(input);
  if (cluster.queues === undefined || asking === undefined || !isKaiScheduled(input)) return [];
  const choice = chooseQueue(input);
  // What a patch leaves out may stand elsewhere.
  if (choice === undefined || (choice.entry === undefined && item.isPartial)) return [];
  const queue = findQueue(cluster, choice.name);
  const range =
    choice.entry === undefined ? (item.workload.template.schedulerName?.range ?? asking.key.range) : valueRange(choice.entry);
  if (queue === undefined) return choice.via === 'label' ? [describeUnknown(input, choice, range)] : [];
  const below = cluster.queues.filter(({ parent }) => parent === queue.name);
  if (below.length > 0) return [describeParent(input, choice, below, range)];
  return checkQuota(input, result, queue, range);
}

function describeUnknown(input: RuleInput, choice: QueueChoice, range: TextRange): Finding {
  const leaves = leafQueues(input.cluster);
  const near = leaves.filter((name) => isOneSlipAway(name, choice.name));
  const offered = near.length > 0 ? near : leaves;
  const message = l10n.t(
    'queue "{0}": the cluster does not have it, so the pods stay Pending. Use {1}.',
    choice.name,
    nameQueues(offered),
  );
  return { rule: 'unknown-queue', severity: 'warning', message, range, fixes: replacing(input, choice, offered) };
}

function describeParent(input: RuleInput, choice: QueueChoice, below: readonly QueueFacts[], range: TextRange): Finding {
  const leaves = new Set(leafQueues(input.cluster));
  const names = below.map(({ name }) => name);
  const message = l10n.t(
    'queue "{0}": it has queues below it, and only those run jobs: KAI passes over it in silence. Use {1}.',
    choice.name,
    nameQueues(names),
  );
  const fixes = replacing(
    input,
    choice,
    names.filter((name) => leaves.has(name)),
  );
  return { rule: 'parent-queue', severity: 'warning', message, range, fixes };
}

function replacing({ file }: RuleInput, { via, entry }: QueueChoice, names: readonly string[]): readonly Fix[] {
  if (via !== 'label' || entry === undefined || entry.isElsewhere === true) return [];
  return names.slice(0, mostNames).flatMap((name) => offerValue(file, entry, name));
}

function nameQueues(names: readonly string[]): string {
  if (names.length === 0) return l10n.t('a queue that exists');
  const shown = names
    .slice(0, mostNames)
    .map((name) => JSON.stringify(name))
    .join(l10n.t(' or '));
  return names.length > mostNames ? l10n.t('{0} or another', shown) : shown;
}
