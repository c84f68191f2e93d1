import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { AgentConnection } from '../../../../src/editor/agentConnection.ts';
import { extensionId } from '../../../../src/editor/ids.ts';

describe('the connection to the agent', () => {
  it('tells who watches when the agent is reached after all', async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension !== undefined);
    const log = vscode.window.createOutputChannel('connection test', { log: true });
    const connection = new AgentConnection(extension.extensionUri, log);
    const told: string[] = [];
    const settings = vscode.workspace.getConfiguration();
    await settings.update('gpuFractions.home', '/dev/null/no-directory', vscode.ConfigurationTarget.Global);
    try {
      connection.watch({
        jobChanged: () => undefined,
        jobRemoved: () => undefined,
        sample: () => undefined,
        connection: (state) => told.push(state),
      });
      await assert.rejects(connection.inventory());
    } finally {
      await settings.update('gpuFractions.home', undefined, vscode.ConfigurationTarget.Global);
    }
    assert.deepEqual(told, []);
    await connection.inventory();
    assert.deepEqual(told, ['connected']);
    connection.dispose();
    log.dispose();
  });
});
