/** Memory that drivers report for a product, in MiB (nvidia-smi memory.total; NVIDIA GPU Feature Discovery label nvidia.com/gpu.memory). */
const memoryMiBByProduct: Readonly<Record<string, number>> = {
  'NVIDIA-H100-80GB-HBM3': 81_559,
  'NVIDIA-H100-PCIe': 81_559,
  'NVIDIA-H100-NVL': 95_830,
  'NVIDIA-H200': 143_771,
  'NVIDIA-H200-NVL': 143_771,
  'NVIDIA-B200': 183_359,
  'NVIDIA-GB200': 189_471,
  'NVIDIA-A100-SXM4-40GB': 40_960,
  'NVIDIA-A100-PCIE-40GB': 40_960,
  'NVIDIA-A100-SXM4-80GB': 81_920,
  'NVIDIA-A100-80GB-PCIe': 81_920,
  'NVIDIA-A10': 23_028,
  'NVIDIA-A10G': 23_028,
  'NVIDIA-A30': 24_576,
  'NVIDIA-A40': 46_068,
  'NVIDIA-L4': 23_034,
  'NVIDIA-L40': 46_068,
  'NVIDIA-L40S': 46_068,
  'Tesla-T4': 15_360,
  'Tesla-V100-SXM2-16GB': 16_384,
  'Tesla-V100-SXM2-32GB': 32_768,
  'NVIDIA-RTX-A6000': 49_140,
  'NVIDIA-RTX-6000-Ada-Generation': 49_140,
  'NVIDIA-GeForce-RTX-3090': 24_576,
  'NVIDIA-GeForce-RTX-4090': 24_564,
  'NVIDIA-GeForce-RTX-5090': 32_607,
};

/** Of one GPU, in MiB: no product of the table has less. */
export const smallestKnownMemoryMiB = Math.min(...Object.values(memoryMiBByProduct));

/** No product of the table has more memory. */
export const largestKnownProduct = Object.entries(memoryMiBByProduct)
  .map(([product, memoryMiB]) => ({ product, memoryMiB }))
  .reduce((largest, each) => (each.memoryMiB > largest.memoryMiB ? each : largest));

/** Short names that people type. */
const aliases: Readonly<Record<string, string>> = {
  h100: 'NVIDIA-H100-80GB-HBM3',
  'h100-nvl': 'NVIDIA-H100-NVL',
  h200: 'NVIDIA-H200',
  b200: 'NVIDIA-B200',
  'a100-40gb': 'NVIDIA-A100-SXM4-40GB',
  'a100-80gb': 'NVIDIA-A100-SXM4-80GB',
  l4: 'NVIDIA-L4',
  l40s: 'NVIDIA-L40S',
  t4: 'Tesla-T4',
};

const byKey = new Map<string, { product: string; memoryMiB: number }>();
for (const [product, memoryMiB] of Object.entries(memoryMiBByProduct)) {
  byKey.set(key(product), { product, memoryMiB });
}
for (const [alias, product] of Object.entries(aliases)) {
  byKey.set(key(alias), { product, memoryMiB: memoryMiBByProduct[product] ?? 0 });
}

/** A product whose memory is known, by its full or short name in any case; undefined for others. */
export function findProduct(name: string): { readonly product: string; readonly memoryMiB: number } | undefined {
  return byKey.get(key(name)) ?? byKey.get(key(`nvidia-${name}`));
}

function key(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
}
