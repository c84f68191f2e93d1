import { parseAllDocuments } from 'yaml';
import { LiveManifest } from '../src/manifest/liveManifest.ts';

// What a keystroke costs in a manifest of 5,000 lines and 100 documents: the changed document is read and checked again.
// Every edit keeps what is typed, so the text differs each time; each tenth adds a line and each tenth takes it out again.
const documents = 100;
const linesOfDocument = 50;
const edits = 500;

const text = Array.from({ length: documents }, (_, index) => writeDocument(index)).join('---\n');
const live = new LiveManifest();
const firstMs = measure(() => live.check(text));
const parseMs = median(Array.from({ length: 5 }, () => measure(() => parseAllDocuments(text))));

let lines = text.split('\n');
const keystrokes: number[] = [];
for (let index = 0; index < edits; index += 1) {
  // A step that is prime to the length visits the whole text.
  const at = (index * 1009) % lines.length;
  lines = edit(lines, at, index);
  const edited = lines.join('\n');
  keystrokes.push(measure(() => live.check(edited)));
}

const facts = {
  lines: text.split('\n').length,
  documents,
  edits,
  firstMs: round(firstMs),
  keystrokeP50Ms: round(percentile(keystrokes, 0.5)),
  keystrokeP95Ms: round(percentile(keystrokes, 0.95)),
  keystrokeMaxMs: round(Math.max(...keystrokes)),
  parseMs: round(parseMs),
  keystrokeP95OfParse: round(percentile(keystrokes, 0.95) / parseMs),
};
console.log(
  process.argv.includes('--json')
    ? JSON.stringify(facts)
    : [
        `manifest of ${facts.lines} lines, ${documents} documents: first check ${facts.firstMs} ms`,
        `keystroke p50 ${facts.keystrokeP50Ms} ms, p95 ${facts.keystrokeP95Ms} ms, worst ${facts.keystrokeMaxMs} ms over ${edits} edits`,
        `the yaml library alone needs ${facts.parseMs} ms for the text; p95 is ${(facts.keystrokeP95OfParse * 100).toFixed(1)} % of that`,
      ].join('\n'),
);

function edit(before: readonly string[], at: number, index: number): string[] {
  if (index % 10 === 3) return before.toSpliced(at, 0, `# line ${index}`);
  if (index % 10 === 4)
    return before.toSpliced(
      before.findIndex((line) => line.startsWith('# line ')),
      1,
    );
  return before.with(at, typeInto(before[at] ?? '', index));
}

/** One character more, so that most lines stay YAML; some strings are left open. */
function typeInto(line: string, index: number): string {
  if (line === '---') return line;
  return index % 25 === 0 ? `${line} "` : `${line}x`;
}

/** Three of four documents ask for a fraction; one is a Service for the one before it. */
function writeDocument(index: number): string {
  const body = index % 4 === 3 ? writeService(index) : writeDeployment(index);
  const missing = linesOfDocument - 1 - body.length;
  return [...body, ...Array.from({ length: missing }, (_, line) => `# note ${line} on what this document is for`), ''].join('\n');
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

function measure(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)] ?? 0;
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
