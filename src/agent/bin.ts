import { rmSync, writeFileSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { makeTinyModel } from '../inference/tinyModel.ts';
import { startAgent } from './agent.ts';
import { AgentLog } from './agentLog.ts';
import { writeFileAtomically } from './atomicFile.ts';
import { messageOf } from './fileError.ts';
import { makeTinyModelArgument } from './launch/tinyModelFile.ts';
import { readSettings } from './settings.ts';
import { StartError } from './startError.ts';

process.umask(0o077);
const settings = readSettings(process.env, import.meta.dirname);
const log = new AgentLog(settings.files.log);

function fail(error: unknown): never {
  const reason = error instanceof StartError ? error.reason : 'internal';
  const message = messageOf(error);
  log.line(error instanceof StartError ? message : String((error as { stack?: string }).stack ?? error));
  process.stderr.write(`${message}\n`);
  try {
    writeFileAtomically(settings.files.startError, JSON.stringify({ reason, message }));
  } catch {
    // the log and stderr have it
  }
  process.exit(1);
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

const [, , argument, file] = process.argv;
if (argument === makeTinyModelArgument && file !== undefined) {
  writeFileSync(file, makeTinyModel());
  process.exit(0);
}

try {
  if (process.platform !== 'linux') {
    throw new StartError('unsupportedPlatform', l10n.t('The agent runs on Linux only for now; this is {0}.', process.platform));
  }
  rmSync(settings.files.startError, { force: true });
  const started = await startAgent(settings);
  if (started.kind === 'otherAnswers') {
    process.exit(0);
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void started.shutdown(false));
  }
  process.on('SIGHUP', () => undefined);
  await started.ended;
  process.exit(0);
} catch (error) {
  fail(error);
}
