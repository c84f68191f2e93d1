import type { ServingContainer } from '../../../inference/models/use/findServer.ts';
import type { ServerId } from '../../../inference/models/use/server.ts';
import { readGpuFlags, type GpuFlagReading } from '../../../inference/models/use/readGpuFlags.ts';
import { asksOf, findAskingContainer, type Asking } from '../../dialects/asks.ts';
import type { ContainerAsk } from '../../dialects/dialect.ts';
import { scalarText } from '../../scalarText.ts';
import type { Container, PodTemplate } from '../../workload.ts';

/** A container that asks for a GPU and runs a server whose arguments can be read. */
export interface Serving {
  readonly container: Container;
  readonly ask: ContainerAsk;
  readonly words: ServingContainer;
  readonly flags: GpuFlagReading;
}

/** Names of servers, for a person. */
export const serverLabels: Readonly<Record<ServerId, string>> = {
  vllm: 'vLLM',
  sglang: 'SGLang',
  tgi: 'TGI',
  nim: 'NIM',
  llamacpp: 'llama.cpp',
};

/** The servers among the containers that ask for a GPU, each with its first ask. */
export function findServings(template: PodTemplate, result: Asking): readonly Serving[] {
  return asksOf(result).flatMap((ask): readonly Serving[] => {
    const container = findAskingContainer(template, ask);
    if (container === undefined) return [];
    const words = servingContainer(container);
    const flags = readGpuFlags(words);
    return flags === undefined ? [] : [{ container, ask, words, flags }];
  });
}

/** What of a container says which server it runs. A variable whose value comes from elsewhere stands for itself. */
export function servingContainer({ image, command, args, env, place }: Container): ServingContainer {
  const references = place.variables.filter(({ isReference }) => isReference).map(({ name }) => [name.value, `$(${name.value})`]);
  const literals = env.map(({ key, value }) => [key.value, scalarText(value.value)]);
  return { image, command, args, env: Object.fromEntries([...references, ...literals]) as Record<string, string> };
}
