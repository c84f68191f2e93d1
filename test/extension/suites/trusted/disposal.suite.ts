import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { AgentConnection } from '../../../../src/editor/agentConnection.ts';
import { extensionId } from '../../../../src/editor/ids.ts';
import { JobStore } from '../../../../src/editor/jobs/jobStore.ts';

/** The agent's sockets: the one that listens and one a connection. */
async function agentSockets(): Promise<number> {
  const address = JSON.parse(await readFile(join(process.env['GPU_FRACTIONS_HOME'] ?? '', 'agent.json'), 'utf8')) as {
    socketPath: string;
  };
  const sockets = await readFile('/proc/net/unix', 'utf8');
  return sockets.split('\n').filter((line) => line.endsWith(` ${address.socketPath}`)).length;
}

describe('disposal', () => {
  it('closes the connection to the agent, and does not come back', async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension !== undefined);
    await vscode.commands.executeCommand('gpuFractions.restartAgent');
    const before = await agentSockets();
    const log = vscode.window.createOutputChannel('disposal', { log: true });
    const connection = new AgentConnection(extension.extensionUri, log);
    const jobs = new JobStore([connection], log);
    assert.equal((await connection.inventory()).devices.length, 1);
    assert.equal(await agentSockets(), before + 1);

    jobs.dispose();
    connection.dispose();
    while ((await agentSockets()) > before) {
      await delay(20);
    }
    await assert.rejects(connection.inventory());
    assert.equal(await agentSockets(), before);
    log.dispose();
  });
});
