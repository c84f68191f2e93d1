import * as l10n from '@vscode/l10n';
import type { PlainObject } from '../../manifest/plainObjects.ts';
import { asRecord } from '../cluster/objects/fields.ts';

/** On all that a sweep makes in a cluster; its value is the name of the copy. */
export const benchLabel = 'gpu-fractions.dev/bench';

type Fields = Readonly<Record<string, unknown>>;

/** How a copy differs from its original. */
export interface CopyOptions {
  readonly name: string;
  /** The only one that it may come to. */
  readonly node?: string;
  /** Keys of labels by which Services find pods where it comes to. */
  readonly selectedLabels: ReadonlySet<string>;
}

/** Kinds whose copies can be made one pod of their own. */
const copiers: Readonly<Record<string, (content: Fields, options: CopyOptions) => Fields>> = {
  Pod: (content, options) => ({
    ...content,
    metadata: ownMetadata(content, options),
    spec: onNode(asRecord(content['spec']), options),
  }),
  Deployment: copySet,
  ReplicaSet: copySet,
  StatefulSet: (content, options) => {
    const copy = copySet(content, options);
    // volumes that are made for the copy end with it
    return {
      ...copy,
      spec: { ...copy.spec, persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' } },
    };
  },
};

/**
 * A workload of a manifest as one pod under another name, which no Service and no other workload takes for its own: labels by which the
 * original is found have another value. Throws for kinds that cannot be copied so.
 */
export function benchCopy(source: PlainObject, options: CopyOptions): PlainObject {
  const copy = Object.hasOwn(copiers, source.kind) ? copiers[source.kind] : undefined;
  if (copy === undefined) {
    throw new Error(
      l10n.t(
        '{0} {1}: a sweep on a cluster copies a {2}. Write the same container as one of these.',
        source.kind,
        source.name,
        Object.keys(copiers).join(', '),
      ),
    );
  }
  return { ...source, name: options.name, content: copy(source.content, options) };
}

function copySet(content: Fields, options: CopyOptions): Fields & { readonly spec: Fields } {
  const spec = asRecord(content['spec']);
  const template = asRecord(spec['template']);
  const metadata = asRecord(template['metadata']);
  return {
    ...content,
    metadata: ownMetadata(content, options),
    spec: {
      ...spec,
      replicas: 1,
      selector: { matchLabels: { [benchLabel]: options.name } },
      template: {
        ...template,
        metadata: { ...metadata, labels: ownLabels(metadata, options) },
        spec: onNode(asRecord(template['spec']), options),
      },
    },
  };
}

function ownMetadata(content: Fields, options: CopyOptions): Fields {
  const metadata = asRecord(content['metadata']);
  return { ...metadata, name: options.name, labels: ownLabels(metadata, options) };
}

/** Labels with a domain mean something to schedulers and operators, and stay unless a Service selects by them; those that people and charts find pods by become the copy's own. */
function ownLabels({ labels }: Fields, { name, selectedLabels }: CopyOptions): Fields {
  const kept = ['priorityClassName', 'project'];
  const entries = Object.entries(asRecord(labels)).map(([key, value]) => {
    const isForPeople = !kept.includes(key) && (!key.includes('/') || key.startsWith('app.kubernetes.io/'));
    return [key, isForPeople || selectedLabels.has(key) ? name : value] as const;
  });
  return { ...Object.fromEntries(entries), [benchLabel]: name };
}

function onNode(spec: Fields, { node }: CopyOptions): Fields {
  if (node === undefined) return spec;
  return { ...spec, nodeSelector: { ...asRecord(spec['nodeSelector']), 'kubernetes.io/hostname': node } };
}
