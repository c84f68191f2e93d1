import * as vscode from 'vscode';

/** The agent starts programs, which a workspace that the user does not trust must not bring about. */
class UntrustedWorkspaceError extends Error {
  override readonly name = 'UntrustedWorkspaceError';
}

/** Throws `UntrustedWorkspaceError` while the workspace is not trusted. Menus hide, but commands can be called whatever menus show. */
export function requireTrust(): void {
  if (!vscode.workspace.isTrusted) {
    throw new UntrustedWorkspaceError(
      vscode.l10n.t(
        'GPU jobs need a trusted workspace, since they start engines on this machine. Trust this one first (Workspaces: Manage Workspace Trust).',
      ),
    );
  }
}
