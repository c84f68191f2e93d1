// npm run cluster [-- --keep DIR]: a Kubernetes control plane on this machine, with simulated GPU nodes, until Ctrl-C.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startRig } from './startRig.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stop.abort());
}

try {
  const { values } = parseArgs({ options: { keep: { type: 'string' } } });
  const directory = values.keep === undefined ? {} : { directory: values.keep };
  await using running = await startRig({ ...directory, say, signal: stop.signal });
  const { rig } = running;
  process.stdout.write(`KUBECONFIG=${rig.kubeconfig}\n`);
  say(
    [
      '',
      'A real etcd, API server, controller manager and scheduler; nodes and GPUs are simulated by KWOK, and one engine on this machine',
      'answers behind port 8000 of every pod. Programs that `kubectl exec` runs are run on this machine, as you, and KWOK asks',
      'no one who connects to it at 127.0.0.1 for credentials: not for a machine with accounts of people whom you do not trust.',
      'KAI, the NIM and Dynamo operators and LeaderWorkerSets are played by stand-ins of this project.',
      '',
      '  In another terminal:   export KUBECONFIG=' + rig.kubeconfig,
      '                         kubectl get nodes -L nvidia.com/gpu.product   (kubectl: ' + rig.kubectlProgram + ')',
      '  Contexts:              rig-admin, rig-developer (team-a only, no nodes), rig-nobody (nothing), rig-program (token from a program)',
      '  Logs:                  ' + rig.directory + '/logs',
      '',
      'Ctrl-C ends it.',
    ].join('\n'),
  );
  const stopped = stop.signal.aborted ? undefined : once(stop.signal, 'abort');
  await Promise.race([stopped, running.failure]);
  say('Stopping…');
} catch (error) {
  if (!stop.signal.aborted) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
