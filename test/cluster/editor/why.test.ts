import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryHome } from '../../support/temporaryHome.ts';
import { startHost } from '../../support/vscodeHost.ts';
import { sampleWorkspace } from '../../ui/sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from '../../ui/screenshots.ts';
import { deployEntry, TargetsView, Workbench } from '../../ui/workbench.ts';
import { useRig } from '../rig/useRig.ts';

const rig = await useRig();

test('why it waits: at the manifest, with a cure that edits it, in the tree and as a page', { timeout: 300_000 }, async () => {
  await using namespace = await rig.namespace('why');
  await using workspace = await sampleWorkspace();
  // more than team-b may ever use
  await workspace.addHalf('six.yaml', (text) =>
    text
      .replaceAll('chat-half', 'big-eval')
      .replace('gpu-fraction: "0.5"', 'gpu-fraction: "0.7"\n        gpu-fraction-num-devices: "6"')
      .replace('default-queue', 'team-b'),
  );
  await using home = await temporaryHome();
  const env = { GPU_FRACTIONS_HOME: home.path, GPU_FRACTIONS_SIMULATE: '1xNVIDIA-L40S', KUBECONFIG: rig.kubeconfig };
  await using host = await startHost({ workspace: workspace.path, env });
  const workbench = new Workbench(host.page);
  const tree = new TargetsView(host.page);
  await withScreenshots(host.page, 'cluster-why', async () => {
    await workbench.chooseInExplorer('six.yaml', deployEntry);
    await workbench.option(/^rig-admin\b/).click();
    await workbench.inputBox('Which namespace? Objects that name one keep it').fill(namespace.name);
    for (const label of [namespace.name, /^team-b/, /^6 × 0\.7 as in the file/, /^Deploy, 1 to create/]) {
      await workbench.option(label).first().click();
    }
    await workbench.notification(/big-eval waits/).waitFor({ timeout: 60_000 });

    await workbench.openFile('six.yaml');
    await workbench
      .lens(/\(rig-admin\)/)
      .first()
      .waitFor();
    await workbench.hover('big-eval', /waits on rig-admin: queue "team-b"/);
    await keepScreenshot(host.page, 'cluster-why-problem');
    await workbench.chooseQuickFix('big-eval', /^Why, and what helps/);
    await workbench
      .option(/queue "team-b"/)
      .first()
      .waitFor();
    await keepScreenshot(host.page, 'cluster-why');
    const cure = workbench.option(/Use queue "/).first();
    const queue = /queue "(.+)"/.exec(await cure.innerText())?.[1] ?? assert.fail('no queue is named');
    await cure.click();
    await workbench.editorLines.getByText(queue).waitFor();
    await keepScreenshot(host.page, 'cluster-why-cured');

    await tree.open();
    await tree.expand(/^cluster rig-admin, /);
    await tree.act(tree.row(new RegExp(`^${namespace.name}/big-eval, Deployment, queue "team-b"`)), /^Why/);
    await workbench.option('Show the whole explanation').click();
    await workbench.preview.getByRole('heading', { name: `${namespace.name}/big-eval waits` }).waitFor();
    await keepScreenshot(host.page, 'cluster-why-page');
  });
});
