import type { ClaimSpec, DeviceAsk } from '../../../gpu/dra/claim.ts';
import { wholeOf } from '../../../gpu/dra/nanoQuantity.ts';
import type { FoundWorkload } from '../../../manifest/requests.ts';
import type { ClusterObjects } from '../clusterObjects.ts';
import { asRecord } from '../objects/fields.ts';
import type { PodObject } from '../objects/pod.ts';
import { indexClaims, indexTemplates } from './claimIndex.ts';
import { pickPod, readAskOfText, readPodAsk } from './podAsk.ts';
import { rememberingInputs } from './remembering.ts';

/** Reads what pods ask, with the claims that they name. */
export type AskReader = (pod: PodObject) => FoundWorkload | undefined;

/** Whether a claim of the pod is surely not there, nor a template for it: what it would ask for cannot be known. */
export function lacksClaim(
  { namespace, claims, nodeName }: PodObject,
  { resourceClaims, claimTemplates }: ClusterObjects,
): boolean {
  if (claims.length === 0 || nodeName !== undefined) return false;
  if (!isWhole(resourceClaims) || !isWhole(claimTemplates)) return false;
  return claims.some(({ claimName, templateName }) => {
    if (claimName !== undefined && indexClaims(resourceClaims).has(`${namespace}/${claimName}`)) return false;
    return templateName === undefined
      ? claimName !== undefined
      : !indexTemplates(claimTemplates).has(`${namespace}/${templateName}`);
  });
}

function isWhole(reading: ClusterObjects['resourceClaims' | 'claimTemplates']): boolean {
  return reading.state === 'known' && reading.namespaces === undefined;
}

const remember = rememberingInputs<PodObject, FoundWorkload | undefined>();

export function createAskReader({ resourceClaims, claimTemplates }: ClusterObjects): AskReader {
  const claims = indexClaims(resourceClaims);
  const templates = indexTemplates(claimTemplates);
  return (pod) => {
    if (pod.claims.length === 0) return readPodAsk(pod);
    const specs = pod.claims.map(
      ({ claimName, templateName }) =>
        claims.get(`${pod.namespace}/${claimName}`)?.spec ?? templates.get(`${pod.namespace}/${templateName}`),
    );
    return remember(pod, specs, () => readPodAsk(pod) ?? readWithClaims(pod, specs));
  };
}

/** The pod names each claim by the name that it has in the pod. */
function readWithClaims(pod: PodObject, specs: readonly (ClaimSpec | undefined)[]): FoundWorkload | undefined {
  const { spec, ...picked } = asRecord(pickPod(pod.source));
  const named = pod.claims.filter((_, index) => specs[index] !== undefined).map(({ name }) => name);
  const resourceClaims = named.map((name) => ({ name, resourceClaimName: name }));
  return readAskOfText(
    { ...picked, spec: { ...asRecord(spec), resourceClaims } },
    pod.claims.flatMap(({ name }, index) => {
      const claim = specs[index];
      return claim === undefined ? [] : [writeClaim(pod.namespace, name, claim)];
    }),
  );
}

function writeClaim(namespace: string, name: string, { requests }: ClaimSpec): object {
  return {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: { name, namespace },
    spec: {
      devices: {
        requests: requests.flatMap((request): readonly object[] => {
          if (request.kind === 'unknown') return [];
          if (request.kind === 'exactly') return [{ name: request.name, exactly: writeAsk(request.ask) }];
          const choices = request.choices.map((choice) => ({ name: choice.name, ...writeAsk(choice.ask) }));
          return [{ name: request.name, firstAvailable: choices }];
        }),
      },
    },
  };
}

function writeAsk({ deviceClass, selectors, count, hasAdminAccess, capacity }: DeviceAsk): object {
  const requests = [...capacity].map(([name, amount]) => [name, String(wholeOf(amount))]);
  return {
    deviceClassName: deviceClass,
    selectors: selectors.map((expression) => ({ cel: { expression } })),
    ...(count === 'all' ? { allocationMode: 'All' } : { allocationMode: 'ExactCount', count }),
    ...(hasAdminAccess && { adminAccess: true }),
    ...(requests.length > 0 && { capacity: { requests: Object.fromEntries(requests) } }),
  };
}
