import * as l10n from '@vscode/l10n';
import type { ClusterAllocation, PodClaim } from '../../../gpu/dra/allocateOnCluster.ts';
import { describeAllocationProblem, describeAllocationReason, isUncertain } from '../../../gpu/dra/describeAllocation.ts';
import type { FoundWorkload } from '../../../manifest/requests.ts';
import { scalarText } from '../../../manifest/scalarText.ts';
import type { ClusterObjects } from '../clusterObjects.ts';
import type { NodeView } from '../clusterView.ts';
import { readClaimSpec } from '../objects/claimSpec.ts';
import { present } from '../objects/fields.ts';
import { allocateClaims, findClaim, findTemplate } from './allocateClaims.ts';
import type { FitPlace, NodeFit } from './fitResult.ts';

/** Whether claims say what it asks; one that stands in no text may be on the cluster. */
export function claimsDevices({ workload, result }: FoundWorkload): boolean {
  return workload.template.claims.length > 0 && (result.kind === 'none' || result.dialect === 'dra');
}

/** Where the scheduler of Kubernetes would find the devices that a pod claims; templates of the text count before those of the cluster. */
export function fitDra(found: FoundWorkload, nodes: readonly NodeView[], objects: ClusterObjects): NodeFit {
  const claims = found.workload.template.claims.map(({ name }) => readPodClaim(found, name.value, objects));
  const missing = claims.find((claim) => typeof claim === 'string');
  if (missing !== undefined) return { ...refuseAll(nodes, missing), ...findUntold(found, objects) };
  const allocation = allocateClaims(
    claims.filter((claim) => typeof claim !== 'string'),
    nodes.map(({ node }) => node),
    objects,
  );
  return toNodeFit(allocation, nodes);
}

/** One that is on the cluster has its devices already, whatever the text says. A text says which one is not there. */
function readPodClaim({ item, workload }: FoundWorkload, podClaim: string, objects: ClusterObjects): PodClaim | string {
  const named = workload.template.claims.find(({ name }) => name.value === podClaim);
  const [claimName, templateName] = [named?.claim, named?.template].map((entry) => scalarText(entry?.value.value));
  const { namespace } = workload;
  const claim = findClaim(namespace, claimName, objects);
  if (claim !== undefined) return claim;
  const written = item.claims.find((each) => each.podClaim === podClaim);
  if (written !== undefined) return { name: podClaim, spec: readClaimSpec(written.claim.spec), users: 0 };
  const made = findTemplate(namespace, templateName, { objects, name: podClaim });
  if (made !== undefined) return made;
  return claimName === ''
    ? l10n.t('there is no ResourceClaimTemplate "{0}" in namespace {1}', templateName ?? '', namespace)
    : l10n.t('there is no ResourceClaim "{0}" in namespace {1}', claimName ?? '', namespace);
}

/** What is not among the templates may be one that may not be read. */
function findUntold({ workload }: FoundWorkload, { claimTemplates }: ClusterObjects): Pick<NodeFit, 'untold'> {
  const isRead = claimTemplates.state === 'known' || claimTemplates.state === 'absent';
  return isRead || workload.template.claims.every(({ template }) => template === undefined)
    ? {}
    : { untold: l10n.t('the ResourceClaimTemplates may not be read') };
}

function toNodeFit(allocation: ClusterAllocation, nodes: readonly NodeView[]): NodeFit {
  if (allocation.kind === 'failed') {
    const problem = describeAllocationProblem(allocation.problem);
    return { ...refuseAll(nodes, problem), ...(isUncertain(allocation.problem) && { untold: problem }) };
  }
  const views = new Map(nodes.map((view) => [view.name, view]));
  return {
    places: allocation.places.map(({ node, devices }): FitPlace => {
      const view = views.get(node.name);
      const ids = new Set(devices.map(({ driver, pool, device }) => `${driver}/${pool}/${device}`));
      const gpus = view?.gpus.filter(({ id }) => ids.has(id)) ?? [];
      return { node: node.name, ...present({ product: view?.product }), gpus, fittingGpus: Math.max(1, ids.size) };
    }),
    refusals: allocation.refusals.map(({ node, reasons }) => ({
      node: node.name,
      reasons: reasons.map(describeAllocationReason),
    })),
  };
}

function refuseAll(nodes: readonly NodeView[], reason: string): NodeFit {
  return { places: [], refusals: nodes.map(({ name }) => ({ node: name, reasons: [reason] })) };
}
