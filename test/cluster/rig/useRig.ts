import { after } from 'node:test';
import { Rig } from './rig.ts';
import { startRig } from './startRig.ts';

/**
 * The rig of this test run, which `npm run test:cluster` shares among all files (`GPU_FRACTIONS_RIG` names its directory);
 * a file that is run alone starts one and ends it with its tests. Tests keep to namespaces and nodes of their own.
 */
export async function useRig(): Promise<Rig> {
  const directory = process.env['GPU_FRACTIONS_RIG'];
  if (directory !== undefined) {
    return Rig.open(directory);
  }
  const running = await startRig({ say: (line) => process.stderr.write(`${line}\n`) });
  after(() => running[Symbol.asyncDispose]());
  return running.rig;
}
