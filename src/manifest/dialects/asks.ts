import type { Container, PodTemplate } from '../workload.ts';
import type { ContainerAsk } from './dialect.ts';
import type { RequestResult } from './dialects.ts';

/** What a workload asks for that asks for something that can be granted. */
export type Asking = Extract<RequestResult, ContainerAsk>;

/** All that a workload asks of GPUs; nothing where it asks for none or what it asks cannot be granted. */
export function asksOf(result: RequestResult): readonly ContainerAsk[] {
  return result.kind === 'request' || result.kind === 'fixed' ? [result, ...result.others] : [];
}

/** The name of the container that asks. */
export function containerOf(ask: ContainerAsk): string {
  return ask.kind === 'request' ? ask.request.container : ask.piece.container;
}

export function findAskingContainer({ initContainers, containers }: PodTemplate, ask: ContainerAsk): Container | undefined {
  return [...initContainers, ...containers].find(({ name }) => name === containerOf(ask));
}

/** Devices that a container asks for, whole or in part; pieces of fixed size are none. */
export function countDevices(result: RequestResult, container: string): number {
  const counts = asksOf(result).map((ask) =>
    ask.kind === 'request' && ask.request.container === container ? ask.request.devices : 0,
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
