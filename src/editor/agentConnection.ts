import * as vscode from 'vscode';
import type { Sample } from '../inference/sample.ts';
import type {
  CommandSpec,
  EngineOffer,
  Inventory,
  Job,
  LaunchOptions,
  LaunchPlan,
  LogChunk,
  TrafficOptions,
  TrafficStatus,
} from '../protocol/agent.ts';
import type { AgentTarget } from '../target/agent/agentTarget.ts';
import type { Deployment, Target, TargetListener } from '../target/target.ts';
import { readSetting } from './commands.ts';
import { errorText } from './errorText.ts';
import { requireTrust } from './trust.ts';

/** Someone who watches or looks; `attached` while the agent is reached. */
interface Attachment {
  readonly attach: (target: Target) => Disposable;
  readonly listener?: Partial<TargetListener>;
  attached?: Disposable | undefined;
}

/** The agent of this machine as a target that costs nothing until it is first asked; that loads its client and starts the agent. */
export class AgentConnection implements Target, vscode.Disposable {
  readonly id = 'agent';
  readonly #extensionUri: vscode.Uri;
  readonly #log: vscode.LogOutputChannel;
  readonly #disposal = new AbortController();
  readonly #connected = new vscode.EventEmitter<void>();
  readonly #attachments = new Set<Attachment>();
  #wasConnected = false;
  /** Whoever watches was told of it, or saw a request fail: they are told when it is over. */
  #isOutOfReach = false;
  #target: Promise<AgentTarget> | undefined;

  /** Fires once, when the agent answers for the first time. */
  readonly onDidConnect = this.#connected.event;

  constructor(extensionUri: vscode.Uri, log: vscode.LogOutputChannel) {
    this.#extensionUri = extensionUri;
    this.#log = log;
  }

  get label(): string {
    return vscode.l10n.t('This machine');
  }

  /** Callers that arrive together share one start; after a failed start the next caller tries again. */
  #connect(): Promise<AgentTarget> {
    this.#target ??= this.#start().catch((error: unknown) => this.#failed(error));
    return this.#target;
  }

  #failed(error: unknown): never {
    this.#target = undefined;
    this.#isOutOfReach = true;
    throw error;
  }

  async #start(): Promise<AgentTarget> {
    this.#disposal.signal.throwIfAborted();
    requireTrust();
    const { connectAgent } = await import('../target/agent/agentTarget.ts');
    const target = await connectAgent({
      agentScript: vscode.Uri.joinPath(this.#extensionUri, 'dist', 'agent.js').fsPath,
      env: agentEnvironment(),
      log: (line) => this.#log.info(line),
      signal: this.#disposal.signal,
    });
    if (this.#disposal.signal.aborted) {
      target.dispose();
      this.#disposal.signal.throwIfAborted();
    }
    for (const attachment of this.#attachments) {
      this.#attach(target, attachment);
    }
    if (!this.#wasConnected) {
      this.#wasConnected = true;
      queueMicrotask(() => this.#connected.fire());
    }
    if (this.#isOutOfReach) {
      this.#isOutOfReach = false;
      queueMicrotask(() => this.#tell('connected'));
    }
    return target;
  }

  async inventory(signal?: AbortSignal): Promise<Inventory> {
    return (await this.#connect()).inventory(signal);
  }

  async runCommand(command: CommandSpec, options: LaunchOptions, signal?: AbortSignal): Promise<Job> {
    return (await this.#connect()).runCommand(command, options, signal);
  }

  async engines(signal?: AbortSignal): Promise<readonly EngineOffer[]> {
    return (await this.#connect()).engines(signal);
  }

  async installEngine(engine: string, onProgress: (progress: string) => void, signal: AbortSignal): Promise<void> {
    return (await this.#connect()).installEngine(engine, onProgress, signal);
  }

  async plan(deployment: Deployment, signal?: AbortSignal): Promise<LaunchPlan> {
    return (await this.#connect()).plan(deployment, signal);
  }

  async deploy(deployment: Deployment, signal?: AbortSignal): Promise<Job> {
    return (await this.#connect()).deploy(deployment, signal);
  }

  async jobs(signal?: AbortSignal): Promise<readonly Job[]> {
    return (await this.#connect()).jobs(signal);
  }

  async stop(jobId: string): Promise<Job> {
    return (await this.#connect()).stop(jobId);
  }

  async restart(jobId: string): Promise<Job> {
    return (await this.#connect()).restart(jobId);
  }

  async remove(jobId: string): Promise<void> {
    return (await this.#connect()).remove(jobId);
  }

  async logs(jobId: string, offset: number, maxBytes: number): Promise<LogChunk> {
    return (await this.#connect()).logs(jobId, offset, maxBytes);
  }

  async history(jobId: string): Promise<readonly Sample[]> {
    return (await this.#connect()).history(jobId);
  }

  async startTraffic(jobId: string, options: TrafficOptions): Promise<TrafficStatus> {
    return (await this.#connect()).startTraffic(jobId, options);
  }

  async stopTraffic(jobId: string): Promise<TrafficStatus> {
    return (await this.#connect()).stopTraffic(jobId);
  }

  async countTokens(jobId: string): Promise<number | null> {
    return (await this.#connect()).countTokens(jobId);
  }

  watch(listener: Partial<TargetListener>): Disposable {
    return this.#add({ attach: (target) => target.watch(listener), listener });
  }

  look(): Disposable {
    return this.#add({ attach: (target) => target.look() });
  }

  #add(attachment: Attachment): Disposable {
    this.#attachments.add(attachment);
    this.#connect().then(
      (target) => this.#attach(target, attachment),
      (error: unknown) => {
        if (!this.#disposal.signal.aborted) {
          this.#log.warn(`agent: ${errorText(error)}`);
        }
      },
    );
    return {
      [Symbol.dispose]: () => {
        this.#attachments.delete(attachment);
        attachment.attached?.[Symbol.dispose]();
      },
    };
  }

  #attach(target: Target, attachment: Attachment): void {
    if (this.#attachments.has(attachment)) {
      attachment.attached ??= attachment.attach(target);
    }
  }

  /** Ends the agent's process and starts it anew, with the settings of now; its jobs run on and are adopted. */
  async restartAgent(): Promise<void> {
    const old = await this.#connect();
    // Who asks meanwhile waits for the new one: the old one would be started again, with the old settings.
    this.#target = this.#replace(old).catch((error: unknown) => this.#failed(error));
    this.#isOutOfReach = true;
    this.#tell('disconnected');
    await this.#target;
  }

  async #replace(old: AgentTarget): Promise<AgentTarget> {
    try {
      await old.shutdown(false);
    } finally {
      old.dispose();
      this.#attachments.forEach((attachment) => {
        attachment.attached?.[Symbol.dispose]();
        attachment.attached = undefined;
      });
    }
    return await this.#start();
  }

  #tell(state: 'connected' | 'disconnected'): void {
    this.#attachments.forEach(({ listener }) => listener?.connection?.(state));
  }

  /** The agent's own log, which is there once it was started. */
  async logFile(): Promise<vscode.Uri> {
    const { agentFiles } = await import('../target/agent/findOrStart.ts');
    return vscode.Uri.file(agentFiles(agentEnvironment()).log);
  }

  /** Leaves the agent and its jobs running. */
  dispose(): void {
    this.#disposal.abort();
    this.#connected.dispose();
    void this.#target?.then(
      (target) => target.dispose(),
      () => undefined,
    );
  }
}

/** Opens the agent's log. */
export async function showAgentLog(agent: AgentConnection): Promise<void> {
  const file = await agent.logFile();
  try {
    await vscode.window.showTextDocument(file);
  } catch (cause) {
    throw new Error(vscode.l10n.t('There is no log of the agent at {0}: it was not started yet.', file.fsPath), { cause });
  }
}

/** Settings of the user come before the environment of the editor's process. */
function agentEnvironment(): NodeJS.ProcessEnv {
  const home = readSetting('gpuFractions.home');
  const simulate = readSetting('gpuFractions.simulate');
  return { ...process.env, ...(home && { GPU_FRACTIONS_HOME: home }), ...(simulate && { GPU_FRACTIONS_SIMULATE: simulate }) };
}
