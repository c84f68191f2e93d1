import type { ContainerAsk } from '../../manifest/dialects/dialect.ts';
import type { FoundWorkload } from '../../manifest/requests.ts';

/** All that a workload asks of GPUs, one a container; nothing where it asks for none or what it asks cannot be granted. */
export function asksOf({ result }: FoundWorkload): readonly ContainerAsk[] {
  return result.kind === 'request' || result.kind === 'fixed' ? [result, ...result.others] : [];
}

/** The container that asks. */
export function containerOf(ask: ContainerAsk): string {
  return ask.kind === 'fixed' ? ask.piece.container : ask.request.container;
}
