import { readApiQuantity } from '../../../../src/gpu/apiQuantity.ts';
import type { ClusterObject } from '../../../../src/target/cluster/api/clusterApi.ts';
import { asList, asNumber, asRecord, asText } from '../../../../src/target/cluster/objects/fields.ts';
import { readMetadata } from '../../../../src/target/cluster/objects/metadata.ts';
import { tell, type StandInContext } from '../standIn.ts';
import type { Write } from '../write.ts';
import { find, living } from './children.ts';

/** On a HorizontalPodAutoscaler: what its first metric is measured as. Each new value is one measurement. */
export const measuredKey = 'gpu-fractions.dev/measured';
/** A metric this near to its target changes nothing (kube-controller-manager's default). */
const tolerance = 0.1;

/**
 * Plays the autoscaler, which has no metrics in the rig: a test says by an annotation what was measured, and this scales, tells it and
 * writes the status as the real one does (Kubernetes pkg/controller/podautoscaler).
 */
export function decideAutoscalers(objects: readonly ClusterObject[], context: StandInContext): readonly Write[] {
  return living(objects, 'HorizontalPodAutoscaler').flatMap((autoscaler) => {
    const measured = readMetadata(autoscaler.metadata).annotations[measuredKey];
    const metric = readMetric(autoscaler);
    const [before] = asList(asRecord(autoscaler['status'])['currentMetrics']).map(asRecord);
    const isSeen = before !== undefined && asRecord(asRecord(before[metric?.field ?? ''])['current'])['value'] === measured;
    const { kind, name } = asRecord(asRecord(autoscaler['spec'])['scaleTargetRef']);
    const target = find(objects, asText(kind) ?? '', autoscaler, asText(name) ?? '');
    if (measured === undefined || metric === undefined || target === undefined || isSeen) return [];
    return scale(autoscaler, target, metric, measured, context);
  });
}

interface Metric {
  readonly type: string;
  /** Of its own part in the object: `object`. */
  readonly field: string;
  readonly section: Readonly<Record<string, unknown>>;
  readonly label: string;
  readonly target: number;
}

function readMetric({ spec }: ClusterObject): Metric | undefined {
  const [first] = asList(asRecord(spec)['metrics']).map(asRecord);
  const type = asText(first?.['type']);
  if (first === undefined || type === undefined) return undefined;
  const field = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  const section = asRecord(first[field]);
  const { value, averageValue } = asRecord(section['target']);
  const target = numberOf(asText(value) ?? asText(averageValue));
  const name = asText(asRecord(section['metric'])['name']) ?? '';
  const subject = asText(asRecord(section['describedObject'])['kind']) ?? type.toLowerCase();
  return target === undefined ? undefined : { type, field, section, label: `${subject} metric ${name}`, target };
}

function numberOf(quantity: string | undefined): number | undefined {
  const milli = quantity === undefined ? undefined : readApiQuantity(quantity)?.milli;
  return milli === undefined || milli <= 0n ? undefined : Number(milli) / 1000;
}

function scale(
  autoscaler: ClusterObject,
  target: ClusterObject,
  metric: Metric,
  measured: string,
  context: StandInContext,
): readonly Write[] {
  const { minReplicas, maxReplicas } = asRecord(autoscaler['spec']);
  const current = asNumber(asRecord(target['spec'])['replicas']) ?? 1;
  const ratio = (numberOf(measured) ?? 0) / metric.target;
  const wanted = Math.abs(ratio - 1) <= tolerance ? current : Math.ceil(current * ratio);
  const desired = Math.min(Math.max(wanted, asNumber(minReplicas) ?? 1), asNumber(maxReplicas) ?? wanted);
  const { target: _, ...section } = metric.section;
  const now = context.now();
  const condition = (type: string, reason: string, message: string) => {
    return { type, status: 'True', reason, message, lastTransitionTime: now };
  };
  const status = {
    currentReplicas: current,
    desiredReplicas: desired,
    currentMetrics: [{ type: metric.type, [metric.field]: { ...section, current: { value: measured } } }],
    conditions: [
      condition('AbleToScale', 'SucceededRescale', `the HPA controller was able to update the target scale to ${desired}`),
      condition(
        'ScalingActive',
        'ValidMetricFound',
        `the HPA was able to successfully calculate a replica count from ${metric.label}`,
      ),
    ],
    ...(desired !== current && { lastScaleTime: now }),
  };
  const reason = desired > current ? `${metric.label} above target` : 'All metrics below target';
  const message = `New size: ${desired}; reason: ${reason}`;
  const component = 'horizontal-pod-autoscaler';
  return [
    ...(desired === current
      ? []
      : ([
          { kind: 'patch', object: target, patch: { spec: { replicas: desired } } },
          tell({ about: autoscaler, type: 'Normal', reason: 'SuccessfulRescale', message, component }, context),
        ] as const)),
    { kind: 'patch', object: autoscaler, patch: { status }, subresource: 'status' },
  ];
}
