// A client that watches, asks, disposes and does nothing more: what it still held open would keep this process running.
import { AgentTarget } from '../../../src/target/agent/agentTarget.ts';

const [agentScript = ''] = process.argv.slice(2);
const target = new AgentTarget({ agentScript, env: process.env, log: () => undefined });
const nothing = (): void => undefined;
target.watch({ jobChanged: nothing, jobRemoved: nothing, sample: nothing, connection: nothing });
process.stdout.write(JSON.stringify(await target.jobs()));
target.dispose();
