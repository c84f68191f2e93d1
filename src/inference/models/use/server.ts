import type { Flag } from '../../engines/flag.ts';
import type { ImageReference } from '../../imageReference.ts';
import type { WeightDtype } from '../weightDtype.ts';

/** What an argument says about memory. */
export type SizingMeaning =
  | 'model'
  /** A file of the repository that `model` names. */
  | 'modelFile'
  | 'dtype'
  | 'quantisation'
  | 'kvDtype'
  | 'keyDtype'
  | 'valueDtype'
  | 'contextTokens'
  | 'sequences'
  | 'tensorParallel';

/** An argument that sizing reads. All take one value. */
export interface SizingFlag {
  readonly names: readonly string[];
  /** The variable that sets it too. */
  readonly env?: string;
  readonly meaning: SizingMeaning;
}

export type ServerId = 'vllm' | 'sglang' | 'tgi' | 'llamacpp' | 'nim';

/** How one inference server names what it serves; more of them than are run on this machine. */
export interface Server {
  readonly id: ServerId;
  readonly readsImage: (image: ImageReference) => boolean;
  /** The words after the program's own name(s); undefined where the words do not begin with it. */
  readonly afterProgram: (words: readonly string[]) => readonly string[] | undefined;
  readonly flags: readonly SizingFlag[];
  /** Other arguments, so that the number of their values is known. */
  readonly otherFlags: readonly Flag[];
  /** Whether a word that stands alone is the model. */
  readonly modelAlone: boolean;
  /** `--quantization` values that convert weights as they are loaded; the others name how they are stored already. */
  readonly conversions: Readonly<Record<string, WeightDtype>>;
  /** Values with which the server chooses by itself. */
  readonly automatic: readonly string[];
  /** Whether the context is that of all sequences together. */
  readonly sharesContext: boolean;
  /** The model that the image itself is made for. */
  readonly modelOfImage?: (image: ImageReference) => string | undefined;
  /** A variable with further arguments. */
  readonly moreWords?: string;
}
