import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { AgentConnection } from '../../../../src/editor/agentConnection.ts';
import { extensionId } from '../../../../src/editor/ids.ts';
import { JobStore } from '../../../../src/editor/jobs/jobStore.ts';

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'PipeWrap').length;
}

describe('disposal', () => {
  it('closes the connection to the agent and stops watching', async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension !== undefined);
    const log = vscode.window.createOutputChannel('disposal', { log: true });
    const before = openSockets();
    const connection = new AgentConnection(extension.extensionUri, log);
    const jobs = new JobStore(connection, log);
    assert.equal((await connection.devices()).length, 1);
    assert.equal(openSockets(), before + 1);

    jobs.dispose();
    connection.dispose();
    while (openSockets() > before) {
      await delay(20);
    }
    await assert.rejects(connection.devices());
    log.dispose();
  });
});
