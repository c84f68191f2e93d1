import type { LoadPlan } from '../plan/loadPlan.ts';
import { hideSecrets } from '../plan/withoutSecrets.ts';
import { ConnectionPool } from '../wire/connectionPool.ts';
import { requestUrl } from '../wire/requestUrl.ts';
import { sendRequest } from '../wire/sendRequest.ts';
import { openWorkload } from '../workload/openWorkload.ts';
import type { WorkShare } from '../workload/workload.ts';
import { drainGraceMs, mostOpenRequests } from './loadLimits.ts';
import { sendShare } from './sendShare.ts';
import type { Share } from './share.ts';

/** A share that this thread sends. Throws a LoadError on an address that cannot be; rejects where a file cannot be read. */
export async function openLocalShare(plan: LoadPlan, share: WorkShare): Promise<Share> {
  const { url, api, headers } = plan.endpoint;
  const silenceMs = plan.silenceSeconds * 1000;
  const workload = await openWorkload(plan);
  const pool = new ConnectionPool(requestUrl(url, api), { headers });
  const hide = hideSecrets(plan.endpoint);
  return {
    run: (startAt, signal, onReport) =>
      sendShare({
        plan,
        share,
        workload,
        send: async (request, listener) => {
          const answer = await sendRequest(pool, { ...request, api, silenceMs }, listener);
          return answer.kind === 'failed' ? { ...answer, reason: hide(answer.reason) } : answer;
        },
        startAt,
        // a number of requests is a number of answers, however long they take
        graceMs: plan.extent.seconds === undefined ? Infinity : drainGraceMs,
        mostOpen: Math.ceil(mostOpenRequests / share.workers),
        signal,
        onReport,
      }),
    // oxlint-disable-next-line require-await -- a share of a worker thread has to wait
    async [Symbol.asyncDispose]() {
      pool[Symbol.dispose]();
    },
  };
}
