import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { commandIds, extensionId } from '../../../../src/editor/ids.ts';

describe('activation', () => {
  it('starts no agent and writes no file', async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension !== undefined, `${extensionId} is not known to VS Code`);
    await extension.activate();
    const files = await readdir(process.env['GPU_FRACTIONS_HOME'] ?? '');
    assert.deepEqual(
      files.filter((name) => name !== 'engines'),
      [],
    );
  });

  it('registers every command', async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      Object.keys(commandIds).filter((id) => !known.has(id)),
      [],
    );
  });
});
