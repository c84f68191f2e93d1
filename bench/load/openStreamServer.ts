import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface StreamServer extends AsyncDisposable {
  readonly url: string;
  /** When it wrote the first token of each answer, in milliseconds of its clock, by the number of the request; since it was asked last. */
  takeTimes(): Promise<ReadonlyMap<number, number>>;
}

/** Starts `streamServer.ts`: `rate` tokens per second of each stream, the first after `firstTokenMs`. */
export async function openStreamServer(options: { readonly rate: number; readonly firstTokenMs: number }): Promise<StreamServer> {
  const script = join(import.meta.dirname, 'streamServer.ts');
  const args = [script, `--rate=${options.rate}`, `--first=${options.firstTokenMs}`];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const url = line.trim();
  return {
    url,
    async takeTimes() {
      const times = (await (await fetch(`${url}/times`)).json()) as readonly {
        readonly id: number;
        readonly firstTokenAt: number;
      }[];
      return new Map(times.map(({ id, firstTokenAt }) => [id, firstTokenAt]));
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
