import { present } from '../../objects/fields.ts';

/** That an engine, or a library below it, had too little GPU memory. Amounts in MiB. */
export interface GpuMemoryProblem {
  readonly kind:
    /** It finds less free than it is to take at its start. */
    | 'startShare'
    /** Weights and activations leave nothing for the KV cache. */
    | 'noCache'
    /** The KV cache is too small for one request of the longest length. */
    | 'smallCache'
    /** A limit of the slice was reached, and what enforces it said so. */
    | 'sliceLimit'
    /** An allocation failed. */
    | 'allocation';
  /** Who says it, where its words tell. */
  readonly engine?: 'vLLM' | 'llama.cpp' | 'SGLang' | 'TensorRT-LLM' | 'PyTorch' | 'HAMi-core';
  readonly wantedMiB?: number;
  readonly freeMiB?: number;
  readonly totalMiB?: number;
  /** Of the flag that says what share of the GPU it may take. */
  readonly utilization?: number;
  /** The line, as it was written. */
  readonly line: string;
}

interface Reader {
  readonly pattern: RegExp;
  readonly kind: GpuMemoryProblem['kind'];
  readonly engine?: GpuMemoryProblem['engine'];
}

const size = String.raw`(\d+(?:\.\d+)?) ?([KMG]i?B|bytes)`;

/** The most telling first: what an engine says of itself before what the library below it says. */
const readers: readonly Reader[] = [
  {
    pattern:
      /Free memory on device[^(]*\((?<free>[\d.]+)\/(?<total>[\d.]+) GiB\) on startup is less than desired GPU memory utilization \((?<utilization>[\d.]+), (?<wanted>[\d.]+) GiB\)/,
    kind: 'startShare',
    engine: 'vLLM',
  },
  { pattern: /Free memory on device.*less than desired/, kind: 'startShare', engine: 'vLLM' },
  { pattern: /No available memory for the cache blocks/, kind: 'noCache', engine: 'vLLM' },
  {
    pattern:
      /\((?<wanted>[\d.]+) GiB KV cache is needed, which is larger than the available KV cache memory \((?<free>-?[\d.]+) GiB\)/,
    kind: 'smallCache',
    engine: 'vLLM',
  },
  {
    pattern: /larger than the maximum number of tokens that can be stored in KV cache|larger than the available KV cache/,
    kind: 'smallCache',
    engine: 'vLLM',
  },
  {
    pattern: /leave no GPU memory for the KV cache|Not enough memory\. Please try to increase --mem-fraction-static/,
    kind: 'noCache',
    engine: 'SGLang',
  },
  { pattern: /memory capacity is unbalanced/, kind: 'startShare', engine: 'SGLang' },
  { pattern: /HAMI-core.*\bOOM\b|Device \d+ OOM \d+ ?\/ ?\d+/i, kind: 'sliceLimit', engine: 'HAMi-core' },
  { pattern: /allocating (?<wantedMib>[\d.]+) MiB on device \d+: cudaMalloc failed/, kind: 'allocation', engine: 'llama.cpp' },
  {
    pattern: /(?:failed|unable) to allocate (?:CUDA\d* )?buffer(?:.* of size (?<wantedBytes>\d+))?|ggml_.*out of memory/,
    kind: 'allocation',
    engine: 'llama.cpp',
  },
  {
    pattern:
      /\[TensorRT-LLM\].*out of memory|\[TRT\].*(?:OutOfMemory|out of memory)|Requested size was (?<wantedBytes>\d+) bytes/i,
    kind: 'allocation',
    engine: 'TensorRT-LLM',
  },
  { pattern: /CUDA out of memory/, kind: 'allocation', engine: 'PyTorch' },
  {
    pattern:
      /CUDA error:? ?(?:out of memory|.*cudaErrorMemoryAllocation)|CUDA_ERROR_OUT_OF_MEMORY|cudaErrorMemoryAllocation|cudaMalloc failed|cuMemAlloc\w* failed|CUDA runtime error.*out of memory/i,
    kind: 'allocation',
  },
];

/** Finds in a termination message or the end of a log that GPU memory ran out; undefined where nothing says so. */
export function readGpuMemoryProblem(text: string): GpuMemoryProblem | undefined {
  const lines = text.split('\n');
  for (const { pattern, kind, engine } of readers) {
    const line = lines.findLast((one) => pattern.test(one));
    if (line === undefined) continue;
    const groups = pattern.exec(line)?.groups ?? {};
    return { kind, line: line.trim(), ...present({ engine }), ...(engine === 'PyTorch' ? readTorch(line) : readAmounts(groups)) };
  }
  return undefined;
}

type Amounts = Pick<GpuMemoryProblem, 'wantedMiB' | 'freeMiB' | 'totalMiB' | 'utilization'>;

function readAmounts({
  free,
  total,
  wanted,
  wantedMib,
  wantedBytes,
  utilization,
}: Readonly<Record<string, string | undefined>>): Amounts {
  return present({
    freeMiB: scaled(free, 1024),
    totalMiB: scaled(total, 1024),
    wantedMiB: scaled(wanted, 1024) ?? scaled(wantedMib, 1) ?? scaled(wantedBytes, 1 / 2 ** 20),
    utilization: scaled(utilization, 1),
  });
}

function scaled(text: string | undefined, factor: number): number | undefined {
  const value = text === undefined ? Number.NaN : Number(text) * factor;
  return Number.isFinite(value) ? value : undefined;
}

/** `Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 79.25 GiB of which 10.00 MiB is free.`, and its older form. */
function readTorch(line: string): Amounts {
  const amount = (before: string, after = ''): number | undefined => {
    const [, digits, unit] = new RegExp(`${before}${size}${after}`).exec(line) ?? [];
    return scaled(digits, unit?.startsWith('G') === true ? 1024 : unit?.startsWith('M') === true ? 1 : 1 / 1024);
  };
  return present({
    wantedMiB: amount('Tried to allocate '),
    totalMiB: amount('total capacity of ') ?? amount('', ' total capacity'),
    freeMiB: amount('of which ', ' is free') ?? amount('', ' free'),
  });
}
