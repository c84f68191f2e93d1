/** A pod as an API server sends it, with all that a Deployment, a scheduler, a kubelet and their managers write. */
export function writePod(index: number, resourceVersion: number): object {
  const name = `serve-${index % 97}-7d9c5b8f6c-${index.toString(36).padStart(5, '0')}`;
  const labels = { app: `serve-${index % 97}`, 'pod-template-hash': '7d9c5b8f6c', 'kai.scheduler/queue': `team-${index % 20}` };
  const at = '2026-11-28T12:00:00Z';
  const condition = (type: string) => ({ type, status: 'True', lastProbeTime: null, lastTransitionTime: at });
  const mount = { name: 'kube-api-access', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' };
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name,
      generateName: `serve-${index % 97}-7d9c5b8f6c-`,
      namespace: `team-${index % 20}`,
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      resourceVersion: String(resourceVersion),
      creationTimestamp: at,
      labels,
      annotations: {
        'gpu-fraction': '0.5',
        'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ labels, text: 'x'.repeat(900) }),
      },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `serve-${index % 97}-7d9c5b8f6c`,
          uid: `owner-${index % 97}`,
          controller: true,
        },
      ],
      managedFields: ['kube-controller-manager', 'kai-scheduler', 'kubelet'].map((manager) => ({
        manager,
        operation: 'Update',
        apiVersion: 'v1',
        time: at,
        fieldsType: 'FieldsV1',
        fieldsV1: Object.fromEntries(
          Array.from({ length: 20 }, (_, field) => [`f:field${field}`, { 'f:name': {}, 'f:value': {} }]),
        ),
      })),
    },
    spec: {
      volumes: [
        {
          name: 'kube-api-access',
          projected: { sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }], defaultMode: 420 },
        },
      ],
      containers: [
        {
          name: 'main',
          image: 'vllm/vllm-openai:v0.11.0',
          args: ['--model', 'Qwen/Qwen3-0.6B', '--gpu-memory-utilization', '0.45', '--max-model-len', '8192'],
          ports: [{ name: 'http', containerPort: 8000, protocol: 'TCP' }],
          env: Array.from({ length: 8 }, (_, variable) => ({
            name: `VARIABLE_${variable}`,
            value: `value ${variable} of ${index}`,
          })),
          resources: { limits: { cpu: '8', memory: '32Gi' }, requests: { cpu: '4', memory: '16Gi' } },
          volumeMounts: [mount],
          readinessProbe: { httpGet: { path: '/health', port: 8000, scheme: 'HTTP' }, periodSeconds: 10, failureThreshold: 3 },
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
          imagePullPolicy: 'IfNotPresent',
        },
      ],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: 'default',
      nodeName: `node-${index % 500}`,
      schedulerName: 'kai-scheduler',
      tolerations: ['not-ready', 'unreachable'].map((key) => ({
        key: `node.kubernetes.io/${key}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      })),
      priority: 50,
      preemptionPolicy: 'PreemptLowerPriority',
    },
    status: {
      phase: 'Running',
      conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(condition),
      hostIP: '10.0.0.1',
      podIP: `10.244.${index % 250}.${index % 200}`,
      startTime: at,
      containerStatuses: [
        {
          name: 'main',
          state: { running: { startedAt: at } },
          lastState: {},
          ready: true,
          restartCount: 0,
          image: 'vllm/vllm-openai:v0.11.0',
          imageID: `docker.io/vllm/vllm-openai@sha256:${'a'.repeat(64)}`,
          containerID: `containerd://${String(index).padStart(64, '0')}`,
          started: true,
        },
      ],
      qosClass: 'Burstable',
    },
  };
}
