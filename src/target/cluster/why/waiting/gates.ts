import * as l10n from '@vscode/l10n';
import { known } from '../../clusterObjects.ts';
import type { Look, WaitInput } from './look.ts';

/** Who sets well-known gates and takes them away. */
const gateKeepers: readonly (readonly [RegExp, string])[] = [
  [/^kueue\.x-k8s\.io\//, 'Kueue'],
  [/grove\.io\//, 'Grove'],
  [/volcano\.sh\//, 'Volcano'],
  [/^(run\.ai|kai\.scheduler)\//, 'KAI'],
];

/** Gates on the pod: no scheduler looks at it until they are gone. */
export function lookAtGates({ pod }: WaitInput): readonly Look[] {
  if (pod === undefined) return [];
  return pod.schedulingGates.map((gate) => {
    const who = gateKeepers.find(([pattern]) => pattern.test(gate))?.[1];
    return {
      step: {
        kind: 'gates',
        state: 'blocks',
        text: l10n.t('Scheduling gate "{0}": no scheduler looks at the pod until it is removed.', gate),
        verbatim: gate,
      },
      headline: { text: who === undefined ? l10n.t('gate "{0}"', gate) : l10n.t('held back by {0}', who) },
      cures: [{ kind: 'removeGate', gate, ...(who !== undefined && { who }) }],
    };
  });
}

/** A Job or JobSet that is told to wait makes no pods. */
export function lookAtSuspension({ workload, objects }: WaitInput): readonly Look[] {
  const { owner } = workload;
  const made = known(objects.owners).find(({ uid, name, namespace, kind }) =>
    owner.uid === '' ? name === owner.name && namespace === workload.namespace && kind === owner.kind : uid === owner.uid,
  );
  if (made?.isSuspended !== true && workload.state !== 'suspended') return [];
  const name = `${workload.kind} "${workload.name}"`;
  return [
    {
      step: { kind: 'suspended', state: 'blocks', text: l10n.t('{0} is suspended: it makes no pods.', name) },
      headline: { text: l10n.t('suspended') },
      cures: [{ kind: 'resume', workload: name }],
    },
  ];
}
