import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePythonTool, type InstalledTool } from '../../test/engines/tools/pythonTool.ts';
import type { Command, Peer, PeerFigures, PeerLoad } from './peer.ts';
import { runCounted, type Cost } from './runCounted.ts';

/** A peer that is installed. */
export interface ReadyPeer {
  readonly peer: Peer;
  readonly installed: InstalledTool;
}

/** Installs peers where they are not yet; one that cannot be had is told to `say`, with the reason, and left out. */
export async function readyPeers(peers: readonly Peer[], say: (line: string) => void): Promise<readonly ReadyPeer[]> {
  const ready: ReadyPeer[] = [];
  for (const peer of peers) {
    try {
      ready.push({ peer, installed: await ensurePythonTool(peer.tool, say) });
    } catch (error) {
      say(`SKIPPED ${peer.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return ready;
}

/** Sends the load once. `within` may change how it is started, such as on which cores. */
export async function runPeer(
  { peer, installed }: ReadyPeer,
  load: PeerLoad,
  within: (command: Command) => Command = (command) => command,
): Promise<PeerFigures & Cost> {
  const directory = await mkdtemp(join(tmpdir(), `gpu-fractions-${peer.tool.name}-`));
  try {
    const { seconds, cpuSeconds } = await runCounted(within(await peer.command(load, installed, directory)));
    return { ...(await peer.readFigures(directory)), seconds, cpuSeconds };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
