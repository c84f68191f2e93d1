import * as l10n from '@vscode/l10n';
import { describeAmount } from '../../../gpu/amount.ts';
import { countedMiB } from '../../../gpu/device.ts';
import { memoryOfAmount } from '../../../gpu/fraction.ts';
import { largestKnownProduct } from '../../../gpu/knownProducts.ts';
import { formatGiB } from '../../../gpu/memory.ts';
import { nameProduct } from '../../../gpu/product.ts';
import { mib, type MiB } from '../../../gpu/quantity.ts';
import type { Amount } from '../../../gpu/request.ts';
import { smallestShare } from '../../../inference/models/estimateMemory.ts';
import type { ClusterFacts } from '../../clusterFacts.ts';
import { dialects } from '../../dialects/dialects.ts';
import type { Asking } from '../../dialects/asks.ts';
import type { Finding, Fix, TextRange } from '../../finding.ts';
import { findModelNeed, type ModelNeed } from '../../modelNeed.ts';
import type { RuleInput } from '../rule.ts';
import { describeNeed } from './describeNeed.ts';
import type { Serving } from './servings.ts';

/** The model that a container serves against what it asks for, on the largest GPU in reach; silent where the model's shape is not known. */
export function checkModelSize(input: RuleInput, result: Asking, serving: Serving): readonly Finding[] {
  const { models } = input;
  if (models === undefined) return [];
  const need = findModelNeed(input.item.workload.template, result, serving, models);
  // one that is counted as if it were another is no ground for a warning
  if (need === undefined || need.shape.counting === 'alike') return [];
  const room = findRoom(serving.ask, input.cluster);
  const { totalMiB } = need.least;
  if (room === undefined || totalMiB <= room.memoryMiB) return [];
  const cure = findCure(serving.ask, room, totalMiB);
  const message = [describeNeed(need), describeRoom(room), describeCure(cure, need)].join(' ');
  const fixes = cure === undefined ? [] : setAmount(input, result, serving, cure);
  return [{ rule: 'model-too-large', severity: 'warning', message, range: rangeOfModel(input, serving, need), fixes }];
}

/** What the container gets of one device, at most. */
interface Room {
  readonly memoryMiB: MiB;
  /** In words. */
  readonly asked: string;
  /** The largest device in reach; absent where the amount is the same on all. */
  readonly device?: { readonly product: string; readonly countedMiB: MiB; readonly isOfCluster: boolean };
}

function findRoom(ask: Serving['ask'], { nodes = [] }: ClusterFacts): Room | undefined {
  if (ask.kind === 'fixed') {
    const { piece } = ask;
    if (piece.kind !== 'mig' || piece.memoryMiB === undefined) return undefined;
    return { memoryMiB: piece.memoryMiB, asked: piece.profile };
  }
  const { request, limit = request } = ask.request;
  if (limit.kind === 'memory') return { memoryMiB: limit.memoryMiB, asked: describeAmount(limit) };
  const [largest] = nodes
    .flatMap(({ product = '', memoryMiB, gpus }) => (memoryMiB === undefined || gpus === 0 ? [] : [{ product, memoryMiB }]))
    .toSorted((left, right) => right.memoryMiB - left.memoryMiB);
  const device = largest ?? largestKnownProduct;
  const counted = countedMiB({ memoryMiB: mib(device.memoryMiB) });
  return {
    memoryMiB: memoryOfAmount(limit, counted),
    asked: limit.share >= 1 ? l10n.t('a whole GPU') : describeAmount(limit),
    device: { product: device.product, countedMiB: counted, isOfCluster: largest !== undefined },
  };
}

/** The smallest amount that does; undefined where there is none, or none that holds for the cluster. */
function findCure(ask: Serving['ask'], { device }: Room, totalMiB: MiB): Amount | undefined {
  if (ask.kind === 'fixed') return undefined;
  const { request, limit = request } = ask.request;
  if (limit.kind === 'memory') return { kind: 'memory', memoryMiB: totalMiB };
  const share = device?.isOfCluster === true ? smallestShare(totalMiB, device.countedMiB) : undefined;
  return share === undefined ? undefined : { kind: 'share', share };
}

function describeRoom({ memoryMiB, asked, device }: Room): string {
  if (device === undefined) return l10n.t('The container asks for {0}.', asked);
  const product = device.product === '' ? l10n.t('a GPU') : nameProduct(device.product);
  return device.isOfCluster
    ? l10n.t(
        'The container asks for {0}, which is {1} of {2}, the largest GPU of the cluster.',
        asked,
        formatGiB(memoryMiB),
        product,
      )
    : l10n.t('The container asks for {0}, which is {1} even of {2}.', asked, formatGiB(memoryMiB), product);
}

function describeCure(cure: Amount | undefined, { context }: ModelNeed): string {
  const shorter =
    context === 'fitted'
      ? l10n.t('Take a smaller or quantised model.')
      : l10n.t('Shorten the context, or take a smaller or quantised model.');
  if (cure === undefined) return l10n.t('Ask for more, or spread it over more GPUs. {0}', shorter);
  return l10n.t('Ask for {0} or more. {1}', describeAmount(cure), shorter);
}

/** Whole GPUs and requests with a limit of their own are left to the user: more than one number would have to change. */
function setAmount(input: RuleInput, result: Asking, { ask }: Serving, cure: Amount): readonly Fix[] {
  if (ask !== result || ask.kind !== 'request' || ask.request.limit !== undefined) return [];
  if (cure.kind === 'share' && cure.share >= 1) return [];
  const made = dialects.find(({ id }) => id === result.dialect)?.setAmount(input, cure);
  if (made?.kind !== 'edits' || made.edits.length === 0) return [];
  return [{ title: l10n.t('Ask for {0}', describeAmount(cure)), edits: made.edits }];
}

/** Where the model is named, else the request. */
function rangeOfModel({ file }: RuleInput, { container, ask }: Serving, { model }: ModelNeed): TextRange {
  const words = [...container.command, ...container.args];
  const index = words.findLastIndex((word) => word === model || word.endsWith(`=${model}`));
  const variable = container.env.findLast(({ value }) => value.value === model);
  const range = container.place.words[index] ?? variable?.value.range ?? ask.range;
  return file.lines.slice(range) === '' ? ask.range : range;
}
