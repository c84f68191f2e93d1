import { spawn } from 'node:child_process';

/** Ends what this process has started, should it die without a chance to do so itself. */
export interface DeathWatch extends Disposable {
  watch(pid: number): void;
}

/** A shell that is told pids, and that ends them when its pipe to this process breaks: first politely, seconds later for good. */
const script = 'while read -r pid; do pids="$pids $pid"; done; kill -TERM $pids; sleep 3; kill -KILL $pids';

export function startDeathWatch(): DeathWatch {
  const shell = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  shell.unref();
  shell.stdin.on('error', () => undefined);
  return {
    watch: (pid) => void shell.stdin.write(`${pid}\n`),
    [Symbol.dispose]: () => void shell.kill('SIGKILL'),
  };
}
