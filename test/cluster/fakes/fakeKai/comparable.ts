import type { ClusterObject } from '../../../../src/target/cluster/api/clusterApi.ts';
import { asList, asRecord, asText, asTextList, asTexts, present } from '../../../../src/target/cluster/objects/fields.ts';
import { standInKey } from '../standIn.ts';
import { reservationNamespace } from './kaiState.ts';

const times = ['kai.scheduler/last-start-timestamp', 'kai.scheduler/last-eviction-timestamp'];

/**
 * What of an object KAI wrote, without uids, times and what says that a stand-in wrote it; so that the real one's can be compared with
 * ours. What the API server and the kubelet add to a pod is left out.
 */
export function comparable(object: ClusterObject): object {
  const { labels, ownerReferences } = object.metadata;
  const annotations = Object.entries(asTexts(object.metadata['annotations']))
    .filter(([key]) => key !== standInKey)
    .map(([key, value]) => [key, times.includes(key) ? 'time' : value]);
  const metadata = {
    labels: asTexts(labels),
    annotations: Object.fromEntries(annotations),
    owners: asList(ownerReferences).map((owner) => [asRecord(owner)['kind'], asRecord(owner)['name'], asRecord(owner)['uid']]),
  };
  const { spec, status, data } = object;
  switch (object.kind) {
    case 'Pod':
      return {
        metadata,
        nodeName: asText(asRecord(spec)['nodeName']),
        ...(isReservation(object) ? { containers: heldOf(spec) } : { conditions: conditionsOf(status), ...addedOf(spec) }),
      };
    case 'Event':
      return eventOf(object);
    case 'ConfigMap':
      return { metadata, data };
    case 'Queue':
      return {
        spec,
        status: withoutEmpty({ ...asRecord(status), childQueues: asTextList(asRecord(status)['childQueues']).toSorted() }),
      };
    default:
      return { metadata, spec, status: withoutEmpty(withoutTimes(status)) };
  }
}

/** A kubelet alone writes the conditions of what KAI itself put onto a node. */
function isReservation({ metadata }: ClusterObject): boolean {
  return metadata.namespace === reservationNamespace;
}

/** What the webhook adds to. */
function addedOf(spec: unknown): object {
  const { containers, volumes } = asRecord(spec);
  return {
    containers: asList(containers)
      .map(asRecord)
      .map(({ name, env, envFrom }) => present({ name, env, envFrom })),
    volumes: asList(volumes)
      .map(asRecord)
      .map(({ name, configMap }) => ({ name, configMap: asRecord(configMap)['name'] })),
  };
}

function heldOf(spec: unknown): readonly object[] {
  return asList(asRecord(spec)['containers'])
    .map(asRecord)
    .map(({ name, image, args, resources }) => ({ name, image, args, limits: asRecord(resources)['limits'] }));
}

/** Of those that KAI writes the one that stays: the recording's kubelet wrote over `PodBound` where it came later. */
function conditionsOf(status: unknown): readonly object[] {
  return asList(asRecord(status)['conditions'])
    .map(asRecord)
    .filter(({ type }) => type === 'PodScheduled')
    .map(({ type, status: value, reason, message }) => present({ type, status: value, reason, message }));
}

function eventOf(event: ClusterObject): object {
  const { kind, namespace, name, uid } = asRecord(event['involvedObject']);
  const component = asText(event['reportingComponent'])?.replace(/ \(stand-in\)$/, '');
  const { type, reason, message } = event;
  return { about: [kind, namespace, name, ...(kind === 'Pod' ? [uid] : [])], component, type, reason, message };
}

function withoutTimes(status: unknown): Readonly<Record<string, unknown>> {
  const conditions = asRecord(status)['schedulingConditions'];
  if (conditions === undefined) return asRecord(status);
  const plain = asList(conditions).map((condition) => ({ ...asRecord(condition), lastTransitionTime: 'time' }));
  return { ...asRecord(status), schedulingConditions: plain };
}

function withoutEmpty(status: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(status).filter(
      ([, value]) => Object.keys(asRecord(value)).length + asList(value).length > 0 || typeof value === 'string',
    ),
  );
}
