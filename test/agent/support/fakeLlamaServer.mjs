// fakeLlamaServer: stands in for llama-server where a real engine cannot be made to fail on command.
// The name of the model file says what it does: memory-300 (MiB, once ready), after-3 (seconds until then), dies-3 (exit code, soon after it is ready),
// neverReady, deaf (ignores SIGTERM), worker (its memory lies in a child process), decoding (its slots tell of one request that gets longer, 100
// tokens a second; its counter stands still). It generates no tokens.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  strict: false,
  options: { port: { type: 'string' }, model: { type: 'string', short: 'm' }, hold: { type: 'string' } },
});
const hold = (mebibytes) => Array.from({ length: mebibytes }, () => Buffer.alloc(1024 * 1024, 1));

if (values.hold !== undefined) {
  globalThis.held = hold(Number(values.hold));
  setInterval(() => undefined, 1000);
} else {
  serve(String(values.model));
}

function serve(model) {
  const memory = /memory-(\d+)/.exec(model)?.[1];
  const seconds = Number(/after-(\d+)/.exec(model)?.[1] ?? 0.3);
  const exitCode = /dies-(\d+)/.exec(model)?.[1];
  console.log(`fakeLlamaServer ${process.pid} with ${model}`);
  if (model.includes('deaf')) {
    process.on('SIGTERM', () => console.log('SIGTERM is ignored'));
  }
  const began = Date.now();
  const server = createServer((request, response) => {
    if (request.url === '/health') {
      response.writeHead(model.includes('neverReady') ? 503 : 200).end('{"status":"ok"}');
    } else if (request.url === '/metrics') {
      response.end('# TYPE llamacpp:tokens_predicted_total counter\nllamacpp:tokens_predicted_total 0\n');
    } else if (request.url === '/slots' && model.includes('decoding')) {
      const next = [{ n_decoded: Math.floor((Date.now() - began) / 10) }];
      response.end(JSON.stringify([{ id: 0, id_task: 1, is_processing: true, next_token: next }]));
    } else {
      response.writeHead(404).end();
    }
  });
  server.listen(Number(values.port), '127.0.0.1', () => {
    if (memory !== undefined && model.includes('worker')) {
      spawn(process.execPath, [process.argv[1], '--hold', memory], { stdio: 'inherit' });
    } else if (memory !== undefined) {
      setTimeout(() => (globalThis.held = hold(Number(memory))), seconds * 1000);
    }
    if (exitCode !== undefined) {
      setTimeout(() => {
        console.error('fakeLlamaServer: a fault that the test asked for');
        process.exit(Number(exitCode));
      }, 1500);
    }
  });
}
