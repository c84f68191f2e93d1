import { lines, pod } from './rulePage.ts';

interface ClaimParts {
  readonly version?: string;
  readonly kind?: 'ResourceClaim' | 'ResourceClaimTemplate';
  readonly name?: string;
  readonly labels?: readonly string[];
  /** Lines of the one request. */
  readonly request?: readonly string[];
  /** Lines of `devices` behind the requests. */
  readonly more?: readonly string[];
}

export const wholeDevice = ['- name: gpu', '  exactly:', '    deviceClassName: gpu.nvidia.com'];
export const tenGi = [...wholeDevice, '    capacity:', '      requests:', '        memory: 10Gi'];

/** A claim or a template for an example. */
export function claim({
  version = 'v1',
  kind = 'ResourceClaimTemplate',
  name = 'half',
  labels = [],
  request = wholeDevice,
  more = [],
}: ClaimParts): string {
  const devices = ['devices:', '  requests:', ...request.map((line) => `    ${line}`), ...more.map((line) => `  ${line}`)];
  const isTemplate = kind === 'ResourceClaimTemplate';
  return lines(
    `apiVersion: resource.k8s.io/${version}`,
    `kind: ${kind}`,
    'metadata:',
    `  name: ${name}`,
    ...(labels.length === 0 ? [] : ['  labels:', ...labels.map((line) => `    ${line}`)]),
    'spec:',
    ...(isTemplate ? ['  spec:'] : []),
    ...devices.map((line) => (isTemplate ? '    ' : '  ') + line),
  );
}

const named = ['resources:', '  claims:', '    - name: gpu'];

/** A pod whose container has a claim. */
export function claimingPod({
  source = ['resourceClaimTemplateName: half'],
  container = named,
  ...rest
}: { readonly source?: readonly string[] } & Parameters<typeof pod>[0] = {}): string {
  const [first = '', ...others] = source;
  const claims =
    source.length === 0 ? ['  - name: gpu'] : ['  - name: gpu', `    ${first}`, ...others.map((line) => `    ${line}`)];
  return pod({ scheduler: false, ...rest, container, more: ['resourceClaims:', ...claims] });
}

/** Documents of one file. */
export function together(...documents: readonly string[]): string {
  return documents.join('---\n');
}
