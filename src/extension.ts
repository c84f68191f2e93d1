import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { AgentConnection, showAgentLog } from './editor/agentConnection.ts';
import { BenchmarkFeature } from './editor/benchmark/registerBenchmark.ts';
import { CheckSettings } from './editor/checkSettings.ts';
import { registerCommand } from './editor/commands.ts';
import { DeployHistory } from './editor/deploy/deployHistory.ts';
import { launchManifest } from './editor/deploy/launchManifest.ts';
import { registerDeploy, type DeployCommandServices } from './editor/deploy/registerDeploy.ts';
import { DisposableStore } from './editor/disposables.ts';
import { reporting } from './editor/errors.ts';
import { InventoryStore } from './editor/inventoryStore.ts';
import { forJob } from './editor/jobs/jobArgument.ts';
import { AllJobs } from './editor/jobs/allJobs.ts';
import { JobActions } from './editor/jobs/jobActions.ts';
import { JobLogs } from './editor/jobs/jobLogs.ts';
import { JobStore } from './editor/jobs/jobStore.ts';
import { showStatus } from './editor/jobs/statusBar.ts';
import type { JobsPanelActions } from './editor/jobsPanel/jobsPanel.ts';
import { PanelOpener } from './editor/jobsPanel/panelOpener.ts';
import { watchActiveManifest } from './editor/manifestContext.ts';
import { registerManifests } from './editor/manifests/registerManifests.ts';
import { registerSetup } from './editor/setup/registerSetup.ts';
import { registerClusterActions } from './editor/clusters/actions/registerClusterActions.ts';
import { ClusterHub } from './editor/clusters/clusterHub.ts';
import { ClusterJobsConnection } from './editor/clusters/clusterJobsConnection.ts';
import { ClusterReach } from './editor/clusters/clusterReach.ts';
import { ClusterPreferences } from './editor/clusters/clusterPreferences.ts';
import { DeployedManifests } from './editor/clusters/deployedManifests.ts';
import { registerWhy } from './editor/clusters/why/registerWhy.ts';
import { ClusterSource } from './editor/tree/clusterSource.ts';
import { machineSource } from './editor/tree/machineSource.ts';
import { podActivity } from './editor/tree/podActivity.ts';
import { registerTree } from './editor/tree/registerTree.ts';

/** Of this window, once it is activated. */
let store = new DisposableStore();
let benchmarks: BenchmarkFeature | undefined;

/** Builds the services and registers the features; no file, process or network is touched before something is asked for. */
export function activate(context: vscode.ExtensionContext): void {
  // not among the subscriptions: VS Code disposes those while `deactivate` still takes down slices, which needs the agent and clusters
  store = new DisposableStore();
  if (vscode.l10n.bundle !== undefined) {
    l10n.config({ contents: vscode.l10n.bundle });
  }

  const log = store.add(vscode.window.createOutputChannel('GPU Fractions', { log: true }));
  const target = store.add(new AgentConnection(context.extensionUri, log));
  const settings = store.add(new CheckSettings());
  const hub = store.add(new ClusterHub(log));
  const clusterJobs = store.add(new ClusterJobsConnection(hub, context.workspaceState, log));
  const jobs = store.add(new JobStore([target, clusterJobs], log));
  const inventory = store.add(new InventoryStore(target));
  const reach = store.add(new ClusterReach(hub));
  store.add(reach.onDidChange(() => settings.useCluster(reach.facts)));
  const preferences = store.add(new ClusterPreferences(context.workspaceState));
  const deployed = store.add(new DeployedManifests(context.workspaceState));
  const allJobs = new AllJobs(target, clusterJobs, (line) => log.warn(line));
  const logs = store.add(new JobLogs(allJobs));
  const actions = new JobActions(allJobs, logs, log);
  const deploy = () => vscode.commands.executeCommand('gpuFractions.deploy');
  const { stop, restart, remove, showLogs, copyEndpoint } = actions;
  const openPanel = (jobId?: string) => void panel.show(jobId);
  const deploying: DeployCommandServices = {
    target,
    hub,
    deployed,
    jobs,
    log,
    openPanel,
    settings,
    memento: context.workspaceState,
    showLogs: (job) => void showLogs(job.id),
    history: new DeployHistory(),
  };
  const launch: JobsPanelActions['launch'] = (order, onStarted) => launchManifest(deploying, order, onStarted);
  const benchmark = (jobId: string) => vscode.commands.executeCommand('gpuFractions.benchmark', jobId);
  const compareFractions = () => vscode.commands.executeCommand('gpuFractions.compareFractions');
  const panelActions = {
    stop,
    restart,
    remove,
    showLogs,
    copyEndpoint,
    benchmark,
    compareFractions,
    deploy,
    launch,
    checkOptions: () => settings.read(),
  };
  const panel = store.add(new PanelOpener(context.extensionUri, { target, jobs: allJobs }, panelActions, log));

  store.add(registerDeploy(deploying));
  store.add(showStatus(inventory, jobs));
  store.add(watchActiveManifest());
  store.add(registerManifests({ inventory, clusters: reach, extensionUri: context.extensionUri, log, settings }));
  store.add(registerSetup(target, jobs, log));
  const activity = (contextId: string, namespace: string, pod: string) =>
    podActivity(pod, clusterJobs.rateOfPod(contextId, namespace, pod), Date.now());
  const clusterRows = new ClusterSource({ hub, preferences, activity, jobs, log: (line) => log.warn(line) });
  const hasOthers = () => clusterRows.hasRows;
  const sources = [machineSource({ target, inventory, jobs, hasOthers }), clusterRows];
  store.add(registerClusterActions({ hub, clusterJobs, logs, openPanel, log }));
  store.add(registerWhy({ hub, deployed, log }));
  const { workspaceState: memento, globalStorageUri: storage } = context;
  benchmarks = store.add(
    new BenchmarkFeature({ target, jobs: allJobs, clusterJobs, hub, settings, inventory, memento, storage, log }),
  );
  store.add(registerTree({ sources, target, inventory, openPanel, stop, log, hub, preferences }));

  store.add(
    registerCommand(
      'gpuFractions.openJobs',
      forJob((jobId) => panel.show(jobId)),
    ),
  );
  store.add(registerCommand('gpuFractions.launch', (place) => panel.showLaunch(place)));
  store.add(registerCommand('gpuFractions.stopJob', forJob(stop)));
  store.add(registerCommand('gpuFractions.restartJob', forJob(restart)));
  store.add(registerCommand('gpuFractions.removeJob', forJob(remove)));
  store.add(registerCommand('gpuFractions.showLogs', forJob(showLogs)));
  store.add(registerCommand('gpuFractions.copyEndpoint', forJob(copyEndpoint)));
  store.add(registerCommand('gpuFractions.startTraffic', forJob(actions.startTraffic)));
  store.add(registerCommand('gpuFractions.stopTraffic', forJob(actions.stopTraffic)));
  store.add(registerCommand('gpuFractions.restartAgent', () => reporting(log, () => target.restartAgent())));
  store.add(registerCommand('gpuFractions.showAgentLog', () => reporting(log, () => showAgentLog(target))));
}

/** Takes down what a benchmark has launched, while the window waits for it: some seconds. All else ends after that. */
export async function deactivate(): Promise<void> {
  try {
    await benchmarks?.end();
  } finally {
    store.dispose();
  }
}
