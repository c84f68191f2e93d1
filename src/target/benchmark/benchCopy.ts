import * as l10n from '@vscode/l10n';
import type { PlainObject } from '../../manifest/plainObjects.ts';
import { asRecord } from '../cluster/objects/fields.ts';

/** On all that a sweep makes in a cluster; its value is the name of the copy. */
export const benchLabel = 'gpu-fractions.dev/bench';

type Fields = Readonly<Record<string, unknown>>;

/** Kinds whose copies can be made one pod of their own. */
const copiers: Readonly<Record<string, (content: Fields, name: string, node: string | undefined) => Fields>> = {
  Pod: (content, name, node) => ({
    ...content,
    metadata: { ...ownMetadata(content, name), labels: ownLabels(asRecord(content['metadata']), name) },
    spec: onNode(asRecord(content['spec']), node),
  }),
  Deployment: copySet,
  ReplicaSet: copySet,
  StatefulSet: (content, name, node) => {
    const copy = copySet(content, name, node);
    // volumes that are made for the copy end with it
    return {
      ...copy,
      spec: { ...copy.spec, persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' } },
    };
  },
};

/**
 * A workload of a manifest as one pod under another name, which no other workload takes for its own: labels by which people and charts
 * find the original have another value. `node`: the only one that it may come to. Throws for kinds that cannot be copied so.
 */
export function benchCopy(source: PlainObject, name: string, node: string | undefined): PlainObject {
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
  return { ...source, name, content: copy(source.content, name, node) };
}

/** The copy with values of its own for these labels too, whatever they mean: those by which Services of its namespace find pods. */
export function hideFromServices(copy: PlainObject, labels: ReadonlySet<string>): PlainObject {
  const hide = (content: Fields): Fields => {
    const metadata = asRecord(content['metadata']);
    const own = Object.entries(asRecord(metadata['labels'])).map(([key, value]) => [key, labels.has(key) ? copy.name : value]);
    return { ...content, metadata: { ...metadata, labels: Object.fromEntries(own) } };
  };
  const content = hide(copy.content);
  const spec = asRecord(content['spec']);
  if (!('template' in spec)) return { ...copy, content };
  return { ...copy, content: { ...content, spec: { ...spec, template: hide(asRecord(spec['template'])) } } };
}

function copySet(content: Fields, name: string, node: string | undefined): Fields & { readonly spec: Fields } {
  const spec = asRecord(content['spec']);
  const template = asRecord(spec['template']);
  const metadata = asRecord(template['metadata']);
  return {
    ...content,
    metadata: { ...ownMetadata(content, name), labels: ownLabels(asRecord(content['metadata']), name) },
    spec: {
      ...spec,
      replicas: 1,
      selector: { matchLabels: { [benchLabel]: name } },
      template: {
        ...template,
        metadata: { ...metadata, labels: ownLabels(metadata, name) },
        spec: onNode(asRecord(template['spec']), node),
      },
    },
  };
}

function ownMetadata(content: Fields, name: string): Fields {
  return { ...asRecord(content['metadata']), name };
}

/** Labels with a domain mean something to schedulers and operators, and stay unless a Service selects by them; those that people and charts find pods by become the copy's own. */
function ownLabels({ labels }: Fields, name: string): Fields {
  const kept = ['priorityClassName', 'project'];
  const entries = Object.entries(asRecord(labels)).map(([key, value]) => {
    const isForFinding = !kept.includes(key) && (!key.includes('/') || key.startsWith('app.kubernetes.io/'));
    return [key, isForFinding ? name : value] as const;
  });
  return { ...Object.fromEntries(entries), [benchLabel]: name };
}

function onNode(spec: Fields, node: string | undefined): Fields {
  if (node === undefined) return spec;
  return { ...spec, nodeSelector: { ...asRecord(spec['nodeSelector']), 'kubernetes.io/hostname': node } };
}
