import * as vscode from 'vscode';
import type { SweepGround } from '../../load/sweep/sweepGround.ts';
import { AgentGround } from '../../target/benchmark/agentGround.ts';
import { readManifestText } from '../deploy/manifestText.ts';
import type { BenchmarkedContext } from './benchmarkFile.ts';
import type { BenchmarkServices } from './registerBenchmark.ts';

/** Where a comparison launches its slices, until it is disposed. */
export interface OpenGround extends Disposable {
  readonly ground: SweepGround;
  readonly isSimulated: boolean;
}

/** This machine, or a cluster. Rejects where no kubeconfig has the context any more. */
export async function openGround(
  { target, hub, log }: Pick<BenchmarkServices, 'target' | 'hub' | 'log'>,
  context: BenchmarkedContext | undefined,
): Promise<OpenGround> {
  // as the editor shows it, saved or not
  const readManifest = async (path: string): Promise<string> => (await readManifestText(vscode.Uri.file(path))).text;
  if (context === undefined) {
    const { source } = await target.inventory();
    const ground = new AgentGround({ target, readManifest, log: (line) => log.info(line) });
    return { ground, isSimulated: source === 'simulated', [Symbol.dispose]: () => undefined };
  }
  const connection = await hub.connection(context.id);
  if (connection === undefined) {
    throw new Error(
      vscode.l10n.t(
        'context "{0}": no kubeconfig has it any more. Name the kubeconfig in gpuFractions.kubeconfig.',
        context.name,
      ),
    );
  }
  const { ClusterGround } = await import('../../target/benchmark/clusterGround.ts');
  const { namespace } = context;
  const ground = new ClusterGround({
    connection,
    readManifest,
    log: (line) => log.info(line),
    ...(namespace !== undefined && { namespace }),
  });
  return { ground, isSimulated: false, [Symbol.dispose]: () => ground[Symbol.dispose]() };
}
