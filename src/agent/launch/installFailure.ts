import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { LaunchRefusal } from '../requestError.ts';

/** Why npm could not fetch the packages, in npm's own last words, with the cure that its error code calls for. */
export function installFailed(output: string, directory: string): LaunchRefusal {
  const detail = lastLines(output);
  return new LaunchRefusal({
    reason: 'installFailed',
    message: l10n.t('The embedded engine could not be installed: {0}. {1}', detail, cureOf(output, directory)),
  });
}

interface Cure {
  /** npm's error codes. */
  readonly codes: RegExp;
  readonly text: (directory: string) => string;
}

const cures: readonly Cure[] = [
  {
    codes: /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT)$/,
    text: (directory) =>
      l10n.t(
        'This machine does not reach the npm registry. Check the network, set the proxy (npm config set proxy), or copy {0} from a machine that has it; then try again.',
        directory,
      ),
  },
  {
    codes: /^(E407|.*CERT.*)$/,
    text: () =>
      l10n.t(
        'A proxy stands between. Tell npm its address and its certificate (npm config set proxy, npm config set cafile), then try again.',
      ),
  },
  {
    codes: /^E40[134]$/,
    text: () =>
      l10n.t(
        'The registry that npm is set to refused. See which it is (npm config get registry) and log in there, or set another; then try again.',
      ),
  },
  {
    codes: /^(ENOSPC|EDQUOT)$/,
    text: (directory) => l10n.t('The disk is full ({0} MB free). Free some space, then try again.', freeMegabytes(directory)),
  },
  {
    codes: /^(EACCES|EPERM|EROFS)$/,
    text: (directory) =>
      l10n.t("A directory cannot be written. Check who owns {0} and npm's cache (npm config get cache).", directory),
  },
];

function cureOf(output: string, directory: string): string {
  const [, npmCode] = /npm (?:error|ERR!) code (\w+)/.exec(output) ?? [];
  const code = npmCode ?? /\b(ENOSPC|EDQUOT|EACCES|EROFS)\b/.exec(output)?.[0] ?? '';
  const cure = cures.find(({ codes }) => codes.test(code));
  return cure?.text(directory) ?? l10n.t('Check the network and the proxy, then try again.');
}

function freeMegabytes(directory: string): string {
  try {
    const { bavail, bsize } = statfsSync(dirname(directory));
    return String(Math.floor((bavail * bsize) / 1e6));
  } catch {
    return '–';
  }
}

function lastLines(text: string): string {
  const lines = text
    .split('\n')
    .filter((line) => /npm (error|ERR!)/.test(line) && !/complete log|^npm (error|ERR!)\s*$/.test(line));
  return (lines.length > 0 ? lines : text.split('\n')).slice(-6).join('\n').trim().replace(/\.$/, '');
}
