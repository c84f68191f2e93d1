import * as vscode from 'vscode';
import { errorText } from './errorText.ts';

/** The user gave up: nothing is reported. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

/** Runs what the user asked for; a failure is logged and shown once. Answers undefined then. */
export async function reporting<T>(log: vscode.LogOutputChannel, action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof CancelledError)) {
      log.error(error instanceof Error ? error : String(error));
      const showLog = vscode.l10n.t('Show Log');
      void vscode.window.showErrorMessage(errorText(error), showLog).then((choice) => {
        if (choice === showLog) {
          log.show();
        }
      });
    }
    return undefined;
  }
}
