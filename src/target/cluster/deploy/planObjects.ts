import * as l10n from '@vscode/l10n';
import type { PlainObject } from '../../../manifest/plainObjects.ts';
import type { ClusterObject, ObjectRef, ResourceType } from '../api/clusterApi.ts';
import { asList, asRecord, asText } from '../objects/fields.ts';
import { applyRank } from './applyOrder.ts';

/** An object of a manifest with its place in one cluster. */
export interface PlannedObject {
  readonly ref: ObjectRef;
  /** `Service chat`. */
  readonly title: string;
  /** As it is sent: with the chosen namespace where the text names none. */
  readonly object: ClusterObject;
  readonly source: PlainObject;
  /** The text names this namespace, and another one was chosen. */
  readonly ownNamespace?: string;
  /** Title of a Namespace or CustomResourceDefinition of the same text, before which the server may not know what to do with it. */
  readonly comesAfter?: string;
}

/** An object that cannot be sent to this cluster. */
export interface PlanProblem {
  readonly reason: 'unknownKind' | 'twice';
  readonly source: PlainObject;
  readonly message: string;
}

export interface ObjectPlan {
  /** In the order in which they are applied. */
  readonly planned: readonly PlannedObject[];
  readonly problems: readonly PlanProblem[];
}

export const namespaceType: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'namespaces',
  kind: 'Namespace',
  isNamespaced: false,
};

/** Finds the kind of every object among those that the cluster serves and those that the text brings, and puts it into its namespace. */
export function planObjects(
  sources: readonly PlainObject[],
  types: readonly ResourceType[],
  chosenNamespace: string,
): ObjectPlan {
  const brought = sources.flatMap(readDefinition);
  const newNamespaces = new Set(sources.flatMap((source) => (isNamespace(source) ? [source.name] : [])));
  const planned: PlannedObject[] = [];
  const problems: PlanProblem[] = [];
  const seen = new Map<string, PlainObject>();
  for (const source of sources) {
    const found = findType(source, types, brought);
    if (found === undefined) {
      problems.push({ reason: 'unknownKind', source, message: notServed(source, types) });
      continue;
    }
    const namespace = found.type.isNamespaced ? (source.namespace ?? chosenNamespace) : undefined;
    const key = [found.type.group, found.type.kind, namespace ?? '', source.name].join('/');
    const twin = seen.get(key);
    if (twin !== undefined) {
      problems.push({ reason: 'twice', source, message: standsTwice(source, twin) });
      continue;
    }
    seen.set(key, source);
    planned.push(place(source, found, namespace, { chosenNamespace, newNamespaces }));
  }
  return { planned: planned.toSorted((left, right) => applyRank(left.ref.type) - applyRank(right.ref.type)), problems };
}

function place(
  source: PlainObject,
  { type, definition }: FoundType,
  namespace: string | undefined,
  { chosenNamespace, newNamespaces }: { readonly chosenNamespace: string; readonly newNamespaces: ReadonlySet<string> },
): PlannedObject {
  const { content, name } = source;
  const metadata = { ...asRecord(content['metadata']), name, ...(namespace !== undefined && { namespace }) };
  const isInNew = namespace !== undefined && newNamespaces.has(namespace);
  const comesAfter = definition ?? (isInNew ? titleOf({ kind: 'Namespace', name: namespace }) : undefined);
  return {
    ref: { type, name, ...(namespace !== undefined && { namespace }) },
    title: titleOf(source),
    object: { ...content, apiVersion: source.apiVersion, kind: source.kind, metadata },
    source,
    ...(namespace !== undefined && namespace !== chosenNamespace && { ownNamespace: namespace }),
    ...(comesAfter !== undefined && { comesAfter }),
  };
}

export function titleOf({ kind, name }: Pick<PlainObject, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

interface FoundType {
  readonly type: ResourceType;
  /** Title of what brings it. */
  readonly definition?: string;
}

/** Discovery tells one version of each kind; the one that the text names goes the same way, and the server refuses it where it has it not. */
function findType(source: PlainObject, types: readonly ResourceType[], brought: readonly Definition[]): FoundType | undefined {
  const { group, version } = splitApiVersion(source.apiVersion);
  const served = types.find((type) => type.group === group && type.kind === source.kind);
  if (served !== undefined) return { type: { ...served, version } };
  const own = brought.find(({ type }) => type.group === group && type.kind === source.kind);
  return own && { type: { ...own.type, version }, definition: own.title };
}

interface Definition {
  readonly type: Omit<ResourceType, 'version'>;
  readonly title: string;
}

function readDefinition({ kind, name, content }: PlainObject): readonly Definition[] {
  if (kind !== 'CustomResourceDefinition') return [];
  const spec = asRecord(content['spec']);
  const names = asRecord(spec['names']);
  const [group, plural, made] = [asText(spec['group']), asText(names['plural']), asText(names['kind'])];
  const isServed = asList(spec['versions']).length > 0;
  if (group === undefined || plural === undefined || made === undefined || !isServed) return [];
  return [{ type: { group, plural, kind: made, isNamespaced: spec['scope'] !== 'Cluster' }, title: titleOf({ kind, name }) }];
}

function isNamespace({ apiVersion, kind }: PlainObject): boolean {
  return apiVersion === 'v1' && kind === 'Namespace';
}

function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1) };
}

/** Who installs kinds that people often miss, by the end of their group. */
const operators: readonly (readonly [group: string, name: string])[] = [
  ['apps.nvidia.com', 'the NIM operator'],
  ['nvidia.com', 'the Dynamo operator'],
  ['leaderworkerset.x-k8s.io', 'LeaderWorkerSet'],
  ['jobset.x-k8s.io', 'JobSet'],
  ['ray.io', 'KubeRay'],
  ['serving.kserve.io', 'KServe'],
  ['serving.knative.dev', 'Knative Serving'],
  ['kubeflow.org', 'the Kubeflow trainer'],
  ['trainer.kubeflow.org', 'the Kubeflow trainer'],
  ['argoproj.io', 'Argo Workflows'],
  ['keda.sh', 'KEDA'],
  ['monitoring.coreos.com', 'the Prometheus operator'],
  ['scheduling.run.ai', 'the KAI scheduler'],
];

function notServed({ apiVersion, kind }: PlainObject, types: readonly ResourceType[]): string {
  const { group } = splitApiVersion(apiVersion);
  const elsewhere = types.find((type) => type.kind === kind);
  if (elsewhere !== undefined) {
    const known = [elsewhere.group, elsewhere.version].filter((part) => part !== '').join('/');
    return l10n.t('the cluster does not serve {0} ({1}), but {0} ({2}). Is apiVersion right?', kind, apiVersion, known);
  }
  const operator = operators.find(([known]) => known === group)?.[1];
  return operator === undefined
    ? l10n.t('the cluster does not serve {0} ({1}). Install what brings it, or take the object out.', kind, apiVersion)
    : l10n.t('the cluster does not serve {0} ({1}). Install {2}, or choose another cluster.', kind, apiVersion, operator);
}

function standsTwice(source: PlainObject, twin: PlainObject): string {
  return l10n.t(
    '{0} stands twice, on lines {1} and {2}. Give one of them another name or namespace, or take it out.',
    titleOf(source),
    twin.range.start.line + 1,
    source.range.start.line + 1,
  );
}
