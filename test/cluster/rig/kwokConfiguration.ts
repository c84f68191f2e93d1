import { stringify } from 'yaml';

/** What KWOK, which plays every node's kubelet, is told. */
export interface KwokOptions {
  /** Port of the loopback address behind the pods' ports. */
  readonly enginePort: number;
  /** What `kubectl logs` shows of a pod that has no `Logs` object of its own; in the form of the CRI. */
  readonly logFile: string;
  /** Where `kubectl exec` runs its programs. */
  readonly workDirectory: string;
}

/** Annotations by which a pod asks something of its kubelet. */
export const podAnnotations = {
  /** `none`: nobody plays the kubelet for this pod; a test writes its status. */
  kubelet: 'gpu-fractions.dev/kubelet',
  /** A duration (`5s`) after which the pod's containers end with exit code 0; without it they run on. */
  completesAfter: 'gpu-fractions.dev/completes-after',
} as const;

/** Ports that inference servers listen on: vLLM and NIM, llama.cpp, SGLang, Text Generation Inference, Ollama. */
const enginePorts = [8000, 8080, 30_000, 3000, 80, 11_434];

/** Objects of these kinds in the cluster go before the configuration's: a log, a port or a program of one pod. */
const podKinds = ['Logs', 'PortForward', 'Exec'] as const;

/** KWOK's configuration file. */
export function kwokConfiguration({ enginePort, logFile, workDirectory }: KwokOptions): string {
  const objects = [
    {
      apiVersion: 'config.kwok.x-k8s.io/v1alpha1',
      kind: 'KwokConfiguration',
      metadata: { name: 'rig' },
      options: {
        enableCRDs: podKinds,
        enableDebuggingHandlers: true,
        nodePlayStageParallelism: 4,
        podPlayStageParallelism: 8,
        nodeLeaseDurationSeconds: 40,
        nodeLeaseParallelism: 4,
      },
    },
    rule('ClusterPortForward', { forwards: [{ ports: enginePorts, target: { address: '127.0.0.1', port: enginePort } }] }),
    rule('ClusterLogs', { logs: [{ logsFile: logFile, follow: true }] }),
    rule('ClusterExec', { execs: [{ local: { workDir: workDirectory } }] }),
    ...nodeStages(),
    ...podStages(),
  ];
  return objects.map((object) => stringify(object)).join('---\n');
}

function rule(kind: string, spec: object): object {
  return { apiVersion: 'kwok.x-k8s.io/v1alpha1', kind, metadata: { name: 'rig' }, spec };
}

interface Condition {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

/** A step that KWOK takes with each object that matches: a Go template writes the status. */
function stage(name: string, kind: 'Node' | 'Pod', matchExpressions: readonly Condition[], spec: object): object {
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: { resourceRef: { apiGroup: 'v1', kind }, selector: { matchExpressions }, ...spec },
  };
}

const isReady = '.status.conditions.[] | select( .type == "Ready" ) | .status';

function nodeStages(): readonly object[] {
  return [
    stage('node-ready', 'Node', [{ key: isReady, operator: 'NotIn', values: ['True'] }], {
      next: { statusTemplate: nodeStatus },
    }),
  ];
}

function podStages(): readonly object[] {
  const isPlayed: Condition = { key: `.metadata.annotations["${podAnnotations.kubelet}"]`, operator: 'NotIn', values: ['none'] };
  const isStaying: Condition = { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' };
  const phaseIs = (phase: string): Condition => ({ key: '.status.phase', operator: 'In', values: [phase] });
  const completesAfter = `.metadata.annotations["${podAnnotations.completesAfter}"]`;
  return [
    stage('pod-ready', 'Pod', [isPlayed, isStaying, phaseIs('Pending'), { key: isReady, operator: 'NotIn', values: ['True'] }], {
      next: { statusTemplate: runningStatus },
    }),
    stage('pod-complete', 'Pod', [isPlayed, isStaying, phaseIs('Running'), { key: completesAfter, operator: 'Exists' }], {
      delay: { durationFrom: { expressionFrom: completesAfter } },
      next: { statusTemplate: completedStatus },
    }),
    stage('pod-delete', 'Pod', [{ key: '.metadata.deletionTimestamp', operator: 'Exists' }], { next: { delete: true } }),
  ];
}

const nodeStatus = `
{{ $now := Now }}
conditions:
{{ range NodeConditions }}
- type: {{ .type | Quote }}
  status: {{ .status | Quote }}
  reason: {{ .reason | Quote }}
  message: {{ .message | Quote }}
  lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
addresses:
- type: InternalIP
  address: {{ NodeIP | Quote }}
- type: Hostname
  address: {{ NodeName | Quote }}
daemonEndpoints:
  kubeletEndpoint:
    Port: {{ NodePort }}
nodeInfo:
  architecture: amd64
  operatingSystem: linux
  bootID: ""
  machineID: ""
  systemUUID: ""
  kernelVersion: ""
  kubeProxyVersion: ""
  osImage: simulated
  containerRuntimeVersion: kwok-{{ Version }}
  kubeletVersion: kwok-{{ Version }}
phase: Running
`;

const runningStatus = `
{{ $now := Now }}
phase: Running
startTime: {{ $now | Quote }}
conditions:
{{ range $type := (list "PodReadyToStartContainers" "Initialized" "ContainersReady" "Ready") }}
- type: {{ $type | Quote }}
  status: "True"
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: true
  started: true
  restartCount: 0
  state:
    running:
      startedAt: {{ $now | Quote }}
{{ end }}
initContainerStatuses:
{{ range .spec.initContainers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: true
  restartCount: 0
  state:
    {{ if eq .restartPolicy "Always" }}
    running:
      startedAt: {{ $now | Quote }}
    {{ else }}
    terminated:
      exitCode: 0
      reason: Completed
      startedAt: {{ $now | Quote }}
      finishedAt: {{ $now | Quote }}
    {{ end }}
{{ end }}
hostIP: 127.0.0.1
hostIPs:
- ip: 127.0.0.1
{{ $ips := PodIPsWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) }}
podIP: {{ index $ips 0 | Quote }}
podIPs:
{{ range $ips }}
- ip: {{ . | Quote }}
{{ end }}
`;

const completedStatus = `
{{ $now := Now }}
phase: Succeeded
conditions:
- type: Ready
  status: "False"
  reason: PodCompleted
  lastTransitionTime: {{ $now | Quote }}
- type: ContainersReady
  status: "False"
  reason: PodCompleted
  lastTransitionTime: {{ $now | Quote }}
containerStatuses:
{{ range .status.containerStatuses }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: false
  started: false
  restartCount: {{ .restartCount }}
  state:
    terminated:
      exitCode: 0
      reason: Completed
      startedAt: {{ .state.running.startedAt | Quote }}
      finishedAt: {{ $now | Quote }}
{{ end }}
`;
