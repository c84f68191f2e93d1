import * as l10n from '@vscode/l10n';

/** Why a dataset or a recording cannot be sent; `message` names file, line, field, value and cure. */
export class TrafficFileError extends Error {
  override readonly name = 'TrafficFileError';
  readonly reason: 'unreadable' | 'empty' | 'unknownFormat' | 'badRow';

  constructor(reason: TrafficFileError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

export function badRow(file: string, line: number, problem: string): TrafficFileError {
  return new TrafficFileError('badRow', `${file}:${line}: ${problem}`);
}

export function unreadable(file: string, error: unknown): TrafficFileError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why =
    code === 'ENOENT'
      ? l10n.t('{0}: no such file.', file)
      : code === 'EISDIR'
        ? l10n.t('{0}: a folder. Name a file in it.', file)
        : l10n.t('{0} cannot be read: {1}', file, message);
  return new TrafficFileError('unreadable', why);
}
