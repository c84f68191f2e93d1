import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExposition } from '../../../inference/exposition.ts';
import { readPod } from '../objects/pod.ts';
import { isOfExporter, memoryExporters, portOfExporter, readPodUse } from './memoryExporters.ts';

const bodies: readonly { readonly name: string; readonly body: string }[] = [
  {
    name: 'gpu-fractioning',
    body: `
gpu_fractioning_gpu_memory_used_bytes{namespace="ml",pod="chat-0",pod_uuid="u",gpu_uuid="GPU-1",gpu="0"} 10737418240
gpu_fractioning_gpu_memory_used_bytes{namespace="ml",pod="chat-0",pod_uuid="u",gpu_uuid="GPU-2",gpu="1"} 1073741824
gpu_fractioning_gpu_memory_used_bytes{namespace="ml",pod="other",pod_uuid="v",gpu_uuid="GPU-1",gpu="0"} 5
gpu_fractioning_gpu_sm_utilization_percent{namespace="ml",pod="chat-0",pod_uuid="u",gpu_uuid="GPU-1",gpu="0"} 40
gpu_fractioning_gpu_sm_utilization_percent{namespace="ml",pod="chat-0",pod_uuid="u",gpu_uuid="GPU-2",gpu="1"} 20`,
  },
  {
    name: 'HAMi',
    body: `
hami_vgpu_memory_used_bytes{container="a",device_uuid="GPU-1",namespace="ml",pod="chat-0",vdevice_index="0"} 5368709120
hami_vgpu_memory_used_bytes{container="b",device_uuid="GPU-1",namespace="ml",pod="chat-0",vdevice_index="0"} 5368709120
hami_vgpu_memory_used_bytes{container="a",device_uuid="GPU-2",namespace="ml",pod="chat-0",vdevice_index="1"} 1073741824
hami_container_device_utilization_ratio{container="a",device_uuid="GPU-1",namespace="ml",pod="chat-0",vdevice_index="0"} 30`,
  },
  {
    name: 'HAMi',
    body: `
vGPU_device_memory_usage_in_bytes{ctrname="a",deviceuuid="GPU-1",podname="chat-0",podnamespace="ml",vdeviceid="0"} 10737418240
vGPU_device_memory_usage_in_bytes{ctrname="a",deviceuuid="GPU-2",podname="chat-0",podnamespace="ml",vdeviceid="1"} 1073741824
Device_utilization_desc_of_container{ctrname="a",deviceuuid="GPU-1",podname="chat-0",podnamespace="ml",vdeviceid="0"} 30`,
  },
  {
    name: 'DCGM',
    body: `
DCGM_FI_DEV_FB_USED{gpu="0",UUID="GPU-1",container="a",namespace="ml",pod="chat-0"} 10240
DCGM_FI_DEV_FB_USED{gpu="1",UUID="GPU-2",container="a",namespace="ml",pod="chat-0"} 1024
DCGM_FI_DEV_FB_USED{gpu="2",UUID="GPU-3",container="",namespace="",pod=""} 7
DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-1",container="a",namespace="ml",pod="chat-0"} 30`,
  },
];

for (const { name, body } of bodies) {
  test(`memory of a pod on each GPU, as ${name} tells it: ${body.trim().split('{')[0] ?? ''}`, () => {
    const exporter = memoryExporters.find((each) => each.name === name) ?? assert.fail(name);
    const use = readPodUse(exporter, parseExposition(body)).get('ml/chat-0');
    assert.deepEqual(use, {
      memoryMiB: 11_264,
      smPercent: 30,
      memoryMiBByGpu: new Map([
        ['GPU-1', 10_240],
        ['GPU-2', 1024],
      ]),
    });
  });
}

test('what is no figure, or of no pod, is left out', () => {
  const exporter = memoryExporters[0] ?? assert.fail();
  const body = `
gpu_fractioning_gpu_memory_used_bytes{namespace="ml",pod="a"} NaN
gpu_fractioning_gpu_memory_used_bytes{namespace="ml",pod="b"} -1
gpu_fractioning_gpu_memory_used_bytes{namespace="ml"} 1`;
  assert.deepEqual([...readPodUse(exporter, parseExposition(body))], []);
});

test('pods of exporters are found by name, labels, containers and images, each with its port', () => {
  const pod = (name: string, labels: object, container: object) =>
    readPod({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'gpu', labels },
      spec: { containers: [container] },
      status: { phase: 'Running' },
    }) ?? assert.fail();
  const pods = [
    pod('gpu-fractioning-daemon-x7k2p', {}, { name: 'metricsd', ports: [{ containerPort: 2112 }] }),
    pod('daemon-1', { 'app.kubernetes.io/component': 'hami-device-plugin' }, { name: 'device-plugin' }),
    pod('e-1', {}, { name: 'e', image: 'nvcr.io/nvidia/k8s/dcgm-exporter:4', ports: [{ name: 'metrics', containerPort: 9401 }] }),
    pod('chat-0', { app: 'chat' }, { name: 'server', ports: [{ containerPort: 9400 }] }),
  ];
  const found = pods.map((each) =>
    memoryExporters
      .filter((exporter) => isOfExporter(exporter, each))
      .map((exporter) => [exporter.name, portOfExporter(exporter, each)]),
  );
  assert.deepEqual(found, [[['gpu-fractioning', 2112]], [['HAMi', 9394]], [['DCGM', 9401]], []]);
});
