import * as l10n from '@vscode/l10n';
import type { ClusterObjects, ObjectsKey, Reading } from '../clusterObjects.ts';
import type { GapView } from '../clusterView.ts';

/** What cannot be read, and what follows from it; kinds that a cluster does not serve are no gap. */
export function listGaps(objects: ClusterObjects): readonly GapView[] {
  return gaps().flatMap(({ what, keys, name, follows, followsOfPart = follows }) => {
    const key = keys.find((each) => describeProblem(objects[each]) !== undefined);
    if (key === undefined) return [];
    const isPart = objects[key].state === 'known';
    const message = l10n.t('{0}: {1}; {2}', name, describeProblem(objects[key]) ?? '', isPart ? followsOfPart : follows);
    return [{ what, message }];
  });
}

interface Gap {
  readonly what: GapView['what'];
  /** The first of them that cannot be read is told. */
  readonly keys: readonly ObjectsKey[];
  readonly name: string;
  readonly follows: string;
  /** Where those of some namespaces may be read. */
  readonly followsOfPart?: string;
}

function gaps(): readonly Gap[] {
  return [
    { what: 'nodes', keys: ['nodes'], name: l10n.t('nodes'), follows: l10n.t('slices are shown from pods') },
    {
      what: 'pods',
      keys: ['pods'],
      name: l10n.t('pods'),
      follows: l10n.t('who holds which GPU is not known, and every GPU looks free'),
      followsOfPart: l10n.t('what others hold is not known, and looks free'),
    },
    {
      what: 'queues',
      keys: ['queues', 'podGroups', 'kaiConfig'],
      name: l10n.t('queues and pod groups of KAI'),
      follows: l10n.t('whether a queue has room is not known'),
    },
    {
      what: 'events',
      keys: ['events'],
      name: l10n.t('events'),
      follows: l10n.t('why a workload waits or stopped is told from its pods alone'),
    },
    {
      what: 'claims',
      keys: ['resourceSlices', 'resourceClaims', 'deviceClasses', 'claimTemplates'],
      name: l10n.t('devices and claims of Dynamic Resource Allocation'),
      follows: l10n.t('who holds them is not known'),
    },
    {
      what: 'workloads',
      keys: ['owners'],
      name: l10n.t('what owns pods'),
      follows: l10n.t('workloads are named after the owners that their pods tell, without wanted replicas'),
    },
  ];
}

function describeProblem(reading: Reading<unknown>): string | undefined {
  switch (reading.state) {
    case 'forbidden':
      return l10n.t('not permitted');
    case 'failed':
      return reading.message;
    case 'known':
      return reading.namespaces && l10n.t('permitted only in {0}', reading.namespaces.join(', '));
    case 'loading':
    case 'absent':
      return undefined;
  }
}
