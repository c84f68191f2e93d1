import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Full path of a program on the PATH; undefined when there is none that can be run. */
export function findExecutable(name: string, path: string | undefined): string | undefined {
  for (const directory of (path ?? '').split(delimiter)) {
    const candidate = join(directory, name);
    if (directory !== '' && isExecutable(candidate)) {
      return candidate;
    }
  }
  return undefined;
}

/** Whether this is a file that may be run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
