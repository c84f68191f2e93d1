import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import Mocha from 'mocha';

/** Runs in the extension host: every suite beside this file. Rejects when a test failed or none ran. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000 });
  const directory = import.meta.dirname;
  for (const file of await readdir(directory)) {
    if (file.endsWith('.suite.js')) {
      mocha.addFile(join(directory, file));
    }
  }
  await mocha.loadFilesAsync();
  const { passed, failed } = await new Promise<{ passed: number; failed: number }>((resolve) => {
    const runner = mocha.run((failures) => resolve({ passed: runner.stats?.passes ?? 0, failed: failures }));
    runner.on('pass', (test) => console.log(`[test] ok: ${test.fullTitle()}`));
    runner.on('fail', (test, error: Error) => console.log(`[test] FAILED: ${test.fullTitle()}\n${error.stack ?? error.message}`));
  });
  console.log(`[test] ${passed} passed, ${failed} failed`);
  if (failed > 0 || passed === 0) {
    throw new Error(`${failed} tests failed, ${passed} passed`);
  }
}
