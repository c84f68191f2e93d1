import * as vscode from 'vscode';
import { panelIds, type LaunchPlace } from '../ids.ts';
import { reporting } from '../errors.ts';
import type { JobsPanel, JobsPanelActions, JobsPanelSources } from './jobsPanel.ts';

/** Opens the jobs panel; its code is loaded when it is first asked for, or when VS Code restores it. */
export class PanelOpener implements vscode.Disposable {
  readonly #log: vscode.LogOutputChannel;
  readonly #load: () => Promise<JobsPanel>;
  readonly #serializer: vscode.Disposable;
  #panel: Promise<JobsPanel> | undefined;

  constructor(extensionUri: vscode.Uri, sources: JobsPanelSources, actions: JobsPanelActions, log: vscode.LogOutputChannel) {
    this.#log = log;
    this.#load = async () => {
      const { JobsPanel } = await import('./jobsPanel.ts');
      return new JobsPanel(extensionUri, sources, actions, log);
    };
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panelIds.jobs, {
      deserializeWebviewPanel: async (panel) => (await this.#get()).attach(panel),
    });
  }

  /** Opens or reveals the panel, with this job selected. */
  show(jobId?: string): Promise<void> {
    return this.#with((panel) => panel.show(jobId));
  }

  /** Opens or reveals the panel, on the launch form. */
  showLaunch(place?: LaunchPlace): Promise<void> {
    return this.#with((panel) => panel.showLaunch(place));
  }

  async #with(action: (panel: JobsPanel) => void): Promise<void> {
    await reporting(this.#log, async () => action(await this.#get()));
  }

  #get(): Promise<JobsPanel> {
    this.#panel ??= this.#load();
    return this.#panel;
  }

  dispose(): void {
    this.#serializer.dispose();
    void this.#panel?.then(
      (panel) => panel.dispose(),
      () => undefined,
    );
  }
}
