import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';

const directory = resolve(import.meta.dirname, '../../test-results');

/** Whether the pictures are wanted for the README, which may take longer. */
export const isForReadme = process.env['PICTURES_FOR_README'] !== undefined;

interface Clip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Keeps a picture of the workbench, or of a part of it, for a person to look at. */
export async function keepScreenshot(page: Page, name: string, clip?: Clip): Promise<void> {
  await mkdir(directory, { recursive: true });
  await page.screenshot({ animations: 'disabled', path: join(directory, `${name}.png`), ...(clip && { clip }) });
}

/** Runs a test's gestures; keeps a picture of the moment where they fail. */
export async function withScreenshots(page: Page, name: string, gestures: () => Promise<void>): Promise<void> {
  try {
    await gestures();
  } catch (error) {
    await keepScreenshot(page, `${name}-failed`).catch(() => undefined);
    throw error;
  }
}
