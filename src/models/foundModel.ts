import type { ModelShape } from '../inference/models/modelShape.ts';

/** Why a model that is here cannot be read. */
export interface ModelProblem {
  readonly reason: 'badConfig' | 'badWeights' | 'badGguf';
  readonly path: string;
  /** Names what is wrong: field and value, or what the system said; without the path. */
  readonly message: string;
}

/** What became of the search for a model. */
export type FoundModel =
  | {
      readonly kind: 'found';
      readonly shape: ModelShape;
      /** Hugging Face cache, a folder, a GGUF file, or the table of common models. */
      readonly source: 'cache' | 'folder' | 'gguf' | 'table';
      /** The file that was read; absent for the table. */
      readonly path?: string;
    }
  /** Neither here nor in the table. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unreadable'; readonly problem: ModelProblem };

export function unreadable(reason: ModelProblem['reason'], path: string, message: string): FoundModel {
  return { kind: 'unreadable', problem: { reason, path, message } };
}
