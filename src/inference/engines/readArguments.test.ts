import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mib, share } from '../../gpu/quantity.ts';
import type { ContainerCommand, EngineArguments, EngineId } from './engine.ts';
import { engines, findEngine } from './engines.ts';

function read(id: EngineId, args: string | readonly string[], more: Partial<ContainerCommand> = {}): EngineArguments {
  const words = typeof args === 'string' ? args.split(' ').filter((word) => word !== '') : args;
  return (findEngine(id) ?? assert.fail(id)).readArguments({ command: [], args: words, env: {}, ports: [], ...more });
}

/** What was read, without the lists for people. */
function meaning({ notHonoured: _left, problems, ...rest }: EngineArguments): Omit<EngineArguments, 'notHonoured' | 'problems'> {
  assert.deepEqual(problems, []);
  return rest;
}

/** The launch line that becomes of a container. */
function launchOf(id: EngineId, args: string): readonly string[] {
  const slice = {
    share: share(0.5),
    requestMiB: mib(4000),
    limitMiB: mib(4000),
    deviceMiB: mib(8000),
    freeMiB: mib(8000),
    deviceUuids: ['GPU-1'],
    simulated: false,
  };
  const engine = findEngine(id) ?? assert.fail(id);
  return engine.launchLine({ arguments: read(id, args), model: 'M', servedName: 'N', port: 9, slice }).args;
}

test('both ways of giving a value, short and long names, and underscores', () => {
  const expected = {
    model: '/m/x.gguf',
    servedName: 'chat',
    port: 9000,
    contextTokens: 512,
    parallel: 4,
    passthrough: [],
    env: {},
  };
  assert.deepEqual(meaning(read('llamacpp', '-m /m/x.gguf -a chat --port 9000 -c 2048 -np 4')), expected);
  assert.deepEqual(
    meaning(read('llamacpp', '--model=/m/x.gguf --alias=chat --port=9000 --ctx-size=2048 --parallel=4')),
    expected,
  );
  assert.deepEqual(
    meaning(read('llamacpp', '--model /m/x.gguf --alias chat --port 9000 --ctx_size 2048 --parallel 4')),
    expected,
  );
  assert.deepEqual(meaning(read('embedded', '--model /m/x.gguf --alias chat --port 9000 --ctx-size 512 --parallel 4')), expected);
});

test('vLLM: the model stands alone or has its flag, after whichever program', () => {
  const words = 'Qwen/Qwen3-8B --port 9000 --max-model-len 8K --max_num_seqs=64 --served-model-name qwen';
  const expected = {
    model: 'Qwen/Qwen3-8B',
    servedName: 'qwen',
    port: 9000,
    contextTokens: 8192,
    parallel: 64,
    passthrough: [],
    env: {},
  };
  assert.deepEqual(meaning(read('vllm', words)), expected);
  assert.deepEqual(meaning(read('vllm', words.replace('Qwen/', '--model Qwen/'))), expected);
  assert.deepEqual(meaning(read('vllm', '', { command: ['vllm', 'serve', ...words.split(' ')] })), expected);
  assert.deepEqual(meaning(read('vllm', words, { command: ['/usr/bin/vllm', 'serve'] })), expected);
  assert.deepEqual(meaning(read('vllm', `serve ${words}`, { command: ['vllm'] })), expected);
  const module = ['python3', '-m', 'vllm.entrypoints.openai.api_server'];
  assert.deepEqual(meaning(read('vllm', words.replace('Qwen/', '--model Qwen/'), { command: module })), expected);
  assert.equal(read('vllm', '--enforce-eager --port 1 -- org/model').model, 'org/model');
});

test('what the table does not know is handed on unchanged, with its values', () => {
  const words = '--dtype half --lora-modules a=1 b=2 -tp 2 --rope-scaling {"x":-1} --temp -1';
  assert.deepEqual(read('vllm', `org/m ${words} --port 5`).passthrough, words.split(' '));
  assert.deepEqual(read('llamacpp', '-fa on --temp -0.5 -b=2048 --no-mmap').passthrough, [
    '-fa',
    'on',
    '--temp',
    '-0.5',
    '-b=2048',
    '--no-mmap',
  ]);
  assert.match(read('embedded', '--flash-attn on').notHonoured.join(), /--flash-attn/);
});

test('the last of several wins, arguments win over variables, and the container port is the fallback', () => {
  assert.equal(read('llamacpp', '--port 1 --port 2').port, 2);
  const env = {
    LLAMA_ARG_MODEL: '/env.gguf',
    LLAMA_ARG_PORT: '7000',
    LLAMA_ARG_CTX_SIZE: '100',
    LLAMA_ARG_N_PARALLEL: '2',
    LLAMA_ARG_THREADS: '3',
  };
  assert.deepEqual(meaning(read('llamacpp', '-m /args.gguf', { env, ports: [1234] })), {
    model: '/args.gguf',
    port: 7000,
    contextTokens: 50,
    parallel: 2,
    passthrough: [],
    env: { LLAMA_ARG_THREADS: '3' },
  });
  assert.equal(read('llamacpp', '', { ports: [1234, 5] }).port, 1234);
  assert.deepEqual(
    engines.map(({ id }) => read(id, '').port),
    [8000, 8080, 8080],
  );
});

test('llama.cpp: the context is for all sequences together unless they share one cache', () => {
  const contextOf = (args: string, env = {}) => read('llamacpp', args, { env }).contextTokens;
  assert.equal(contextOf('-c 4096 -np 8'), 512);
  assert.equal(contextOf('-c 4096'), 4096);
  assert.equal(contextOf('-c 4096 -np -1'), 4096);
  assert.equal(contextOf('-c 4096 -np 8 -kvu'), 4096);
  assert.equal(contextOf('-c 4096 -np 8 -kvu --no-kv-unified'), 512);
  assert.equal(contextOf('-c 4096 -np 8', { LLAMA_ARG_KV_UNIFIED: 'true' }), 4096);
  assert.equal(contextOf('-c 0 -np 8'), undefined);
  assert.deepEqual(launchOf('llamacpp', '-c 4096 -np 8').slice(-4), ['-c', '4096', '-np', '8']);
  assert.deepEqual(launchOf('llamacpp', '-c 4096 -np 8 -kvu').slice(-4), ['-c', '4096', '-np', '8']);
  assert.match(read('llamacpp', '-c 4 -np 8').problems.join(), /less than one token for each of 8/);
});

test('memory, addresses, keys and certificates of the manifest are replaced, and each says why', () => {
  const vllm = read(
    'vllm',
    'org/m --gpu-memory-utilization 0.9 --kv-cache-memory-bytes=5G --host 0.0.0.0 --ssl-keyfile k --api-key s3cret t0ken',
  );
  assert.deepEqual(vllm.passthrough, []);
  assert.equal(vllm.model, 'org/m');
  const listed = vllm.notHonoured.join('\n');
  for (const part of [
    '--gpu-memory-utilization 0.9: ',
    '--kv-cache-memory-bytes=5G: ',
    '--host 0.0.0.0: ',
    '--ssl-keyfile k: ',
    '--api-key: ',
  ]) {
    assert.ok(listed.includes(part), part);
  }
  assert.doesNotMatch(listed, /s3cret|t0ken/);
  const llama = read('llamacpp', '-ngl 99 -fitt 0 --host 0.0.0.0 --metrics --slots --no-slots', {
    env: { LLAMA_API_KEY: 's3cret', LLAMA_ARG_HOST: '::' },
  });
  assert.deepEqual([llama.passthrough, llama.env], [[], {}]);
  assert.equal(llama.notHonoured.length, 6);
  assert.doesNotMatch(llama.notHonoured.join(), /s3cret/);
});

test('nothing that would run code or reach files on this machine is handed on', () => {
  const vllm =
    'm --trust-remote-code --middleware a.b --tool-parser-plugin /x.py --worker-cls c --config /c.yaml --trust_remote_code --middlew x.y';
  assert.deepEqual(read('vllm', vllm).passthrough, []);
  for (const args of [
    '--tr',
    '--kv-transfer-config {"kv_connector_module_path":"x"}',
    '--kv-transfer-config.kv_connector_module_path x',
    '--kv_tr.kv_connector_module_path=x',
    '-cc.backend x.y',
    '--distributed-executor-backend x.Y',
  ]) {
    assert.deepEqual(read('vllm', `m ${args}`).passthrough, [], args);
  }
  const llama = '--log-file /etc/x --slot-save-path / --media-path / --path / -hf org/m --rpc h:1 --tools all --models-dir /';
  assert.deepEqual(read('llamacpp', llama).passthrough, []);
  const env = {
    LD_PRELOAD: '/x.so',
    PATH: '/x',
    PYTHONPATH: '/x',
    VLLM_PLUGINS: 'x',
    HF_TOKEN: 't',
    HF_ENDPOINT: 'https://elsewhere.example',
    VLLM_USE_V1: '1',
    LLAMA_ARG_LOG_FILE: '/x',
    LLAMA_LOG_FILE: '/x',
  };
  assert.deepEqual(read('vllm', 'm', { env }).env, { HF_TOKEN: 't', VLLM_USE_V1: '1' });
  assert.deepEqual(read('llamacpp', '', { env: { ...env, LLAMA_ARG_MEDIA_PATH: '/' } }).env, {});
  assert.deepEqual(read('embedded', '', { env }).env, {});
  assert.match(read('embedded', '', { env }).notHonoured.join(), /LD_PRELOAD, PATH/);
});

test('numbers that cannot be are problems with the argument, the value and the cure', () => {
  const problemOf = (id: EngineId, args: string | readonly string[]) => read(id, args).problems.join('\n');
  assert.match(problemOf('llamacpp', '--port abc'), /--port "abc": .*1 to 65535/);
  for (const port of ['0', '65536', '-1', '80.5', '8e3', '080808'])
    assert.match(problemOf('vllm', `m --port ${port}`), /not a port/, port);
  for (const count of ['0', '-5', '1.5', 'many', '99999999999']) {
    assert.match(problemOf('llamacpp', `-np ${count}`), new RegExp(`-np "${count}"`));
    assert.match(problemOf('vllm', `m --max-num-seqs ${count}`), new RegExp(`--max-num-seqs "${count}"`));
  }
  assert.match(problemOf('llamacpp', '--port --metrics'), /--port: its value is missing/);
  assert.match(problemOf('llamacpp', '-m'), /-m: its value is missing/);
  assert.match(problemOf('llamacpp', '-m $(MODEL)'), /\$\(MODEL\) has no value/);
  assert.match(problemOf('llamacpp', ['--port 8000']), /"--port 8000": one argument with a space.*"--port", "8000"/);
  assert.match(problemOf('llamacpp', 'x -m y'), /"x": not an argument of llama-server/);
  assert.match(problemOf('vllm', 'm other'), /"other"/);
});

test('vLLM writes context lengths with suffixes, or leaves them to the engine', () => {
  const contextOf = (text: string) => read('vllm', `m --max-model-len ${text}`).contextTokens;
  assert.deepEqual(['4096', '32k', '1K', '25.6k', '1m'].map(contextOf), [4096, 32_000, 1024, 25_600, 1_000_000]);
  assert.equal(contextOf('auto'), undefined);
  assert.deepEqual(read('vllm', 'm --max-model-len auto').passthrough, ['--max-model-len', 'auto']);
  assert.deepEqual(read('vllm', 'm --max-model-len -1').problems, []);
});

test('a shell command is a problem; another program is said not to run; the engine’s own is neither', () => {
  const shell = read('llamacpp', '', { command: ['/bin/sh', '-c', 'llama-server -m /m.gguf; rm -rf /'] });
  assert.match(shell.problems.join(), /shell command line is not read and never runs/);
  assert.equal(shell.model, undefined);
  const wrapped = read('llamacpp', '-m /m.gguf', { command: ['/opt/run.sh'] });
  assert.deepEqual([wrapped.model, wrapped.problems], ['/m.gguf', []]);
  assert.match(wrapped.notHonoured.join(), /"\/opt\/run.sh": never runs on this machine/);
  for (const command of [['/app/llama-server'], ['llama-server']]) {
    assert.deepEqual(read('llamacpp', '-m /m.gguf', { command }), read('llamacpp', '-m /m.gguf'));
  }
  assert.equal(read('llamacpp', '--server -m /m.gguf').model, '/m.gguf');
  assert.deepEqual(read('llamacpp', '-s -m /m.gguf').passthrough, []);
  assert.deepEqual(read('llamacpp', '-s 42 -m /m.gguf').passthrough, ['-s', '42']);
});

test('whatever the words, reading never throws, and no address or key is handed on', () => {
  const flags = '-m --model -c -np --port --host --gpu-memory-utilization -fitt --api-key --unknown --a=b = -- - '.split(' ');
  const word = fc.oneof(fc.constantFrom(...flags), fc.string(), fc.constantFrom('1', '-1', 'x', '$(Y)'));
  fc.assert(
    fc.property(fc.constantFrom(...engines), fc.array(word), fc.array(word), (engine, command, args) => {
      const { passthrough } = engine.readArguments({ command, args, env: {}, ports: [] });
      for (const name of ['--host', '--port', '--api-key']) assert.ok(!passthrough.includes(name), name);
    }),
  );
});
