import { againstQualifiedName } from './names.ts';

const ofContainers = new Set(['cpu', 'memory', 'ephemeral-storage']);
const objects = new Set([
  'pods',
  'resourcequotas',
  'services',
  'services.nodeports',
  'services.loadbalancers',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
]);
const ofQuotas = new Set([
  ...objects,
  'storage',
  'requests.storage',
  ...['requests', 'limits'].flatMap((kind) => [...ofContainers].map((name) => `${kind}.${name}`)),
]);

/* Rules of k8s.io/kubernetes/pkg/apis/core/helper. */

export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** Such as `nvidia.com/gpu`: counted in whole numbers, named so that a quota can name it too. */
function isExtended(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.') && againstQualifiedName(`requests.${name}`).length === 0;
}

/** Whether only whole numbers of it make sense to Kubernetes. */
export function isCounted(name: string): boolean {
  return objects.has(name) || isExtended(name);
}

/** Whether a container may get more of it than it asks for. */
export function isOvercommitAllowed(name: string): boolean {
  return isNative(name) && !isHugePages(name);
}

/** What the API server says against the name of a resource of a container. */
export function againstResourceName(name: string): readonly string[] {
  const unqualified = againstQualifiedName(name);
  if (!name.includes('/')) {
    const isStandard = ofContainers.has(name) || ofQuotas.has(name) || /^(requests\.)?hugepages-/.test(name);
    const unknown = unqualified.length > 0 || isStandard ? [] : ['must be a standard resource type or fully qualified'];
    const misplaced = ofContainers.has(name) || isHugePages(name) ? [] : ['must be a standard resource for containers'];
    return [...unqualified, ...unknown, ...misplaced];
  }
  const odd = isNative(name) || isExtended(name) ? [] : ["doesn't follow extended resource name standard"];
  return [...unqualified, ...odd];
}
