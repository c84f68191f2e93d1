import { isAbsolute, relative, sep } from 'node:path';

/** The path from the working directory with forward slashes; undefined for what lies outside of it. */
export function workspacePath(file: string): string | undefined {
  const path = relative('', file).split(sep).join('/');
  return path === '..' || path.startsWith('../') || isAbsolute(path) ? undefined : path;
}
