import type { StandInContext } from '../standIn.ts';
import type { Write } from '../write.ts';
import { bind, nameDevices, releaseDevices } from './binder.ts';
import { countResources } from './countResources.ts';
import type { KaiState } from './kaiState.ts';
import { groupPods } from './podGrouper.ts';
import { schedule } from './scheduler.ts';

/** What KAI's processes would write next, of a cluster as it is; nothing when all is as they want it. */
export function decideKai(state: KaiState, context: StandInContext): readonly Write[] {
  return [
    ...groupPods(state),
    ...countResources(state),
    ...schedule(state, context),
    ...bind(state, context),
    ...nameDevices(state, context),
    ...releaseDevices(state),
  ];
}
