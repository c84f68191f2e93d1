import * as l10n from '@vscode/l10n';
import { liveStates, type Job } from '../protocol/agent.ts';
import type { AgentTarget } from '../target/agent/agentTarget.ts';
import { commandSpec } from './commandSpec.ts';
import { describeCommandEnd, describeCommandPlace, exitCodeOf } from './commandTexts.ts';
import { JobFollower } from '../target/jobFollower.ts';
import { JobOutput } from './jobOutput.ts';
import { launchOptions, type LaunchFlags } from './launchOptions.ts';
import type { Context } from './main.ts';
import { persistently } from '../target/agent/persistently.ts';

const followEveryMs = 100;
/** As a shell reports the end of a program whose output nobody reads any more. */
const sigpipeCode = 141;
const interruptedCode = 130;

interface CommandFlags extends LaunchFlags {
  readonly detach?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/**
 * Runs the user's own command line on a fraction of a GPU: its output as it comes, its exit code at the end, and Ctrl-C stops it.
 * Run twice it runs twice, under numbered names, as in two terminals; `--replace` ends the one of that name first.
 */
export async function runOwnCommand(argv: readonly string[], flags: CommandFlags, context: Context): Promise<number> {
  const { console, agent, signal } = context;
  const spec = commandSpec(argv, flags, { cwd: process.cwd(), env: process.env, say: console.err });
  const target = await agent();
  const { devices } = await target.inventory(signal);
  const options = launchOptions(flags, devices);
  const started = await target.runCommand(spec, { ...options, onExisting: flags.replace ? 'replace' : 'copy' });
  console.err(describeCommandPlace(started, devices));
  started.notes.forEach((note) => console.err(`${started.name}: ${note}`));
  return flags.detach ? letGo(target, started, flags, context) : follow(target, started, flags, context);
}

/** Waits only until it was started, or until it is known what it waits for. */
async function letGo(target: AgentTarget, started: Job, { json }: CommandFlags, { console, signal }: Context): Promise<number> {
  using follower = new JobFollower(
    target,
    started,
    () => undefined,
    () => undefined,
  );
  const job = await follower.until(
    ({ state, progress }) => state === 'running' || progress !== undefined || !liveStates.has(state),
    signal,
  );
  if (json) {
    console.out(JSON.stringify({ jobs: [job] }));
  } else {
    const { name, state, progress } = job;
    console.out(
      l10n.t('{0}: {1}. Its output: gpu-fractions logs {0} --follow. To end it: gpu-fractions stop {0}', name, progress ?? state),
    );
  }
  return liveStates.has(job.state) ? 0 : exitCodeOf(job);
}

async function follow(target: AgentTarget, started: Job, { json }: CommandFlags, context: Context): Promise<number> {
  const { console, signal } = context;
  const { id, name } = started;
  const write = json
    ? (text: string) => console.write(`${JSON.stringify({ type: 'output', job: name, text })}\n`)
    : console.write;
  if (json) {
    console.out(JSON.stringify({ type: 'started', job: started }));
  }
  const output = new JobOutput(target, id, write);
  using _ = new JobFollower(target, started, sayProgress(console.err), () => undefined);
  const result = await output.follow(followEveryMs, signal);
  if (result !== 'end') {
    console.err(l10n.t('{0}: stopping', name));
    await persistently(() => target.stop(id));
    // what it said on its way out
    await output.copy();
  }
  const job = (await persistently(() => target.jobs())).find((candidate) => candidate.id === id) ?? started;
  if (json) {
    console.out(JSON.stringify({ type: 'ended', job }));
  }
  console.err(describeCommandEnd(job, await persistently(() => target.history(id))));
  return result === 'aborted' ? interruptedCode : result === 'unread' ? sigpipeCode : exitCodeOf(job);
}

/** Says what it waits for before it is started. */
function sayProgress(print: (line: string) => void): (job: Job) => void {
  let last: string | undefined;
  return ({ name, state, progress }) => {
    if (state === 'preparing' && progress !== undefined && progress !== last) {
      last = progress;
      print(`${name}: ${progress}`);
    }
  };
}
