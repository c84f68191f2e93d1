import type { ClusterFacts } from '../../manifest/clusterFacts.ts';
import type { FoundWorkload } from '../../manifest/requests.ts';
import type { ClusterObjects } from '../../target/cluster/clusterObjects.ts';
import { findFit as findFitOf } from '../../target/cluster/fit/findFit.ts';
import type { Fit } from '../../target/cluster/fit/fitResult.ts';
import { toClusterFacts as toFacts } from '../../target/cluster/facts/toClusterFacts.ts';

const fits = new WeakMap<ClusterObjects, WeakMap<FoundWorkload, Fit>>();

/** Where a workload fits; worked out once for a workload and the objects of an instant. */
export function findFit(found: FoundWorkload, objects: ClusterObjects): Fit {
  const known = fits.get(objects) ?? new WeakMap<FoundWorkload, Fit>();
  fits.set(objects, known);
  const fit = known.get(found) ?? findFitOf(found, objects);
  known.set(found, fit);
  return fit;
}

/** What the rules may know of a cluster. */
export function toClusterFacts(objects: ClusterObjects): ClusterFacts {
  return toFacts(objects);
}
