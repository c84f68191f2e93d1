import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { examineInput } from './examineInput.ts';
import { makeInput } from './makeInput.ts';
import { reproduce } from './reproduce.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const corpus = globSync('src/manifest/testdata/*.yaml', { cwd: root })
  .sort()
  .map((file) => readFileSync(`${root}/${file}`, 'utf8'));
const seed = 1;
const inputs = 2000;

test('no random manifest makes a check, a fix or an edit throw (more of them: npm run fuzz)', () => {
  for (let index = 0; index < inputs; index += 1) {
    const { failures } = examineInput(makeInput(corpus, seed, index), seed, index);
    const [failure] = failures.filter(({ kind }) => kind === 'throw');
    if (failure !== undefined) {
      assert.fail(`input ${index}, ${failure.examination}: ${failure.error.stack}\n${JSON.stringify(reproduce(failure))}`);
    }
  }
});
