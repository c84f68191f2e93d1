// A thread that sends one share of a run: dist/loadWorker.js, begun by workerShare.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { openLocalShare } from './localShare.ts';
import { packReport } from './packedReport.ts';
import type { ThreadAnswer, ThreadData, ThreadError, ThreadOrder } from './threadMessages.ts';

const port = parentPort;
if (port === null) throw new Error('this is a worker thread of a load run');
const { plan, share } = workerData as ThreadData;
let aborting = new AbortController();

function tell(answer: ThreadAnswer): void {
  port?.postMessage(answer, answer.kind === 'report' ? [answer.report.reads.buffer] : []);
}

function describe(error: unknown): ThreadError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  return { name: error.name, message: error.message, ...('reason' in error && { reason: error.reason }) };
}

try {
  const sender = await openLocalShare(plan, share);
  const run = async (startAt: number): Promise<void> => {
    try {
      const outcome = await sender.run(startAt, aborting.signal, (report) =>
        tell({ kind: 'report', report: packReport(report) }),
      );
      tell({ kind: 'outcome', outcome });
    } catch (error) {
      tell({ kind: 'failed', error: describe(error) });
    }
  };
  port.on('message', (order: ThreadOrder) => {
    if (order.kind === 'abort') return aborting.abort();
    aborting = new AbortController();
    void run(order.startAt);
  });
  tell({ kind: 'ready' });
} catch (error) {
  tell({ kind: 'failed', error: describe(error) });
}
