import type { ClusterObject } from '../../../../src/target/cluster/api/clusterApi.ts';
import { asList, asRecord, asText } from '../../../../src/target/cluster/objects/fields.ts';
import { applyPatch, type Write } from '../write.ts';

/** A version of an object, in the order in which they came; undefined once it is gone. */
export interface Version {
  readonly id: string;
  readonly object: ClusterObject | undefined;
}

/** As much of a control plane as deciders need: objects, the garbage collector, and a kubelet that runs what is bound. */
export class MemoryCluster {
  readonly history: Version[] = [];
  readonly #objects = new Map<string, ClusterObject>();
  #created = 0;

  get objects(): readonly ClusterObject[] {
    return [...this.#objects.values()];
  }

  apply(write: Write): void {
    switch (write.kind) {
      case 'create':
        return this.add(write.object);
      case 'apply':
        return this.#objects.has(idOf(write.object)) ? this.#change(write.object, write.object) : this.add(write.object);
      case 'patch': {
        const { metadata = {}, ...rest } = write.patch as { metadata?: Readonly<Record<string, unknown>> };
        const { resourceVersion: _, ...fields } = metadata;
        return this.#change(write.object, { metadata: fields, ...rest });
      }
      case 'delete':
        return this.remove(idOf(write.object));
      case 'bind':
        return this.#change(write.pod, {
          spec: { nodeName: write.node },
          status: { conditions: withCondition(this.#find(write.pod), { type: 'PodScheduled', status: 'True' }) },
        });
    }
  }

  add(object: ClusterObject): void {
    this.#created += 1;
    const { metadata } = object;
    const creationTimestamp = new Date(this.#created * 1000).toISOString();
    const status = object.kind === 'Pod' ? { status: { phase: 'Pending' } } : {};
    this.#store({ ...status, ...object, metadata: { uid: `uid-${this.#created}`, creationTimestamp, ...metadata } });
  }

  remove(id: string): void {
    const gone = this.#objects.get(id);
    if (gone === undefined) return;
    this.#objects.delete(id);
    this.history.push({ id, object: undefined });
    for (const object of this.objects) {
      const owners = asList(object.metadata['ownerReferences']).map((owner) => asText(asRecord(owner)['uid']));
      if (owners.includes(gone.metadata.uid)) this.remove(idOf(object));
    }
  }

  /** Every pod that is bound starts to run. */
  runPods(): void {
    for (const pod of this.objects.filter(({ kind }) => kind === 'Pod')) {
      const isBound = asText(asRecord(pod['spec'])['nodeName']) !== undefined;
      if (isBound && asRecord(pod['status'])['phase'] === 'Pending') this.#change(pod, { status: { phase: 'Running' } });
    }
  }

  #find(object: ClusterObject): ClusterObject {
    const found = this.#objects.get(idOf(object));
    if (found === undefined) throw new Error(`${idOf(object)} is not there`);
    return found;
  }

  #change(object: ClusterObject, patch: object): void {
    this.#store(applyPatch(this.#find(object), patch) as ClusterObject);
  }

  #store(object: ClusterObject): void {
    this.#objects.set(idOf(object), object);
    this.history.push({ id: idOf(object), object });
  }
}

/** `Pod/default/main`. */
export function idOf({ kind, metadata }: ClusterObject): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

function withCondition({ status }: ClusterObject, condition: object): readonly object[] {
  const { type } = condition as { readonly type: string };
  const others = asList(asRecord(status)['conditions']).map(asRecord);
  return [...others.filter((each) => each['type'] !== type), condition];
}
