import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { temporaryHome } from '../../support/temporaryHome.ts';
import { startHost } from '../../support/vscodeHost.ts';
import { sampleWorkspace } from '../../ui/sampleWorkspace.ts';
import { keepScreenshot, withScreenshots } from '../../ui/screenshots.ts';
import { TargetsView, Workbench } from '../../ui/workbench.ts';
import { useRig } from '../rig/useRig.ts';
import { developerNamespace } from '../rig/users.ts';

const rig = await useRig();

function deployment(name: string): object {
  const container = {
    name: 'server',
    image: 'ghcr.io/gpu-fractions/embedded-engine:1',
    ports: [{ name: 'http', containerPort: 8000 }],
    args: ['--port', '8000'],
    resources: { limits: { 'nvidia.com/gpu': '1' } },
  };
  const template = {
    metadata: { labels: { app: name } },
    spec: { terminationGracePeriodSeconds: 0, containers: [container] },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas: 1, selector: { matchLabels: { app: name } }, template },
  };
}

test(
  'a workload of a cluster is watched in the jobs panel: traffic, its tokens there and in the tree, logs, stop',
  { timeout: 240_000 },
  async () => {
    const name = `watched-${randomBytes(2).toString('hex')}`;
    await using workspace = await sampleWorkspace();
    await using home = await temporaryHome();
    const env = { GPU_FRACTIONS_HOME: home.path, GPU_FRACTIONS_SIMULATE: '1xNVIDIA-L40S', KUBECONFIG: rig.kubeconfig };
    await rig.apply([deployment(name)], { namespace: developerNamespace });
    await using _deployment = {
      [Symbol.asyncDispose]: async () => {
        await rig.kubectl(['delete', 'deployment', name, '-n', developerNamespace, '--wait=false', '--ignore-not-found']);
      },
    };
    await using host = await startHost({ workspace: workspace.path, env });
    const workbench = new Workbench(host.page);
    const tree = new TargetsView(host.page);
    const { jobsPanel } = workbench;
    await withScreenshots(host.page, 'cluster-watch', async () => {
      await tree.open();
      await tree.expand(/^cluster rig-developer, /);
      const workload = new RegExp(`^${developerNamespace}/${name}, Deployment, (.* tok/s, )?1 of 1 ready`);
      const row = tree.row(workload);
      // open at first where it is short
      await tree.expand(/^Workloads \(/);
      await row.waitFor();
      await workbench.chooseFrom(row, 'Watch in Jobs Panel');
      await jobsPanel.heading.filter({ hasText: name }).waitFor();
      await jobsPanel.frame.getByText('rig-developer').first().waitFor();
      await jobsPanel.button('Send traffic').click();
      await jobsPanel.button('Start').click();
      await jobsPanel
        .number('tokens/s')
        .filter({ hasText: /^[1-9]/ })
        .waitFor();
      await tree.expand(workload);
      await tree.row(new RegExp(`^${name}-.*[1-9]\\d* tok/s`)).waitFor();
      await keepScreenshot(host.page, 'cluster-watch');
      await jobsPanel.button('Stop traffic').click();
      await jobsPanel.frame.getByText(/engine counted [1-9]/).waitFor();

      await workbench.chooseFrom(row, 'Describe Workload');
      const description = host.page.frameLocator('iframe.webview.ready >> visible=true').frameLocator('#active-frame');
      await description.getByRole('heading', { name: 'Events' }).waitFor();
      await keepScreenshot(host.page, 'cluster-describe');
      await workbench.chooseFrom(row, 'Show Workload YAML');
      await workbench.editorLines.getByText('kind: Deployment').waitFor();
      await workbench.chooseFrom(row, 'Show Workload Logs');
      await workbench.editorLines.getByText('A simulated pod').first().waitFor();

      await workbench.tab('GPU Jobs').click();
      await jobsPanel.button('Stop').click();
      await workbench.dialog.getByText(`Deployment ${name} is scaled to 0 replicas`).waitFor();
      await keepScreenshot(host.page, 'cluster-stop');
      await workbench.dialog.getByRole('button', { name: 'Stop' }).click();
      await jobsPanel.frame.getByText(/^stopped at/).waitFor();
      await jobsPanel.button('Stop watching').click();
      await jobsPanel.job(name).waitFor({ state: 'detached' });
    });
  },
);
