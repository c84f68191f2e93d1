import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { share } from '../../../src/gpu/quantity.ts';
import type { ContainerSpec } from '../../../src/protocol/agent.ts';

/** A file that begins as a GGUF file does (version 3, no tensors, no metadata); fakeLlamaServer reads its name only. */
async function writeFakeModel(home: string, name: string): Promise<string> {
  const header = Buffer.alloc(24);
  header.write('GGUF', 0, 'latin1');
  header.writeUInt32LE(3, 4);
  const directory = join(home, 'weights');
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, name), header);
  return directory;
}

/** A workload on fakeLlamaServer; the model's file name says what it does. */
export async function fakeSpec(
  home: string,
  name: string,
  {
    model = 'calm.gguf',
    port = 18_400,
    amount = 0.5,
  }: { readonly model?: string; readonly port?: number; readonly amount?: number } = {},
): Promise<ContainerSpec> {
  const hostPath = await writeFakeModel(home, model);
  return {
    source: 'manifest',
    identity: { kind: 'Deployment', namespace: 'default', name },
    image: 'ghcr.io/ggml-org/llama.cpp:server',
    command: [],
    args: ['--model', `/models/${model}`, '--port', String(port)],
    env: {},
    ports: [port],
    hostPaths: [{ mountPath: '/models', hostPath }],
    request: { devices: 1, request: { kind: 'share', share: share(amount) }, container: 'server' },
    notHonoured: [],
  };
}
