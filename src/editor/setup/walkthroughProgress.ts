import type * as vscode from 'vscode';
import type { Job } from '../../protocol/agent.ts';
import { setContextKey } from '../commands.ts';
import type { ContextKey } from '../ids.ts';
import type { JobStore } from '../jobs/jobStore.ts';

/** Ticks off the walkthrough's steps by what happened, whichever way the user took: each key becomes true once. */
export class WalkthroughProgress implements vscode.Disposable {
  readonly #seen = new Set<ContextKey>();
  readonly #listening: vscode.Disposable;

  constructor(jobs: JobStore) {
    this.#listening = jobs.onDidChange(() => this.#look(jobs.liveJobs));
  }

  engineIsReady(): void {
    this.#mark('gpuFractions.hasEngine', true);
  }

  #look(jobs: readonly Job[]): void {
    const running = jobs.filter(({ state }) => state === 'running');
    const devices = running.flatMap(({ slices }) => slices.map(({ deviceUuid }) => deviceUuid));
    this.#mark(
      'gpuFractions.hasEngine',
      running.some(({ engine }) => engine?.id === 'embedded'),
    );
    this.#mark('gpuFractions.hasJob', running.length > 0);
    this.#mark(
      'gpuFractions.hasTokens',
      running.some(({ latest }) => (latest?.tokensPerSecond ?? 0) > 0),
    );
    this.#mark('gpuFractions.hasNeighbours', new Set(devices).size < devices.length);
  }

  #mark(key: ContextKey, isSeen: boolean): void {
    if (isSeen && !this.#seen.has(key)) {
      this.#seen.add(key);
      void setContextKey(key, true);
    }
  }

  dispose(): void {
    this.#listening.dispose();
  }
}
