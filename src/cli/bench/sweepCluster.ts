import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { engineOfImage } from '../../inference/engines/engines.ts';
import { parseImageReference } from '../../inference/imageReference.ts';
import type { SweepModel } from '../../load/sweep/sweepPlan.ts';
import { findWorkloads } from '../../manifest/requests.ts';
import { ClusterGround } from '../../target/benchmark/clusterGround.ts';
import { openClusters } from '../../target/cluster/clusters.ts';
import type { Context } from '../main.ts';
import { readManifestText } from '../readManifestText.ts';
import { UsageError } from '../usage.ts';
import { readApi, type SweepFlags } from './sweepFlags.ts';
import type { SweepPlace } from './sweepPlace.ts';

/** A cluster by the name of its context; `--device` is a node there. */
export async function openCluster(name: string, flags: SweepFlags, { console, signal }: Context): Promise<SweepPlace> {
  const clusters = await openClusters({ env: process.env, mayRunPrograms: () => true, log: console.err });
  const context = clusters.contexts.find((one) => one.name === name || one.id === name);
  const connection = context && clusters.connection(context.id);
  if (connection === undefined) {
    const known = clusters.contexts.map((one) => one.name).join(', ');
    clusters[Symbol.dispose]();
    throw new UsageError(l10n.t('--context {0}: no such context. Contexts: {1}.', name, known || l10n.t('none')));
  }
  const ground = new ClusterGround({
    connection,
    log: console.err,
    ...(flags.namespace !== undefined && { namespace: flags.namespace }),
  });
  try {
    await connection.ready(signal);
  } catch (error) {
    ground[Symbol.dispose]();
    clusters[Symbol.dispose]();
    throw error;
  }
  return {
    ground,
    readModels: async () => ({
      model: await readModel(flags),
      mixes: [],
      ...(flags.device !== undefined && { deviceUuid: flags.device }),
    }),
    [Symbol.dispose]: () => {
      ground[Symbol.dispose]();
      clusters[Symbol.dispose]();
    },
  };
}

/** What the manifest's container serves, as far as its arguments say it. */
async function readModel({ file, name, model, engine, mix, api: text }: SweepFlags): Promise<SweepModel> {
  if (mix !== undefined)
    throw new UsageError(l10n.t('--mix: mixes are measured on this machine. Leave out --context, or --mix.'));
  const api = readApi(text);
  const rest = api === undefined ? {} : { api };
  if (file === undefined) {
    if (model === undefined || engine === undefined) {
      throw new UsageError(l10n.t('sweep: name what is measured on the cluster: -f FILE, or --model NAME and --engine NAME.'));
    }
    return { engine, model, ...rest };
  }
  if (model !== undefined || engine !== undefined) {
    throw new UsageError(l10n.t('--model and --engine: on a cluster the file says it. Leave them out, or write it there.'));
  }
  const all = findWorkloads(await readManifestText(file)).map(({ workload }) => workload);
  const named = all.filter((workload) => name === undefined || workload.name.value === name);
  const [workload] = named;
  if (workload === undefined || named.length > 1) {
    const names = all.map((each) => each.name.value).join(', ');
    throw new UsageError(l10n.t('{0}: name one workload of it with --name: {1}.', file, names || l10n.t('none')));
  }
  const read = workload.template.containers.flatMap(({ image, command, args, ports, env }) => {
    const found = engineOfImage(parseImageReference(image));
    const values = Object.fromEntries(env.map(({ key, value }) => [key.value, String(value.value)]));
    const served = found?.readArguments({ command, args, env: values, ports });
    return found === undefined ? [] : [{ engine: found.id, model: served?.model ?? workload.name.value }];
  })[0];
  return {
    engine: read?.engine ?? 'unknown',
    model: read?.model ?? workload.name.value,
    manifestPath: resolve(file),
    ...(name !== undefined && { workload: name }),
    ...rest,
  };
}
