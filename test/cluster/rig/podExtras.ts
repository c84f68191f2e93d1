import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rig } from './rig.ts';

interface PodName {
  readonly namespace: string;
  readonly name: string;
}

/** Gives a pod a log of its own, in place of the engine's; `previous` is that of the container before its last restart. */
export async function giveLog(rig: Rig, pod: PodName, log: readonly string[], previous: readonly string[] = []): Promise<void> {
  const logsFile = await writeLog(rig, pod, 'log', log);
  const previousLogsFile = await writeLog(rig, pod, 'previous', previous);
  await give(rig, 'Logs', pod, { logs: [{ logsFile, previousLogsFile, follow: false }] });
}

/** Leads ports of a pod to ports of this machine, in place of the engine's; no other port of the pod is open then. */
export async function givePorts(rig: Rig, pod: PodName, targets: Readonly<Record<number, number>>): Promise<void> {
  const forwards = Object.entries(targets).map(([port, target]) => ({
    ports: [Number(port)],
    target: { address: '127.0.0.1', port: target },
  }));
  await give(rig, 'PortForward', pod, { forwards });
}

/** An object of KWOK with the pod's name. */
function give(rig: Rig, kind: string, { namespace, name }: PodName, spec: object): Promise<void> {
  return rig.apply([{ apiVersion: 'kwok.x-k8s.io/v1alpha1', kind, metadata: { name, namespace }, spec }]);
}

/** In the form of the container runtime interface, which KWOK reads. */
async function writeLog(rig: Rig, { namespace, name }: PodName, kind: string, lines: readonly string[]): Promise<string> {
  const file = join(rig.directory, 'logs', `${namespace}_${name}.${kind}`);
  await writeFile(file, lines.map((line) => `${new Date().toISOString()} stdout F ${line}\n`).join(''));
  return file;
}
