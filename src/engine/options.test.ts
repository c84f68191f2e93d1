import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOptions } from './options.ts';
import { StartError } from './startError.ts';

const needed = ['--model', '/models/some-model.Q4.gguf', '--packages', '/state/engines'];

test('reads every flag', () => {
  const args = [
    ...needed,
    '--alias',
    'chat',
    '--host',
    '0.0.0.0',
    '--port',
    '0',
    '--parallel=3',
    '--ctx-size',
    '512',
    '--step-ms',
    '20',
  ];
  assert.deepEqual(parseOptions(args), {
    modelFile: '/models/some-model.Q4.gguf',
    alias: 'chat',
    host: '0.0.0.0',
    port: 0,
    parallel: 3,
    contextTokens: 512,
    stepMs: 20,
    packagesDirectory: '/state/engines',
  });
});

test('the file name is the alias where none is given', () => {
  const options = parseOptions(needed);
  assert.ok(options !== 'help');
  assert.equal(options.alias, 'some-model.Q4');
  assert.equal(options.host, '127.0.0.1');
});

test('help needs nothing else', () => {
  assert.equal(parseOptions(['--help']), 'help');
});

const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['no model', ['--packages', '/p'], /--model is missing/],
  ['no packages', ['--model', 'm.gguf'], /--packages is missing/],
  ['empty alias', [...needed, '--alias', ' '], /--alias is empty/],
  ['unknown flag', [...needed, '--gpu-layers', '3'], /--gpu-layers/],
  ['stray word', [...needed, 'serve'], /serve/],
  ['flag without value', ['--packages', '/p', '--model'], /--model/],
  ['port too high', [...needed, '--port', '65536'], /--port .*0 to 65535.*"65536"/],
  ['port with a sign', [...needed, '--port=-1'], /--port .*"-1"/],
  ['port as hexadecimal', [...needed, '--port', '0x50'], /--port .*"0x50"/],
  ['a step of a day', [...needed, '--step-ms', '86400000'], /--step-ms .*0 to 10000/],
  ['no sequences', [...needed, '--parallel', '0'], /--parallel .*1 to 256/],
  ['fraction of a token', [...needed, '--ctx-size', '512.5'], /--ctx-size .*"512.5"/],
  ['empty number', [...needed, '--ctx-size', ''], /--ctx-size/],
];
for (const [name, args, message] of refused) {
  test(`refuses: ${name}`, () => {
    assert.throws(
      () => parseOptions(args),
      (error) => error instanceof StartError && error.reason === 'badOption' && message.test(error.message),
    );
  });
}
