import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildSuites } from '../../extension/buildSuites.ts';
import { temporaryHome } from '../../support/temporaryHome.ts';
import { startHost } from '../../support/vscodeHost.ts';
import { sampleWorkspace } from '../../ui/sampleWorkspace.ts';
import { useRig } from '../rig/useRig.ts';

const rig = await useRig();

test('the suites of a workspace with a cluster pass in the extension host', { timeout: 300_000 }, async () => {
  const suite = await buildSuites('cluster');
  await using namespace = await rig.namespace('suite');
  const owned = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owned' }, data: { a: '1' } };
  await rig.kubectl(['apply', '-n', namespace.name, '-f', '-'], { input: JSON.stringify(owned) });
  await using workspace = await sampleWorkspace();
  await using home = await temporaryHome();
  const env = {
    GPU_FRACTIONS_HOME: home.path,
    GPU_FRACTIONS_SIMULATE: '1xNVIDIA-L40S',
    GPU_FRACTIONS_TEST_NAMESPACE: namespace.name,
    KUBECONFIG: rig.kubeconfig,
  };
  await using host = await startHost({ workspace: workspace.path, suite, env });
  assert.equal(await host.suiteExit, 0);
});
