import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib } from '../../gpu/quantity.ts';
import { findKnownModel } from '../../inference/models/knownModels.ts';
import { LiveManifest } from '../../manifest/liveManifest.ts';
import { hoverAnswer } from './hoverAnswer.ts';
import { findRequestAt } from './requestPlace.ts';

const text = `apiVersion: v1
kind: Pod
metadata:
  name: chat
  labels: { kai.scheduler/queue: team }
  annotations:
    gpu-fraction: "0.5"
spec:
  schedulerName: kai-scheduler
  containers:
    - name: server
      image: vllm/vllm-openai:v0.9.0
      args: ["--model", "meta-llama/Llama-3.1-8B-Instruct", "--dtype", "bfloat16", "--max-model-len", "8192"]
`;

test('a hover on a request says what the served model needs and the smallest fraction that holds it', () => {
  const shape = findKnownModel('meta-llama/Llama-3.1-8B-Instruct');
  assert.ok(shape !== undefined);
  const live = new LiveManifest({ cluster: {}, severities: {}, models: new Map([['meta-llama/Llama-3.1-8B-Instruct', shape]]) });
  const manifest = live.check(text);
  const place = findRequestAt(manifest, { line: 6, character: 8 });
  assert.ok(place !== undefined);
  const nodes = [
    { name: 'a', product: 'NVIDIA-H100-80GB-HBM3', memoryMiB: mib(81_559), gpus: 8, sharing: 'kai', resources: {} } as const,
  ];
  const said = hoverAnswer(place, undefined, { ...manifest.file.options, cluster: { nodes } });
  assert.match(said, /Llama-3\.1-8B-Instruct.* needs about \*\*\d+\.\d GiB\*\*/);
  assert.match(said, /weights 15\.0 GiB/);
  assert.match(said, /H100 80GB/);
});
