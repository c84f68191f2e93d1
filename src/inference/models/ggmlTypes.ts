/** A tensor type of GGUF: so many bytes for a block of so many numbers (ggml.h `enum ggml_type`, ggml-common.h). */
export interface GgmlType {
  readonly name: string;
  readonly blockNumbers: number;
  readonly blockBytes: number;
}

const rows: readonly (readonly [id: number, name: string, blockNumbers: number, blockBytes: number])[] = [
  [0, 'F32', 1, 4],
  [1, 'F16', 1, 2],
  [2, 'Q4_0', 32, 18],
  [3, 'Q4_1', 32, 20],
  [6, 'Q5_0', 32, 22],
  [7, 'Q5_1', 32, 24],
  [8, 'Q8_0', 32, 34],
  [9, 'Q8_1', 32, 36],
  [10, 'Q2_K', 256, 84],
  [11, 'Q3_K', 256, 110],
  [12, 'Q4_K', 256, 144],
  [13, 'Q5_K', 256, 176],
  [14, 'Q6_K', 256, 210],
  [15, 'Q8_K', 256, 292],
  [16, 'IQ2_XXS', 256, 66],
  [17, 'IQ2_XS', 256, 74],
  [18, 'IQ3_XXS', 256, 98],
  [19, 'IQ1_S', 256, 50],
  [20, 'IQ4_NL', 32, 18],
  [21, 'IQ3_S', 256, 110],
  [22, 'IQ2_S', 256, 82],
  [23, 'IQ4_XS', 256, 136],
  [24, 'I8', 1, 1],
  [25, 'I16', 1, 2],
  [26, 'I32', 1, 4],
  [27, 'I64', 1, 8],
  [28, 'F64', 1, 8],
  [29, 'IQ1_M', 256, 56],
  [30, 'BF16', 1, 2],
  [34, 'TQ1_0', 256, 54],
  [35, 'TQ2_0', 256, 66],
  [39, 'MXFP4', 32, 17],
];

const types: ReadonlyMap<number, GgmlType> = new Map(
  rows.map(([id, name, blockNumbers, blockBytes]) => [id, { name, blockNumbers, blockBytes }]),
);

/** The type of a number in a GGUF file; undefined where it is not known. */
export function findGgmlType(id: number): GgmlType | undefined {
  return types.get(id);
}

/**
 * Bits a weight of whole models of llama.cpp's types, embeddings included: as its README measured them on Llama 3.1 8B
 * (tools/quantize/README.md); q4_0 to q5_1 from the sizes of Llama 3 8B that `llama-quantize --help` tells.
 */
export const mixedTypeBits: Readonly<Record<string, number>> = {
  iq1_s: 2.0042,
  iq1_m: 2.146,
  iq2_xxs: 2.3824,
  iq2_xs: 2.5882,
  iq2_s: 2.7403,
  iq2_m: 2.9294,
  iq3_xxs: 3.2548,
  iq3_xs: 3.4977,
  iq3_s: 3.6606,
  iq3_m: 3.7628,
  iq4_xs: 4.4597,
  iq4_nl: 4.6818,
  q2_k_s: 2.9697,
  q2_k: 3.1593,
  q3_k_s: 3.6429,
  q3_k_m: 3.996,
  q3_k_l: 4.2979,
  q4_0: 4.643,
  q4_1: 5.1137,
  q5_0: 5.5737,
  q5_1: 6.0445,
  q4_k_s: 4.6672,
  q4_k_m: 4.8944,
  q5_k_s: 5.5704,
  q5_k_m: 5.7036,
  q6_k: 6.5633,
  q8_0: 8.5008,
};
