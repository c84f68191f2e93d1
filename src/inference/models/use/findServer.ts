import { parseImageReference } from '../../imageReference.ts';
import type { Server } from './server.ts';
import { servers } from './servers.ts';
import { commandsOf } from './shellCommands.ts';

/** What of a container says which server it runs, and on what. */
export interface ServingContainer {
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A container's server with the words that are for it. */
export interface FoundServer {
  readonly server: Server;
  readonly words: readonly string[];
  /** Place of the first of them among all of command and args; absent where they stand in the script of a shell. */
  readonly from?: number;
}

/** Words that a program which starts the server, such as `numactl` or `env`, may have before it: no more of them are looked through. */
const mostWordsBefore = 50;

/** Finds the server that a container runs, by its command or else its image; undefined where none is known. */
export function findServer({ image, command, args, env }: ServingContainer): FoundServer | undefined {
  const all = [...command, ...args];
  for (const words of commandsOf(all, env)) {
    for (const at of words.slice(0, mostWordsBefore).keys()) {
      // `numactl --all vllm serve`: the server may stand behind a program that starts it, but is no argument of it
      if (at > 0 && words[at]?.startsWith('-')) continue;
      const rest = words.slice(at);
      for (const server of servers) {
        const after = server.afterProgram(rest);
        if (after !== undefined) return { server, words: after, ...(words === all && { from: all.length - after.length }) };
      }
    }
  }
  // another program: what follows it is not for the server that the image would start
  if (command.length > 0) return undefined;
  const reference = parseImageReference(image);
  const server = servers.find(({ readsImage }) => readsImage(reference));
  return server && { server, words: args, from: 0 };
}
