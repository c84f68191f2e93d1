import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { temporaryHome } from '../support/temporaryHome.ts';
import { startHost } from '../support/vscodeHost.ts';
import { buildSuites } from './buildSuites.ts';

const samples = resolve(import.meta.dirname, '../../samples');

for (const kind of ['trusted', 'untrusted'] as const) {
  test(`the suites of a workspace that is ${kind} pass in the extension host`, { timeout: 240_000 }, async () => {
    const suite = await buildSuites(kind);
    await using resources = new AsyncDisposableStack();
    const workspace = await mkdtemp(join(tmpdir(), 'gpu-fractions-workspace-'));
    resources.defer(() => rm(workspace, { recursive: true, force: true }));
    await cp(samples, workspace, { recursive: true });
    const home = resources.use(await temporaryHome());
    const env = { GPU_FRACTIONS_HOME: home.path, GPU_FRACTIONS_SIMULATE: '1xNVIDIA-H100-80GB-HBM3' };
    const host = resources.use(await startHost({ workspace, suite, isTrusted: kind === 'trusted', env }));
    assert.equal(await host.suiteExit, 0);
  });
}
