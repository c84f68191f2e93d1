import type { WorkloadKind } from './kinds/workloadKind.ts';
import type { YamlValue } from './yamlReader.ts';

/**
 * Whether an update of a Deployment starts a new pod before it ends an old one, and ends none until that runs: `maxUnavailable` is rounded
 * down and `maxSurge` up (k8s.io/kubernetes/pkg/controller/deployment/util, ResolveFenceposts). False where a part is not known.
 */
export function startsBeforeItEnds(object: YamlValue, { kind, group }: WorkloadKind): boolean {
  const strategy = object.at(['spec', 'strategy']);
  const type = strategy.field('type').text ?? 'RollingUpdate';
  const replicas = object.at(['spec', 'replicas']);
  const count = replicas.isAbsent ? 1 : replicas.number;
  if (kind !== 'Deployment' || group !== 'apps' || type !== 'RollingUpdate' || count === undefined || count < 1) return false;
  const surge = readCount(strategy.at(['rollingUpdate', 'maxSurge']), count);
  const unavailable = readCount(strategy.at(['rollingUpdate', 'maxUnavailable']), count);
  return surge !== undefined && unavailable !== undefined && Math.ceil(surge) > 0 && Math.floor(unavailable) === 0;
}

/** A number of pods, or of so many percent of them; a quarter where nothing is written. */
function readCount(value: YamlValue, replicas: number): number | undefined {
  const text = value.isAbsent ? '25%' : (value.text ?? '');
  const [, digits, percent] = /^(\d+)(%?)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return percent === '%' ? (Number(digits) * replicas) / 100 : Number(digits);
}
