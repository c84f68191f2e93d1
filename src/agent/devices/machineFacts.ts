import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';

const amdVendor = '0x1002';
/** Inode of the first pid namespace (Linux include/linux/proc_ns.h, PROC_PID_INIT_INO). */
const firstPidNamespace = 'pid:[4026531836]';

/** Of the machine that the agent runs on; read once. */
export interface MachineFacts {
  /** Windows' kernel for Linux: its driver tells no memory of single processes. */
  readonly isWsl: boolean;
  /** Every process of the machine is seen under the number by which the driver knows it. */
  readonly seesAllProcesses: boolean;
  readonly amdGpus: number;
}

export function readMachineFacts(root = '/'): MachineFacts {
  const isWsl = /microsoft/i.test(read(join(root, 'proc/sys/kernel/osrelease')));
  return {
    isWsl,
    seesAllProcesses: !isWsl && readLink(join(root, 'proc/self/ns/pid')) === firstPidNamespace,
    amdGpus: countAmd(root),
  };
}

/** What of it a person should know beside the devices; `isReal`: there are NVIDIA devices. */
export function describeFacts({ isWsl, seesAllProcesses, amdGpus }: MachineFacts, isReal: boolean): readonly string[] {
  const amd = amdGpus === 0 ? [] : [l10n.t('{0} AMD GPUs are here: not supported yet.', amdGpus)];
  if (isReal && isWsl) {
    return [
      ...amd,
      l10n.t('WSL: the driver does not tell the memory of single processes, so no watchdog holds a job to its limit.'),
    ];
  }
  return isReal && !seesAllProcesses
    ? [
        ...amd,
        l10n.t(
          'In a container: processes of others may not be seen, and a job whose process numbers the driver does not know here is not held to its limit by the watchdog.',
        ),
      ]
    : amd;
}

function countAmd(root: string): number {
  const folder = join(root, 'sys/class/drm');
  return list(folder).filter((name) => /^card\d+$/.test(name) && read(join(folder, name, 'device/vendor')).trim() === amdVendor)
    .length;
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
