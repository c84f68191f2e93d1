import * as l10n from '@vscode/l10n';
import { kaiScheduler } from './rules/admission.ts';

interface Variable {
  readonly name: string;
  readonly [field: string]: unknown;
}

interface VariableSource {
  readonly configMapRef?: { readonly name?: string; readonly optional?: boolean };
  readonly [field: string]: unknown;
}

interface MutableContainer {
  readonly env?: readonly Variable[] | null | undefined;
  readonly envFrom?: readonly VariableSource[] | null | undefined;
}

/** As much of a Pod as KAI's mutating webhook looks at, in the shape of the API. */
export interface MutablePod {
  readonly metadata?: {
    readonly name?: string;
    readonly annotations?: Readonly<Record<string, string>> | null;
    readonly ownerReferences?: readonly { readonly name: string }[];
  };
  readonly spec: {
    readonly schedulerName?: string;
    readonly containers: readonly { readonly name: string }[];
    readonly initContainers?: readonly { readonly name: string }[] | null | undefined;
  };
}

/** What KAI's mutating webhook adds to a pod with a fraction. */
export interface Mutation {
  /** Value of the annotation `runai/shared-gpu-configmap`: what the names of the ConfigMaps start with. */
  readonly prefix: string;
  readonly container: { readonly list: 'containers' | 'initContainers'; readonly index: number; readonly name: string };
  /** Holds the variables; the binder fills it when the GPU is known. */
  readonly configMap: string;
  /** All of its entries become variables too. */
  readonly directConfigMap: string;
  readonly variables: readonly string[];
  readonly volume: string;
}

/** Holds the prefix, and what stands there stays. */
export const sharedConfigMapKey = 'runai/shared-gpu-configmap';
const variables = ['NVIDIA_VISIBLE_DEVICES', 'RUNAI_NUM_OF_GPUS', 'GPU_PORTION'];

/**
 * What KAI v0.17 adds to this pod (pkg/admission/webhook/v1alpha2/gpusharing, pkg/binder/common/gpusharingconfigmap); undefined where it
 * adds nothing. It chooses `random` anew for every pod: seven characters.
 */
export function findMutation({ metadata, spec }: MutablePod, random: string): Mutation | undefined {
  const annotations = metadata?.annotations ?? {};
  const isFractional = Object.hasOwn(annotations, 'gpu-fraction') || Object.hasOwn(annotations, 'gpu-memory');
  const container = isFractional && spec.schedulerName === kaiScheduler ? findContainer(spec, annotations) : undefined;
  if (container === undefined) return undefined;
  const owner = metadata?.ownerReferences?.[0]?.name ?? metadata?.name ?? '';
  const prefix = annotations[sharedConfigMapKey] ?? `${shortenName(owner, container.index)}-${random}-shared-gpu`;
  const configMap = `${prefix}-${container.list === 'initContainers' ? 'i' : ''}${container.index}`;
  return { prefix, container, configMap, directConfigMap: `${configMap}-evar`, variables, volume: `${configMap}-vol` };
}

/** So that the names of the volume and of the second ConfigMap stay within 63 characters. */
function shortenName(name: string, index: number): string {
  const room = 63 - '-vol'.length - 7 - 2 - 'shared-gpu'.length - `-${index}`.length - '-evar'.length;
  return name.slice(0, room);
}

function findContainer(
  { containers, initContainers }: MutablePod['spec'],
  annotations: Readonly<Record<string, string>>,
): Mutation['container'] | undefined {
  const [first] = containers;
  const wanted = annotations['gpu-fraction-container-name'];
  if (first === undefined || wanted === undefined) {
    return first && { list: 'containers', index: 0, name: first.name };
  }
  for (const [list, all] of [['initContainers', initContainers ?? []] as const, ['containers', containers] as const]) {
    const index = all.findIndex(({ name }) => name === wanted);
    if (index >= 0) return { list, index, name: wanted };
  }
  return undefined;
}

/** The annotations that the pod has afterwards. */
export function mutateAnnotations(
  annotations: Readonly<Record<string, string>>,
  mutation: Mutation | undefined,
): Readonly<Record<string, string>> {
  return mutation === undefined ? annotations : { ...annotations, [sharedConfigMapKey]: mutation.prefix };
}

/** The variables of the container that holds the fraction, afterwards: its own of the same names go. */
export function mutateVariables(
  { env, envFrom }: MutableContainer,
  mutation: Mutation,
): { readonly env: readonly Variable[]; readonly envFrom: readonly VariableSource[] } {
  const added = mutation.variables.map((name) => ({
    name,
    valueFrom: { configMapKeyRef: { name: mutation.configMap, key: name } },
  }));
  const own = (env ?? []).filter(({ name }) => !mutation.variables.includes(name));
  const sources = envFrom ?? [];
  const isThere = sources.some(({ configMapRef }) => configMapRef?.name === mutation.directConfigMap);
  const source = { configMapRef: { name: mutation.directConfigMap, optional: false } };
  return { env: [...own, ...added], envFrom: isThere ? sources : [...sources, source] };
}

/** Short lines of Markdown for a person: what the cluster will add to a pod with a fraction, if anything. */
export function describeMutation(pod: MutablePod): readonly string[] {
  const mutation = findMutation(pod, '…');
  if (mutation === undefined) return [];
  const { container, configMap, directConfigMap, prefix } = mutation;
  const names = mutation.variables.map((name) => `\`${name}\``).join(', ');
  return [
    l10n.t('the annotation `{0}: {1}`', sharedConfigMapKey, prefix),
    l10n.t('the variables {0} of container `{1}`, from ConfigMap `{2}`', names, container.name, configMap),
    l10n.t('all variables of ConfigMap `{0}`', directConfigMap),
    l10n.t('the volume `{0}`', mutation.volume),
  ];
}
