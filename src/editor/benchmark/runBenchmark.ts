import * as vscode from 'vscode';
import { announceResult } from './announceResult.ts';
import type { BenchmarkReach } from './benchmarks.ts';
import { openReport } from './findBenchmark.ts';
import type { LoadTask } from './loadTask.ts';
import { loadTools } from './loadTools.ts';
import { measureServer } from './measureServer.ts';
import type { Server } from './server.ts';

/** Measures a server in the background, and opens the result: of a search while it goes on. Answers with its file when it has ended. */
export async function runBenchmark({ runs, saved }: BenchmarkReach, server: Server, task: LoadTask): Promise<vscode.Uri> {
  const { name, place, job, reach, readPower } = server;
  const uri = await saved.newFile(name, Date.now());
  const title = place.simulated === true ? vscode.l10n.t('{0} (simulated)', name) : name;
  let isOpen = false;
  await runs.run(uri, title, async ({ signal, say }) => {
    say(vscode.l10n.t('connecting'));
    const endpoint = await reach(signal);
    await measureServer(loadTools, {
      task,
      endpoint,
      place,
      ...(readPower !== undefined && { readPower }),
      signal,
      say,
      now: Date.now,
      keep: async (result) => {
        await saved.write(uri, { result, ...(job !== undefined && { job }) });
        runs.touch(uri);
        if (result.schema === 'gpu-fractions.capacity/1' && !isOpen) {
          isOpen = true;
          await openReport(uri);
        }
      },
    });
  });
  if (!isOpen) {
    await openReport(uri);
  }
  await announceResult(uri, name);
  saved.tellPlace(uri);
  return uri;
}
