import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { CredentialFiles } from '../rig/credentials.ts';
import { gpuUuid } from '../rig/nodes.ts';
import type { Rig } from '../rig/rig.ts';
import { startFakes } from './startFakes.ts';

/** What a stand-in for a program that cannot be had here stands on. */
export interface FakeContext {
  readonly rig: Rig;
  /** A server of a stand-in shows itself with the rig's certificate, and is trusted by its authority. */
  readonly credentials: CredentialFiles;
}

/** Starts a stand-in; disposing ends it and takes away what it has registered in the cluster. */
export type StartFake = (context: FakeContext) => Promise<AsyncDisposable>;

/** Every stand-in of the rig, started in this order once the nodes are ready. */
export const fakes: readonly StartFake[] = [
  async ({ rig, credentials }) => {
    const log = createWriteStream(join(rig.directory, 'logs', 'fakes.log'), { flags: 'a' });
    const say = (line: string): void => void log.write(`${line}\n`);
    const running = await startFakes({ kubeconfig: rig.kubeconfig, credentials, uuidOf: gpuUuid, say });
    return {
      async [Symbol.asyncDispose]() {
        await running[Symbol.asyncDispose]();
        log.end();
      },
    };
  },
];
