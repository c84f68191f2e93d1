import type { ImageReference } from '../imageReference.ts';
import { embedded } from './embedded.ts';
import type { Engine } from './engine.ts';
import { llamacpp } from './llamacpp.ts';
import { vllm } from './vllm.ts';

/** Every engine that is known. A new one is a file beside this and a row here. */
export const engines: readonly Engine[] = [vllm, llamacpp, embedded];

/** The engine that an image runs; undefined where none is known. */
export function engineOfImage(image: ImageReference): Engine | undefined {
  return engines.find((engine) => engine.readsImage(image));
}

/** The engine of an id such as `llamacpp`; undefined where there is none. */
export function findEngine(id: string): Engine | undefined {
  return engines.find((engine) => engine.id === id);
}
