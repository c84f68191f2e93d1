import * as vscode from 'vscode';
import type { CommandArgs, CommandId, ContextKey, ContextKeys, SettingId, Settings } from './ids.ts';

/** Registers the handler of a command; the ids and arguments are those of ids.ts. */
export function registerCommand<K extends CommandId>(id: K, handler: (...args: CommandArgs[K]) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(id, handler as (...args: unknown[]) => unknown);
}

/** Sets one of our context keys for `when` clauses. */
export async function setContextKey<K extends ContextKey>(key: K, value: ContextKeys[K]): Promise<void> {
  await vscode.commands.executeCommand('setContext', key, value);
}

/** Value of a setting; package.json holds its default. */
export function readSetting<K extends SettingId>(id: K): Settings[K] {
  const value = vscode.workspace.getConfiguration().get<Settings[K]>(id);
  if (value === undefined) {
    throw new TypeError(`package.json has no default for ${id}`);
  }
  return value;
}

/** The command object of a status-bar item, tree item or lens. */
export function commandLink<K extends CommandId>(title: string, command: K, ...args: CommandArgs[K]): vscode.Command {
  return { title, command, arguments: args };
}
