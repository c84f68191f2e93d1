import { delimiter, join, resolve } from 'node:path';

/** The kubeconfigs that this environment names, as absolute paths; `~/.kube/config` where it names none. They need not exist. */
export function kubeconfigFiles(env: NodeJS.ProcessEnv, home: string): readonly string[] {
  const named = (env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  return named.length === 0 ? [join(home, '.kube', 'config')] : [...new Set(named.map((file) => resolve(withHome(file, home))))];
}

/** What a settings file or a `.env` says with a tilde, no shell has replaced. */
function withHome(file: string, home: string): string {
  return file === '~' || file.startsWith('~/') ? join(home, file.slice(1)) : file;
}
