import { join } from 'node:path';
import { countedMiB } from '../../gpu/device.ts';
import { mib } from '../../gpu/quantity.ts';
import type { LaunchInput } from '../../inference/engines/engine.ts';
import type { Command } from '../jobs/processGroup.ts';
import type { Ledger, LedgerView } from '../ledger.ts';
import { jobEnvironment } from './jobEnvironment.ts';
import { commandEnvironment } from './commandEnvironment.ts';
import type { CommandLaunch, EngineLaunch } from './planLaunch.ts';

/** The input of the engine's launch line; `freeMiB` is what the fullest of its devices has left now, without this job. */
export function launchInput(launch: EngineLaunch, ledger: Ledger, jobId: string): LaunchInput {
  const { placement, chosen, arguments: args, model, servedName, port } = launch;
  const uuids = new Set(placement.devices.map(({ uuid }) => uuid));
  // One flag holds on all devices of the job, so it must fit the smallest grant.
  const { device, share, requestMiB, limitMiB } = placement.grants.reduce((least, grant) =>
    grant.requestMiB < least.requestMiB ? grant : least,
  );
  const free = ledger
    .uses(jobId)
    .filter(({ device }) => uuids.has(device.uuid))
    .map(freeNow);
  return {
    // what only the image's own engine reads is not handed to another
    arguments: chosen.engine.id === chosen.ofImage.id ? args : { ...args, passthrough: [], env: {} },
    model: model.path,
    servedName,
    port,
    slice: {
      share,
      requestMiB,
      limitMiB,
      deviceMiB: device.memoryMiB,
      freeMiB: mib(Math.max(0, Math.min(...free))),
      deviceUuids: [...uuids],
      simulated: placement.devices.some(({ simulated }) => simulated),
    },
  };
}

/** As the driver says, which is what the engine will find; else what the other slices leave. */
function freeNow({ device, slices, reading }: LedgerView): number {
  const promised = countedMiB(device) - slices.reduce((sum, { requestMiB }) => sum + requestMiB, 0);
  return reading.freeMiB ?? (reading.usedMiB === null ? promised : device.memoryMiB - reading.usedMiB);
}

/** What a command needs of this machine. */
export interface CommandHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly bundleDirectory: string;
  readonly embeddedPackages: string;
}

/** The process of the user's own command line. */
export function ownCommand({ program, args, cwd, env, placement }: CommandLaunch): Command {
  return { program, args, cwd, env: commandEnvironment(env, placement) };
}

/** The process that runs this launch: the engine's executable, or our bundled engine under this node. */
export function launchCommand(launch: EngineLaunch, input: LaunchInput, host: CommandHost): Command {
  const { program, args, env } = launch.chosen.engine.launchLine(input);
  if (program.kind === 'executable') {
    return { program: launch.chosen.executable ?? program.name, args, env: jobEnvironment(host.env, env) };
  }
  return {
    program: process.execPath,
    args: [join(host.bundleDirectory, program.script), ...args, '--packages', host.embeddedPackages],
    // under VS Code's own runtime this makes it plain node
    env: jobEnvironment(host.env, { ...env, ELECTRON_RUN_AS_NODE: '1' }),
  };
}
