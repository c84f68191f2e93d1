import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { AgentError } from '../target/agent/agentError.ts';
import { AgentTarget } from '../target/agent/agentTarget.ts';
import { processConsole, type Console } from './console.ts';
import { help, UsageError } from './usage.ts';

/** What a command needs; the agent is started by the first command that asks for it. */
export interface Context {
  readonly console: Console;
  readonly agent: () => Promise<AgentTarget>;
  /** Aborted by Ctrl-C, and when the terminal is closed. */
  readonly signal: AbortSignal;
}

/** Runs on the arguments after the command's name and answers with the exit code. */
export type Command = (args: readonly string[], context: Context) => Promise<number>;

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./commands/run.ts')).run,
  try: async () => (await import('./commands/tryOut.ts')).tryOut,
  bench: async () => (await import('./commands/bench.ts')).bench,
  sweep: async () => (await import('./commands/sweep.ts')).sweep,
  check: async () => (await import('./commands/check.ts')).check,
  devices: async () => (await import('./commands/devices.ts')).devices,
  ps: async () => (await import('./commands/ps.ts')).ps,
  logs: async () => (await import('./commands/logs.ts')).logs,
  engines: async () => (await import('./commands/engines.ts')).engines,
  stop: async () => (await import('./commands/stop.ts')).stop,
  events: async () => (await import('./commands/events.ts')).events,
  agent: async () => (await import('./commands/agent.ts')).agent,
};

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The command line; `dist` is the folder of the bundles. */
export async function main(argv: readonly string[], dist: string): Promise<number> {
  const console = processConsole();
  const [name = 'help', ...args] = argv;
  // what comes after "--" is not ours to read
  const own = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  if (name === 'help' || own.includes('--help') || own.includes('-h')) {
    console.out(help);
    return argv.length === 0 ? 2 : 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    console.err(l10n.t('gpu-fractions {0}: no such command. Use one of {1}, or --help.', name, Object.keys(commands).join(', ')));
    return 2;
  }
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  signals.forEach((signal) => process.on(signal, onSignal));
  let target: AgentTarget | undefined;
  const agent = async () => {
    target ??= new AgentTarget({ agentScript: join(dist, 'agent.js'), env: process.env, log: console.err });
    await target.session(interrupt.signal);
    return target;
  };
  try {
    return await (
      await load()
    )(args, { console, agent, signal: interrupt.signal });
  } catch (error) {
    return report(error, interrupt.signal, console);
  } finally {
    target?.dispose();
    signals.forEach((signal) => process.off(signal, onSignal));
  }
}

function report(error: unknown, { aborted }: AbortSignal, console: Console): number {
  if (aborted) {
    console.err(l10n.t('interrupted'));
    return 130;
  }
  const isArgumentError = (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') === true;
  console.err(`gpu-fractions: ${error instanceof Error ? error.message : String(error)}`);
  if (error instanceof UsageError || isArgumentError) {
    return 2;
  }
  return error instanceof AgentError && error.failure.reason !== 'refused' && error.failure.reason !== 'requestFailed' ? 2 : 1;
}
