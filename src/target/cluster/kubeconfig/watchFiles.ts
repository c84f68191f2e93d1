import { unwatchFile, watch, watchFile, type FSWatcher } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';

const gatherMs = 100;
/** Network file systems tell nothing, and a folder that is not there yet cannot be watched: those are looked at. */
const lookEveryMs = 5000;

/**
 * Tells when one of the files may have changed: written, replaced, made, removed, or a link on the way turned. Several changes at once
 * are told once. Does not keep the process alive.
 */
export function watchFiles(files: readonly string[], onChange: () => void): Disposable {
  const folders = new Map<string, FSWatcher>();
  let isDisposed = false;
  let timer: NodeJS.Timeout | undefined;

  function changed(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      void watchFolders();
      onChange();
    }, gatherMs);
  }

  async function watchFolders(): Promise<void> {
    const targets = await Promise.all(files.map(async (file) => realpath(file).catch(() => file)));
    const wanted = new Set([...files, ...targets].map((file) => dirname(file)));
    for (const [folder, watcher] of folders) {
      if (!wanted.has(folder)) {
        watcher.close();
        folders.delete(folder);
      }
    }
    for (const folder of wanted) {
      if (!isDisposed && !folders.has(folder)) {
        watchFolder(folder);
      }
    }
  }

  function watchFolder(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, changed);
      watcher.once('error', () => {
        watcher.close();
        folders.delete(folder);
      });
      folders.set(folder, watcher);
    } catch {
      // It is not there: watchFile sees when it comes.
    }
  }

  files.forEach((file) => watchFile(file, { interval: lookEveryMs, persistent: false }, changed));
  void watchFolders();
  return {
    [Symbol.dispose]() {
      isDisposed = true;
      clearTimeout(timer);
      files.forEach((file) => unwatchFile(file, changed));
      folders.forEach((watcher) => watcher.close());
      folders.clear();
    },
  };
}
