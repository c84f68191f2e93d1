import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { ClusterApi, PodRef } from '../api/clusterApi.ts';
import { readPod, type PodObject } from '../objects/pod.ts';
import { podObject } from '../testCluster.ts';
import { JobSampling } from './jobSampling.ts';

const { signal } = new AbortController();
const pod = (name: string, container: object): PodObject =>
  readPod(podObject(name, { node: 'n', spec: { containers: [{ name: 'main', ...container }] } })) ?? assert.fail();
const unknown = { image: 'team/own', ports: [{ containerPort: 8000 }] };

/** A cluster of pages by `pod:port/path`, which the test changes; it keeps what it was asked. */
function fakeApi(pages: Record<string, string | Error>) {
  const asked: string[] = [];
  const proxyGet = async ({ name }: PodRef, port: number, path: string) => {
    const key = `${name}:${port}${path}`;
    asked.push(key);
    const page = pages[key];
    if (page instanceof Error) throw page;
    return page === undefined ? { status: 404, body: 'Not Found' } : { status: 200, body: page };
  };
  const dial = async () => {
    throw new Error('no connection');
  };
  return { api: { proxyGet, dial } as unknown as ClusterApi, asked };
}

/** Samples, a second apart. */
function sampler(pages: Record<string, string | Error>, pods: readonly PodObject[]) {
  const sampling = new JobSampling();
  const { api, asked } = fakeApi(pages);
  const sample = async () => {
    mock.timers.tick(1000);
    return (await sampling.sample(api, pods, { memoryMiB: null, ownStream: undefined }, signal)) ?? assert.fail('overtaken');
  };
  return { sampling, api, asked, sample };
}

mock.timers.enable({ apis: ['Date'], now: 1_700_000_000_000 });

test('an unknown image is asked at every path once, by its content it is known, and its path is remembered', async () => {
  const pages = {
    'a:8000/metrics': '<html>',
    'a:8000/prometheus/metrics': 'trtllm_generation_tokens_total 3\ntrtllm_num_requests_running 2',
  };
  const { sampling, asked, sample } = sampler(pages, [pod('a', unknown)]);
  assert.equal(sampling.engine?.id, undefined);
  assert.equal((await sample()).running, 2);
  assert.equal(sampling.engine?.label, 'TensorRT-LLM');
  await sample();
  assert.deepEqual(asked, ['a:8000/metrics', 'a:8000/v1/metrics', 'a:8000/prometheus/metrics', 'a:8000/prometheus/metrics']);
});

test('a pod without metrics is not asked every second, and Ollama never', async () => {
  const quiet = sampler({}, [pod('a', unknown)]);
  for (let second = 0; second < 10; second++) assert.equal((await quiet.sample()).source, 'none');
  assert.equal(quiet.asked.length, 3);
  await quiet.sample();
  assert.equal(quiet.asked.length, 6);
  const ollama = sampler({}, [pod('a', { image: 'ollama/ollama' })]);
  const ownStream = { tokensPerSecond: 7, ttftP50Ms: 1, ttftP95Ms: 2, itlP50Ms: 3, itlP95Ms: 4 };
  const sample = await ollama.sampling.sample(
    ollama.api,
    [pod('a', { image: 'ollama/ollama' })],
    { memoryMiB: null, ownStream },
    signal,
  );
  assert.deepEqual([sample?.tokensPerSecond, sample?.source, ollama.asked.length], [7, 'own stream', 0]);
  assert.equal(ollama.sampling.engine?.label, 'Ollama');
});

test('Triton is asked at its own port, and a NIM that speaks as vLLM stays a NIM', async () => {
  const triton = sampler({ 't:8002/metrics': 'nv_inference_pending_request_count{model="a"} 4' }, [
    pod('t', { image: 'nvcr.io/nvidia/tritonserver:25.08', ports: [{ containerPort: 8000 }] }),
  ]);
  assert.equal((await triton.sample()).waiting, 4);
  const nim = sampler({ 'n:8000/v1/metrics': 'vllm:num_requests_waiting 3' }, [
    pod('n', { image: 'nvcr.io/nim/meta/llama-3.1-8b-instruct', ports: [{ containerPort: 8000 }] }),
  ]);
  assert.equal((await nim.sample()).waiting, 3);
  assert.deepEqual([nim.sampling.engine?.label, nim.asked], ['NIM', ['n:8000/v1/metrics']]);
});

test('replicas are summed and counted; one that does not answer leaves a gap', async () => {
  const tokens = (count: number) => `vllm:generation_tokens_total ${count}`;
  const pages: Record<string, string | Error> = { 'a:8000/metrics': tokens(0), 'b:8000/metrics': tokens(100) };
  const { sampling, sample } = sampler(pages, [pod('a', unknown), pod('b', unknown)]);
  await sample();
  Object.assign(pages, { 'a:8000/metrics': tokens(30), 'b:8000/metrics': tokens(150) });
  const both = await sample();
  assert.deepEqual([both.tokensPerSecond, both.replicas, both.replicasAsked], [80, 2, 2]);
  assert.deepEqual(Object.fromEntries(sampling.rates), { a: 30, b: 50 });
  pages['b:8000/metrics'] = new Error('it is gone');
  const one = await sample();
  assert.deepEqual([one.tokensPerSecond, one.replicas, one.replicasAsked], [null, 1, 2]);
});

test('of Dynamo the workers are read, whose engines tell for themselves, and not its frontend again', async () => {
  const pages = {
    'frontend:8000/metrics': 'dynamo_frontend_output_tokens_total 500\ndynamo_frontend_inflight_requests 9',
    'worker:8081/metrics': 'dynamo_component_inflight_requests 9\nvllm:num_requests_running 4\nvllm:generation_tokens_total 500',
  };
  const frontend = pod('frontend', { image: 'nvcr.io/nvidia/ai-dynamo/dynamo-frontend', ports: [{ containerPort: 8000 }] });
  const worker = pod('worker', {
    image: 'nvcr.io/nvidia/ai-dynamo/vllm-runtime',
    env: [{ name: 'DYN_SYSTEM_PORT', value: '8081' }],
  });
  const { sampling, api, sample } = sampler(pages, [frontend, worker]);
  const read = await sample();
  assert.deepEqual([read.running, read.replicas, sampling.engine?.label], [4, 1, 'Dynamo']);
  assert.equal((await sampling.countTokens(api, [frontend, worker], signal))?.tokens, 500);
});

test('the rate of llama.cpp is that of its slots, read of each pod', async () => {
  const slots = (decoded: number) =>
    JSON.stringify([{ id: 0, id_task: 1, is_processing: true, next_token: [{ n_decoded: decoded }] }]);
  const pages: Record<string, string> = { 'a:8000/metrics': 'llamacpp:tokens_predicted_total 0', 'a:8000/slots': slots(10) };
  const { sample } = sampler(pages, [pod('a', unknown)]);
  await sample();
  pages['a:8000/slots'] = slots(35);
  const { tokensPerSecond, source } = await sample();
  assert.deepEqual([tokensPerSecond, source], [25, 'engine slots']);
});
