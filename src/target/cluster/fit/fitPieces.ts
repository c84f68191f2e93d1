import * as l10n from '@vscode/l10n';
import type { NodeView } from '../clusterView.ts';
import { present } from '../objects/fields.ts';
import type { FitRefusal, NodeFit, FitPlace } from './fitResult.ts';

/** So many pieces of a name: MIG devices of a profile, replicas of a resource. */
export interface AskedPieces {
  readonly name: string;
  readonly count: number;
}

/** Where so many pieces of fixed size are free; those nodes first that have the fewest left. */
export function fitPieces(asked: readonly AskedPieces[], nodes: readonly NodeView[]): NodeFit {
  const places: { readonly left: number; readonly place: FitPlace }[] = [];
  const refusals: FitRefusal[] = [];
  for (const view of nodes) {
    const found = asked.map(({ name, count }) => ({ name, count, ...findPieces(view, name) }));
    const lacking = found.filter(({ count, free }) => free < count);
    if (lacking.length > 0) {
      const reasons = lacking.map(({ name, count, free, total }) =>
        l10n.t('{0} of its {1} × {2} are free, and {3} are asked', free, total, name, count),
      );
      refusals.push({ node: view.name, reasons });
      continue;
    }
    const gpus = view.gpus.filter(({ pieces = [] }) => pieces.some(({ name }) => asked.some((each) => each.name === name)));
    const left = found.reduce((sum, { free }) => sum + free, 0);
    const fittingGpus = Math.min(
      left,
      gpus.reduce((sum, { count = 1 }) => sum + count, 0),
    );
    places.push({ left, place: { node: view.name, ...present({ product: view.product }), gpus, fittingGpus } });
  }
  return {
    places: places
      .toSorted((one, other) => one.left - other.left || (one.place.node < other.place.node ? -1 : 1))
      .map(({ place }) => place),
    refusals,
  };
}

function findPieces({ gpus }: NodeView, wanted: string): { readonly free: number; readonly total: number } {
  const pieces = gpus.flatMap(({ pieces: all = [] }) => all.filter(({ name }) => name === wanted));
  return {
    free: pieces.reduce((sum, { free }) => sum + free, 0),
    total: pieces.reduce((sum, { total }) => sum + total, 0),
  };
}
