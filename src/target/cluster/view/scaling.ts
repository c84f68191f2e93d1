import { known, type ClusterObjects } from '../clusterObjects.ts';
import type { ScalingView } from '../clusterView.ts';
import type { EventObject } from '../objects/event.ts';
import { asList, asNumber, asRecord, asText, present } from '../objects/fields.ts';
import type { OwnerObject } from '../objects/owner.ts';
import { idOfOwner } from './ownerChain.ts';
import { remembering } from './remembering.ts';

/** An autoscaler and its last event. */
export interface Autoscaler {
  readonly object: OwnerObject;
  readonly lastScale?: EventObject;
}

/** Autoscalers by what they scale (`<kind>/<namespace>/<name>`); of several on one that of KEDA, which makes the other. */
export function indexAutoscalers({ owners, events }: ClusterObjects): ReadonlyMap<string, Autoscaler> {
  const found = listAutoscalers(owners);
  if (found.length === 0) return new Map();
  const scaled = known(events).filter(
    ({ reason, about }) => reason === 'SuccessfulRescale' || /Scale.*(Activated|Deactivated)/.test(`${about.kind}${reason}`),
  );
  const index = new Map<string, Autoscaler>();
  for (const object of found) {
    const target = idOfTarget(object);
    const maker =
      object.kind === 'HorizontalPodAutoscaler' && object.owner?.kind === 'ScaledObject' ? object.owner.name : undefined;
    const own = scaled.filter(
      ({ about }) => about.namespace === object.namespace && (isAbout(about, object) || about.name === `keda-hpa-${object.name}`),
    );
    const [lastScale] = own.toSorted((left, right) => (right.lastAt ?? 0) - (left.lastAt ?? 0));
    if (maker !== undefined && index.has(target)) continue;
    index.set(target, { object, ...(lastScale !== undefined && { lastScale }) });
  }
  return index;
}

/** KEDA's first. */
const listAutoscalers = remembering((owners: ClusterObjects['owners']): readonly OwnerObject[] =>
  ['ScaledObject', 'HorizontalPodAutoscaler'].flatMap((kind) => known(owners).filter((owner) => owner.kind === kind)),
);

function isAbout(about: EventObject['about'], { kind, name }: OwnerObject): boolean {
  return about.kind === kind && about.name === name;
}

function idOfTarget({ namespace, source }: OwnerObject): string {
  const target = asRecord(asRecord(source['spec'])['scaleTargetRef']);
  // KEDA means a Deployment where it says no kind
  return idOfOwner(asText(target['kind']) ?? 'Deployment', namespace, asText(target['name']) ?? '');
}

export function readScaling({ object, lastScale }: Autoscaler): ScalingView {
  const spec = asRecord(object.source['spec']);
  const isKeda = object.kind === 'ScaledObject';
  return {
    ...present({
      min: asNumber(spec[isKeda ? 'minReplicaCount' : 'minReplicas']) ?? (isKeda ? 0 : 1),
      max: asNumber(spec[isKeda ? 'maxReplicaCount' : 'maxReplicas']) ?? (isKeda ? 100 : undefined),
    }),
    metrics: isKeda ? readTriggers(spec['triggers']) : readMetrics(object),
    ...(lastScale !== undefined && { lastScale: { text: lastScale.message, ...present({ at: lastScale.lastAt }) } }),
  };
}

type Metric = ScalingView['metrics'][number];

function readTriggers(triggers: unknown): readonly Metric[] {
  return asList(triggers).map((value) => {
    const trigger = asRecord(value);
    const metadata = asRecord(trigger['metadata']);
    const name =
      asText(trigger['name']) ?? asText(metadata['metricName']) ?? asText(metadata['query']) ?? asText(trigger['type']);
    return { name: name ?? '', ...present({ target: textOf(metadata['threshold']) ?? textOf(metadata['value']) }) };
  });
}

/** `spec.metrics` with what `status.currentMetrics` says of each, in the same order. */
function readMetrics({ source }: OwnerObject): readonly Metric[] {
  const current = asList(asRecord(source['status'])['currentMetrics']).map(readMetric);
  return asList(asRecord(source['spec'])['metrics']).map((value, index) => {
    const { name, numbers } = readMetric(value);
    const now = current.find((metric) => metric.name === name) ?? current[index];
    return { name, ...present({ target: describeNumbers(numbers), value: now && describeNumbers(now.numbers) }) };
  });
}

function readMetric(value: unknown): { readonly name: string; readonly numbers: Readonly<Record<string, unknown>> } {
  const metric = asRecord(value);
  const type = asText(metric['type']) ?? '';
  const source = asRecord(metric[type.charAt(0).toLowerCase() + type.slice(1)]);
  const name = asText(source['name']) ?? asText(asRecord(source['metric'])['name']) ?? type;
  return { name, numbers: asRecord(source['target'] ?? source['current']) };
}

function describeNumbers(numbers: Readonly<Record<string, unknown>>): string | undefined {
  const percent = asNumber(numbers['averageUtilization']);
  return percent === undefined ? (textOf(numbers['averageValue']) ?? textOf(numbers['value'])) : `${percent} %`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : asText(value);
}
