import { spawn } from 'node:child_process';

export interface ProgramRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly timeoutMs: number;
  /** Nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined;
}

/** How a run ended. Output beyond a MiB is cut off. */
export type ProgramEnd =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'killed'; readonly signal: string; readonly stderr: string }
  | { readonly kind: 'timedOut'; readonly stderr: string }
  | { readonly kind: 'notStarted'; readonly code: string; readonly message: string };

const maxOutputBytes = 1 << 20;

/**
 * Runs a program without a shell and without input. After the timeout, or when the signal is aborted, it is killed with all that it
 * has started; rejects with the signal's reason.
 */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  run.signal?.throwIfAborted();
  try {
    return await start(run);
  } catch (error) {
    run.signal?.throwIfAborted();
    // A name or an argument with a null byte is refused before anything starts.
    const { code, message } = error as NodeJS.ErrnoException;
    return { kind: 'notStarted', code: code ?? '', message };
  }
}

function start({ command, args, env, cwd, timeoutMs, signal }: ProgramRun): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const hasGroup = process.platform !== 'win32';
    const child = spawn(command, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: hasGroup,
      windowsHide: true,
      ...(cwd && { cwd }),
    });
    const output = { stdout: collect(child.stdout), stderr: collect(child.stderr) };
    const giveUp = () => {
      kill(child.pid, hasGroup);
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(() => {
      resolve({ kind: 'timedOut', stderr: output.stderr() });
      giveUp();
    }, timeoutMs);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
      giveUp();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    child.once('close', () => signal?.removeEventListener('abort', onAbort));
    child.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve({ kind: 'notStarted', code: error.code ?? '', message: error.message });
    });
    // What it leaves running may hold its output open: two more seconds are given after the exit.
    child.once('exit', () => {
      const late = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, 2000);
      child.once('close', () => clearTimeout(late));
    });
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer);
      const stderr = output.stderr();
      resolve(
        exitCode === null
          ? { kind: 'killed', signal: signal ?? '', stderr }
          : { kind: 'exited', exitCode, stdout: output.stdout(), stderr },
      );
    });
  });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    if (bytes < maxOutputBytes) {
      chunks.push(chunk);
      bytes += chunk.length;
    }
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function kill(pid: number | undefined, hasGroup: boolean): void {
  try {
    process.kill(hasGroup ? -(pid ?? NaN) : (pid ?? NaN), 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
