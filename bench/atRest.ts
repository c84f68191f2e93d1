import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { AgentTarget } from '../src/target/agent/agentTarget.ts';

// What the agent costs while nothing runs: its share of one core over 20 seconds, and its resident memory.
const seconds = 20;
const ticksPerSecond = 100;
const home = await mkdtemp(join(tmpdir(), 'gpu-fractions-rest-'));
const target = new AgentTarget({
  agentScript: fileURLToPath(new URL('../dist/agent.js', import.meta.url)),
  env: { ...process.env, GPU_FRACTIONS_HOME: home },
  log: () => undefined,
});
try {
  const { pid } = (await target.session()).agent;
  await delay(2000);
  const before = await cpuTicks(pid);
  await delay(seconds * 1000);
  const share = ((await cpuTicks(pid)) - before) / ticksPerSecond / seconds;
  const residentMB = await residentMegabytes(pid);
  console.log(
    process.argv.includes('--json')
      ? JSON.stringify({ cpuShareOfOneCore: share, residentMB, seconds })
      : `agent at rest: ${(share * 100).toFixed(2)} % of a core over ${seconds} s, ${residentMB.toFixed(0)} MB resident`,
  );
} finally {
  await target.shutdown(true);
  target.dispose();
  await rm(home, { recursive: true, force: true });
}

/** User and system time in clock ticks: fields 14 and 15 of /proc/PID/stat, counted after the name in parentheses. */
async function cpuTicks(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024) / 1e6;
}
