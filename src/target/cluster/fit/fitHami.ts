import * as l10n from '@vscode/l10n';
import { memoryOfAmount, shareOfAmount } from '../../../gpu/fraction.ts';
import { formatMiB } from '../../../gpu/memory.ts';
import type { FractionRequest } from '../../../gpu/request.ts';
import type { GpuView, NodeView } from '../clusterView.ts';
import { present } from '../objects/fields.ts';
import { readHamiCards, type HamiCard } from '../view/slices/hamiRegister.ts';
import type { FitPlace, FitRefusal, NodeFit } from './fitResult.ts';

/**
 * Where HAMi has cards for a request: memory, cores and a slot on each, on cards of one node that are healthy (HAMi v2.10 nvidia device,
 * Fit). The fullest first, as HAMi packs by itself.
 */
export function fitHami(request: FractionRequest, nodes: readonly NodeView[]): NodeFit {
  const places: FitPlace[] = [];
  const refusals: FitRefusal[] = [];
  for (const view of nodes) {
    const judged = readHamiCards(view.node).map((card) => judge(request, card, view));
    const fitting = judged.flatMap(({ gpu, reason }) => (reason === undefined && gpu !== undefined ? [gpu] : []));
    if (fitting.length < request.devices) {
      refusals.push({ node: view.name, reasons: describeLack(request, judged, fitting.length) });
      continue;
    }
    const [first] = fitting;
    const counted = first?.countedMiB;
    places.push({
      node: view.name,
      ...present({ product: view.product }),
      gpus: fitting.toSorted((left, right) => left.freeShare - right.freeShare).slice(0, request.devices),
      ...(counted !== undefined && {
        share: shareOfAmount(request.request, counted),
        requestMiB: memoryOfAmount(request.request, counted),
      }),
      fittingGpus: fitting.length,
    });
  }
  return {
    places: places.toSorted((left, right) => left.fittingGpus - right.fittingGpus || (left.node < right.node ? -1 : 1)),
    refusals,
  };
}

interface Judged {
  readonly gpu: GpuView | undefined;
  readonly reason?: string;
}

function judge({ request, compute }: FractionRequest, card: HamiCard, { gpus }: NodeView): Judged {
  const gpu = gpus.find(({ id }) => id === card.uuid);
  if (gpu === undefined) return { gpu, reason: l10n.t('not registered') };
  if (gpu.unusable !== undefined) return { gpu, reason: gpu.unusable };
  const neededMiB = memoryOfAmount(request, card.memoryMiB);
  const freeMiB = gpu.freeMiB ?? 0;
  if (neededMiB > freeMiB)
    return { gpu, reason: l10n.t('{0} of memory free, and {1} asked', `${freeMiB} MiB`, formatMiB(neededMiB)) };
  const used = gpu.slices.reduce((sum, { corePercent = 0 }) => sum + corePercent, 0);
  const cores = compute?.kind === 'cores' ? compute.percent : request.kind === 'share' && request.share >= 1 ? card.cores : 0;
  return used + cores > card.cores
    ? { gpu, reason: l10n.t('{0} % of its cores free, and {1} % asked', Math.max(0, card.cores - used), cores) }
    : { gpu };
}

function describeLack({ devices }: FractionRequest, judged: readonly Judged[], fitting: number): readonly string[] {
  if (devices > judged.length) return [l10n.t('{0} cards are asked, and it has {1}', devices, judged.length)];
  const reasons = [
    ...Map.groupBy(
      judged.flatMap(({ reason }) => reason ?? []),
      (reason) => reason,
    ),
  ];
  const told = reasons.map(([reason, { length }]) =>
    judged.length === 1 ? reason : l10n.t('{0} of {1} cards: {2}', length, judged.length, reason),
  );
  return devices === 1 ? told : [l10n.t('{0} cards have room, and {1} are asked', fitting, devices), ...told];
}
