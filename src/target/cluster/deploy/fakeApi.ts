import type { ApplyOptions, ClusterApi, ClusterObject, DeleteOptions, ObjectRef, ResourceType } from '../api/clusterApi.ts';
import { ClusterError } from '../api/clusterError.ts';
import type { PlainObject } from '../../../manifest/plainObjects.ts';
import { readPlainObjects } from '../../../manifest/plainObjects.ts';

export interface FakeCall {
  readonly verb: 'get' | 'apply' | 'delete';
  readonly title: string;
  readonly options?: ApplyOptions | DeleteOptions | undefined;
}

/**
 * A server whose applies merge nothing: what is applied is the object. It stands in for failures that a real one gives only at times;
 * `test/cluster/deploy.test.ts` has the real one.
 */
export class FakeApi {
  readonly calls: FakeCall[] = [];
  readonly objects = new Map<string, ClusterObject>();
  /** Called before an apply or a delete: throws what the server would say. */
  refuse: (title: string, options: ApplyOptions | DeleteOptions | undefined) => void = () => undefined;
  #version = 0;

  /** Only what these tests ask for. */
  get api(): ClusterApi {
    const { calls, objects } = this;
    const known: Pick<ClusterApi, 'get' | 'apply' | 'delete'> = {
      get: (ref) => {
        calls.push({ verb: 'get', title: titleOf(ref) });
        const object = objects.get(keyOf(ref));
        return object === undefined
          ? Promise.reject(new ClusterError('notFound', `${titleOf(ref)} not found`, { status: 404 }))
          : Promise.resolve(object);
      },
      apply: async (ref, object, options) => {
        calls.push({ verb: 'apply', title: titleOf(ref), options });
        await Promise.resolve();
        this.refuse(titleOf(ref), options);
        const before = objects.get(keyOf(ref));
        const applied = object as ClusterObject;
        const uid = before?.metadata.uid ?? `uid-${ref.name}`;
        this.#version += 1;
        const after = { ...applied, metadata: { ...applied.metadata, uid, resourceVersion: String(this.#version) } };
        if (options.isDryRun !== true) objects.set(keyOf(ref), after);
        return after;
      },
      delete: async (ref, options) => {
        calls.push({ verb: 'delete', title: titleOf(ref), options });
        await Promise.resolve();
        this.refuse(titleOf(ref), options);
        if (!objects.delete(keyOf(ref))) throw new ClusterError('notFound', 'gone', { status: 404 });
      },
    };
    return known as ClusterApi;
  }

  /** Those that changed something, in order. */
  get applied(): readonly string[] {
    return this.calls.flatMap(({ verb, title, options }) =>
      verb === 'apply' && (options as ApplyOptions).isDryRun !== true ? [title] : [],
    );
  }
}

function titleOf({ type, name }: ObjectRef): string {
  return `${type.kind} ${name}`;
}

function keyOf({ type, namespace, name }: ObjectRef): string {
  return [type.kind, namespace ?? '', name].join('/');
}

const resource = (group: string, version: string, kind: string, isNamespaced = true): ResourceType => ({
  group,
  version,
  kind,
  plural: `${kind.toLowerCase()}s`,
  isNamespaced,
});

export const someTypes: readonly ResourceType[] = [
  resource('', 'v1', 'Namespace', false),
  resource('', 'v1', 'Pod'),
  resource('', 'v1', 'Service'),
  resource('', 'v1', 'Secret'),
  resource('', 'v1', 'ConfigMap'),
  resource('apps', 'v1', 'Deployment'),
  resource('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', false),
  resource('autoscaling', 'v2', 'HorizontalPodAutoscaler'),
  resource('nvidia.com', 'v1beta1', 'DynamoGraphDeployment'),
];

/** The objects of a text; all of it must be readable. */
export function objectsOf(text: string): readonly PlainObject[] {
  const { objects, problems } = readPlainObjects(text);
  if (problems.length > 0) throw new TypeError(problems.map(({ message }) => message).join('; '));
  return objects;
}
