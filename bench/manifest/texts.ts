/** Of each text here, as the bounds on the checks name it. */
const lines = 5000;

/** 100 documents of 50 lines: three of four ask for a fraction, the fourth is a Service for the one before it. */
export function writeManyDocuments(): string {
  const linesOfDocument = 50;
  return Array.from({ length: lines / linesOfDocument }, (_, index) => {
    const body = index % 4 === 3 ? writeService(index) : writeDeployment(index);
    const missing = linesOfDocument - 1 - body.length;
    return [...body, ...Array.from({ length: missing }, (_, line) => `# note ${line} on what this document is for`), ''].join(
      '\n',
    );
  }).join('---\n');
}

/** One Deployment whose pods have dozens of containers: every line is a node, none a comment. */
export function writeOneDeployment(): string {
  const head = writeDeployment(0);
  const start = head.findIndex((line) => line.startsWith('        - name: '));
  const container = head.slice(
    start,
    head.findIndex((line) => line.startsWith('          readinessProbe')),
  );
  const text = [...head];
  for (let index = 1; text.length + container.length <= lines; index += 1) {
    text.push(`        - name: sidecar-${index}`, ...container.slice(1));
  }
  return [...text, ''].join('\n');
}

/** One List of Deployments, as `kubectl get -o yaml` prints it. */
export function writeOneList(): string {
  const text = ['apiVersion: v1', 'kind: List', 'items:'];
  for (let index = 0; text.length < lines; index += 1) {
    const [first = '', ...rest] = writeDeployment(index);
    text.push(`  - ${first}`, ...rest.map((line) => `    ${line}`));
  }
  return [...text.slice(0, lines), ''].join('\n');
}

function writeService(index: number): string[] {
  return [
    'apiVersion: v1',
    'kind: Service',
    'metadata:',
    `  name: chat-${index - 1}`,
    'spec:',
    '  selector:',
    `    app: chat-${index - 1}`,
    '  ports:',
    ...Array.from({ length: 10 }, (_, port) => `    - { name: p${port}, port: ${8000 + port} }`),
  ];
}

function writeDeployment(index: number): string[] {
  return [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    `  name: chat-${index}`,
    'spec:',
    '  selector:',
    '    matchLabels:',
    `      app: chat-${index}`,
    '  template:',
    '    metadata:',
    '      labels:',
    `        app: chat-${index}`,
    '      annotations:',
    `        gpu-fraction: "${index % 5 === 0 ? '50%' : '0.5'}"`,
    '        gpu-fraction.limit: "0.8"',
    '    spec:',
    '      schedulerName: kai-scheduler',
    '      containers:',
    '        - name: server',
    '          image: vllm/vllm-openai:v0.9.0',
    '          args:',
    '            - --model=Qwen/Qwen3-8B',
    '            - --port=8000',
    '          env:',
    ...Array.from({ length: 8 }, (_, variable) => [
      `            - name: SETTING_${variable}`,
      `              value: "${variable}"`,
    ]).flat(),
    '          readinessProbe:',
    '            httpGet:',
    '              path: /health',
    '              port: 8000',
    '          volumeMounts:',
    '            - name: models',
    '              mountPath: /models',
  ];
}
