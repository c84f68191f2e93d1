import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandName } from './commandName.ts';

test('a command line is named by its script, its module, or its program', () => {
  const names = {
    'python train.py': 'train',
    'python3 -u src/jobs/eval.py --data set.csv': 'eval',
    'torchrun --nproc-per-node 2 train.py --epochs 3': 'train',
    'env SEED=1 python train.py': 'train',
    './run.sh --fast': 'run',
    'python -m pytest tests': 'pytest',
    'python3.12 -m lm_eval': 'lm_eval',
    '/usr/local/bin/llama-bench -m model.gguf': 'llama-bench',
    'sleep 5': 'sleep',
    'python -m': 'python',
  };
  for (const [line, name] of Object.entries(names)) {
    assert.equal(commandName(line.split(' ')), name, line);
  }
});

test('a name is never empty and never endless', () => {
  assert.equal(commandName(['']), 'command');
  assert.equal(commandName([`/bin/${'x'.repeat(500)}`]).length, 60);
});
