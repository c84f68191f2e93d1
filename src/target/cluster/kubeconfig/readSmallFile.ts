import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';

/** A kubeconfig of a thousand contexts with their certificates is smaller. */
const maxBytes = 8 << 20;

/** The whole of a kubeconfig, or of a file that one names. Rejects for what never ends or is no file: a pipe, a device, a directory. */
export async function readSmallFile(file: string): Promise<Buffer> {
  // Without it a pipe that nobody writes to is waited for as it is opened.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!(await handle.stat()).isFile()) {
      throw new Error(l10n.t('"{0}" is not a file', file));
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of handle.createReadStream({ end: maxBytes, autoClose: false })) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
    if (bytes > maxBytes) {
      throw new Error(l10n.t('"{0}" is larger than {1} MiB', file, maxBytes >> 20));
    }
    return Buffer.concat(chunks);
  } finally {
    await handle.close();
  }
}
