import type { TrafficStatus } from './agent.ts';

type Told = Pick<
  TrafficStatus,
  'requests' | 'errors' | 'tokens' | 'tokensPerSecond' | 'ttftP50Ms' | 'ttftP95Ms' | 'itlP50Ms' | 'lastError'
>;

/** Of a run and what its meter tells; while it drains, what is left to do is to read the engine's counter. */
export function toTrafficStatus(
  {
    state,
    requests,
    errors,
    tokens,
    tokensPerSecond,
    ttftP50Ms,
    ttftP95Ms,
    itlP50Ms,
    lastError,
  }: Told & {
    readonly state: TrafficStatus['state'];
  },
  run: Pick<TrafficStatus, 'users' | 'startedAt' | 'engineTokens'>,
): TrafficStatus {
  return {
    state: state === 'finished' ? 'draining' : state,
    ...run,
    requests,
    errors,
    tokens,
    tokensPerSecond,
    ttftP50Ms,
    ttftP95Ms,
    itlP50Ms,
    ...(lastError !== undefined && { lastError }),
  };
}
