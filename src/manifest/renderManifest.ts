import * as l10n from '@vscode/l10n';
import { parseAmount } from '../gpu/amount.ts';
import type { Amount } from '../gpu/request.ts';
import { formatShare } from '../gpu/share.ts';
import { wholeGpuResource } from './fractionContainer.ts';
import { quoteYaml } from './quoteYaml.ts';
import { kaiScheduler } from './rules/admission.ts';
import { defaultQueue, kaiQueueLabel } from './rules/queue.ts';

/** What is filled in to get a manifest; each text as it was typed. */
export interface ManifestForm {
  readonly name: string;
  /** Image of the engine. */
  readonly image: string;
  /** Absolute path of a file or folder on this machine, or a name that the engine knows; empty: none yet. */
  readonly model: string;
  /** A share or memory, as `parseAmount` reads it. */
  readonly request: string;
  /** The same; empty: the limit is the request. */
  readonly limit: string;
}
export type ManifestField = keyof ManifestForm;

/** A manifest text with the field that each of its lines comes from. */
export interface RenderedManifest {
  readonly text: string;
  /** Undefined where a line comes from no field. */
  readonly fieldOfLine: (line: number) => ManifestField | undefined;
}

interface Line {
  readonly text: string;
  readonly field?: ManifestField;
}

const port = 8000;

/**
 * A Pod that asks KAI for a part of one GPU. What cannot be read as an amount is written as it was typed, so that the
 * rules of manifests say what is wrong with it. The limit is spelled as KAI reads it from 0.18 on.
 */
export function renderManifest(form: ManifestForm): RenderedManifest {
  const { name, image, model } = form;
  const request = readRequest(form.request);
  const folder = folderOf(model);
  const lines: readonly Line[] = [
    { text: 'apiVersion: v1' },
    { text: 'kind: Pod' },
    { text: 'metadata:' },
    { text: `  name: ${quoteYaml(name)}`, field: 'name' },
    ...queueLabel(),
    ...annotations(request, form.limit),
    { text: 'spec:' },
    { text: `  schedulerName: ${kaiScheduler}` },
    { text: '  containers:' },
    { text: '    - name: server' },
    { text: `      image: ${quoteYaml(image)}`, field: 'image' },
    { text: '      args:' },
    ...(model === ''
      ? []
      : ([
          { text: '        - --model', field: 'model' },
          { text: `        - ${quoteYaml(escapeVariables(model))}`, field: 'model' },
        ] as const)),
    { text: '        - --port' },
    { text: `        - "${port}"` },
    { text: '      ports:' },
    { text: `        - containerPort: ${port}` },
    ...(request.kind === 'whole'
      ? ([
          { text: '      resources:' },
          { text: '        limits:' },
          { text: `          ${wholeGpuResource}: 1`, field: 'request' },
        ] as const)
      : []),
    ...(folder === undefined ? [] : mounts(folder)),
  ];
  return { text: lines.map(({ text }) => `${text}\n`).join(''), fieldOfLine: (line) => lines[line]?.field };
}

type Request =
  | { readonly kind: 'whole' }
  | { readonly kind: 'annotation'; readonly key: 'gpu-fraction' | 'gpu-memory'; readonly value: string };

function readRequest(text: string): Request {
  const read = parseAmount(text);
  if (read.kind === 'problem') {
    return { kind: 'annotation', key: /[a-z]\s*$/i.test(text) ? 'gpu-memory' : 'gpu-fraction', value: text };
  }
  const { amount } = read.value;
  if (amount.kind === 'memory') {
    return { kind: 'annotation', key: 'gpu-memory', value: String(amount.memoryMiB) };
  }
  return amount.share >= 1 ? { kind: 'whole' } : { kind: 'annotation', key: 'gpu-fraction', value: formatShare(amount.share) };
}

function annotations(request: Request, limitText: string): readonly Line[] {
  const lines: Line[] = [];
  const add = (key: string, value: string, field: ManifestField): void => {
    // always in quotes: a number would be refused
    lines.push({ text: `    ${key}: ${/^[\d.]+$/.test(value) ? `"${value}"` : quoteYaml(value)}`, field });
  };
  if (request.kind === 'annotation') add(request.key, request.value, 'request');
  if (limitText.trim() !== '') {
    const read = parseAmount(limitText);
    const limit = read.kind === 'value' ? read.value.amount : undefined;
    add(limitKey(limit, request), limit === undefined ? limitText : limitValue(limit), 'limit');
  }
  return lines.length === 0 ? [] : [{ text: '  annotations:' }, ...lines];
}

function limitKey(limit: Amount | undefined, request: Request): string {
  const isMemory = limit === undefined ? request.kind === 'annotation' && request.key === 'gpu-memory' : limit.kind === 'memory';
  return isMemory ? 'gpu-memory.limit' : 'gpu-fraction.limit';
}

function limitValue(limit: Amount): string {
  return limit.kind === 'memory' ? `${limit.memoryMiB}Mi` : formatShare(limit.share);
}

/** KAI takes the queue from a label, and `default-queue` where there is none (KAI v0.17 pkg/podgrouper). */
function queueLabel(): readonly Line[] {
  const why = l10n.t('The queue of the cluster; without the label KAI takes this one.');
  return ['labels:', `  # ${why.replaceAll(/\s+/g, ' ')}`, `  ${kaiQueueLabel}: ${defaultQueue}`].map((text) => ({
    text: `  ${text}`,
  }));
}

/** The folder of a model that is a path; it is mounted where it lies, so that the path is the same inside. */
function folderOf(model: string): string | undefined {
  if (!model.startsWith('/')) return undefined;
  const folder = model.slice(0, model.replace(/\/+$/, '').lastIndexOf('/'));
  return folder === '' ? model : folder;
}

function mounts(folder: string): readonly Line[] {
  const path = quoteYaml(folder);
  return [
    { text: '      volumeMounts:' },
    { text: '        - name: model' },
    { text: `          mountPath: ${path}`, field: 'model' },
    { text: '          readOnly: true' },
    { text: '  volumes:' },
    { text: '    - name: model' },
    { text: '      hostPath:' },
    { text: `        path: ${path}`, field: 'model' },
  ];
}

/** Kubernetes fills `$(NAME)` into arguments, and reads `$$` as one `$`. */
function escapeVariables(text: string): string {
  return text.replaceAll('$', '$$$$');
}
