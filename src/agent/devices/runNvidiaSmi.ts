import { spawn, type ChildProcess } from 'node:child_process';
import { LineSplitter } from './lineSplitter.ts';

/** How to start nvidia-smi on this machine. */
export interface SmiProgram {
  readonly path: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How one answer went. */
export type SmiAnswer =
  | { readonly kind: 'ended'; readonly lines: readonly string[]; readonly code: number | null }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'silent' };

/** Asks once. What has not ended after the time is killed; `gone` settles when nothing of it is left, which a hung driver can delay. */
export function askNvidiaSmi(
  program: SmiProgram,
  args: readonly string[],
  timeoutMs: number,
): { readonly answer: Promise<SmiAnswer>; readonly gone: Promise<void> } {
  const answer = Promise.withResolvers<SmiAnswer>();
  const gone = Promise.withResolvers<void>();
  const lines: string[] = [];
  const child = startNvidiaSmi(program, args, (line) => lines.push(line));
  const timer = setTimeout(() => {
    killGroup(child);
    answer.resolve({ kind: 'silent' });
  }, timeoutMs);
  child.once('error', ({ message }) => answer.resolve({ kind: 'failed', reason: message }));
  child.once('close', (code) => {
    clearTimeout(timer);
    answer.resolve({ kind: 'ended', lines, code });
    gone.resolve();
  });
  return { answer: answer.promise, gone: gone.promise };
}

/**
 * Runs the rest of its arguments until they end or its input does: the agent's end closes that, also by kill -9, and a
 * stream that has nothing to write would not notice.
 */
const whileInputIsOpen =
  'exec 3<&0; "$@" 3<&- </dev/null & child=$!; { read -r _ <&3; kill -9 "$child"; } >/dev/null 2>&1 & guard=$!; wait "$child"; code=$?; kill -9 "$guard"; exit "$code"';

/** Starts nvidia-smi so that it ends with the agent at the latest; each line, also of stderr, goes to `onLine`. */
export function startNvidiaSmi(program: SmiProgram, args: readonly string[], onLine: (line: string) => void): ChildProcess {
  const child = spawn('/bin/sh', ['-c', whileInputIsOpen, 'sh', program.path, ...args], {
    detached: true,
    env: { ...program.env, LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    const splitter = new LineSplitter();
    stream.on('data', (chunk: Buffer) => splitter.push(chunk).forEach(onLine));
    stream.once('end', () => splitter.end().forEach(onLine));
  }
  child.stdin.on('error', () => undefined);
  return child;
}

/** Ends a started nvidia-smi with its shell; one that hangs in the driver goes when the driver lets it. */
export function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // it has ended by itself
    }
  }
}
