import { access, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stateFiles } from '../../src/protocol/stateDirectory.ts';
import { openExisting } from '../../src/target/agent/findOrStart.ts';

const fetchedPackages = resolve(import.meta.dirname, '../../.cache/engines/embedded');

/** A state directory of its own for one test; disposing ends its agent with all jobs and removes it. */
export interface TemporaryHome extends AsyncDisposable {
  readonly path: string;
}

/** Uses the embedded engine's packages that an earlier run has fetched, where there are any; `absent` has the agent fetch them. */
export async function temporaryHome(packages: 'fetched' | 'absent' = 'fetched'): Promise<TemporaryHome> {
  const path = await mkdtemp(join(tmpdir(), 'gpu-fractions-home-'));
  const files = stateFiles(path);
  if (packages === 'fetched' && (await exists(fetchedPackages))) {
    await mkdir(join(path, 'engines'));
    await symlink(fetchedPackages, files.embeddedPackages);
  }
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      const session = await openExisting(files, () => undefined);
      if (session !== undefined) {
        await session.request('shutdown', { stopJobs: true });
        await session.closed;
      }
      await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
