import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeTinyModel } from '../../inference/tinyModel.ts';

/** Makes the tiny random model unless it is there; a half-written file is never seen under this name. */
export async function ensureTinyModel(path: string): Promise<void> {
  if (existsSync(path)) {
    return;
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.part`;
  try {
    await writeFile(temporary, makeTinyModel());
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}
