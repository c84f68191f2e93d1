import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { Command } from '../peers/peer.ts';

/** Who runs on which cores, so that an engine is not slowed by the tool that measures it. */
export interface Cores {
  /** For a person. */
  readonly description: string;
  readonly forEngine: (command: Command) => Command;
  readonly forTool: (command: Command) => Command;
}

/** The last core for the engine and the others for the tools, where there are two and `taskset` is here. */
export function shareCores(): Cores {
  const count = availableParallelism();
  if (count < 2 || spawnSync('taskset', ['-c', '0', 'true']).status !== 0) {
    const asIs = (command: Command): Command => command;
    return { description: 'engine and tools share all cores', forEngine: asIs, forTool: asIs };
  }
  const on =
    (cores: string) =>
    ({ program, args, env }: Command): Command => ({ program: 'taskset', args: ['-c', cores, program, ...args], env });
  return {
    description: `the engine on core ${count - 1}, each tool on the other${count > 2 ? 's' : ''}`,
    forEngine: on(String(count - 1)),
    forTool: on(count === 2 ? '0' : `0-${count - 2}`),
  };
}
