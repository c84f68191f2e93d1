import * as l10n from '@vscode/l10n';
import { gpuFlagsOf, type GpuMeaning } from '../../../inference/models/use/gpuFlags.ts';
import type { GivenGpuFlag } from '../../../inference/models/use/readGpuFlags.ts';
import { countDevices, type Asking } from '../../dialects/asks.ts';
import type { Finding } from '../../finding.ts';
import type { RuleInput } from '../rule.ts';
import { addArgument, rangeOfArgument, replaceArgument } from './argumentEdits.ts';
import { serverLabels, type Serving } from './servings.ts';

/** Kinds whose pods each run a whole server. In others (LeaderWorkerSet, Ray, MPI) the processes of one server are spread over pods. */
const singlePodKinds: ReadonlySet<string> = new Set([
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Service',
  'Configuration',
]);

const parallelisms = ['tensorParallel', 'pipelineParallel', 'dataParallel'] as const satisfies readonly GpuMeaning[];

/** The devices that a server spreads over, against those that its container asks for. */
export function checkDeviceCount(input: RuleInput, result: Asking, serving: Serving): readonly Finding[] {
  const { workload } = input.item;
  const { given } = serving.flags;
  const executor = given.get('executor');
  const isSpread = given.has('spread') || (executor !== undefined && executor.value !== 'mp' && executor.value !== 'uni');
  if (!singlePodKinds.has(workload.kind) || workload.role !== '' || isSpread) return [];
  // Pieces of fixed size are not joined by any server.
  const devices = serving.ask.kind === 'request' ? countDevices(result, serving.container.name) : undefined;
  const wanted = countWanted(serving.flags.given);
  if (devices === undefined || wanted === undefined) return [];
  if (wanted > devices) return [tooMany(input, serving, wanted, devices)];
  return wanted < devices && !mayUseMore(input, serving) ? [tooFew(input, serving, wanted, devices)] : [];
}

/** The product of all sizes that are given; undefined where one cannot be read. */
function countWanted(given: ReadonlyMap<GpuMeaning, GivenGpuFlag>): number | undefined {
  const sizes = parallelisms.flatMap((meaning) => given.get(meaning) ?? []).map(({ value }) => readSize(value));
  return sizes.reduce<number | undefined>(
    (product, size) => (product === undefined || size === undefined ? undefined : product * size),
    1,
  );
}

function readSize(value: string | undefined): number | undefined {
  return value !== undefined && /^[1-9]\d{0,3}$/.test(value) ? Number(value) : undefined;
}

/** Whether more devices than the written ones may be used by arguments that stand elsewhere, or of the server's own. */
function mayUseMore({ item }: RuleInput, { flags }: Serving): boolean {
  const { given, isOpen, server } = flags;
  if (isOpen || given.has('file') || item.isPartial) return true;
  const { usualDevices } = gpuFlagsOf(server);
  return usualDevices !== 'one' && !given.has('tensorParallel');
}

function tooMany(input: RuleInput, serving: Serving, wanted: number, devices: number): Finding {
  const { server, given } = serving.flags;
  const written = parallelisms.flatMap((meaning) => given.get(meaning) ?? []);
  const text = written.map(({ name, value = '' }) => `${name} ${value}`).join(' × ');
  const message =
    devices === 1
      ? l10n.t(
          '{0}: {1} wants {2} GPUs, and its container asks for one, so it does not start. Ask for {2} devices, or use 1.',
          text,
          serverLabels[server],
          wanted,
        )
      : l10n.t(
          '{0}: {1} wants {2} GPUs, and its container asks for {3}, so it does not start. Ask for {2} devices, or use {3}.',
          text,
          serverLabels[server],
          wanted,
          devices,
        );
  return finding(input, serving, message, written, devices);
}

function tooFew(input: RuleInput, serving: Serving, wanted: number, devices: number): Finding {
  const { server, given } = serving.flags;
  const written = parallelisms.flatMap((meaning) => given.get(meaning) ?? []);
  const name = nameOf(serving);
  const text =
    written.length === 0 ? l10n.t('no {0}', name) : written.map((flag) => `${flag.name} ${flag.value ?? ''}`).join(' × ');
  const message = l10n.t(
    '{0}: {1} uses {2} of the {3} GPUs that its container asks for, and the others idle. Ask for {2}, or use {4} {3}.',
    text,
    serverLabels[server],
    wanted,
    devices,
    name,
  );
  return finding(input, serving, message, written, devices);
}

function finding(
  { file }: RuleInput,
  serving: Serving,
  message: string,
  written: readonly GivenGpuFlag[],
  devices: number,
): Finding {
  const { container, ask, flags } = serving;
  const [first] = written;
  const name = nameOf(serving);
  const edits =
    first === undefined
      ? addArgument(file, container, `${name}=${devices}`)
      : written.length === 1 && flags.given.has('tensorParallel')
        ? replaceArgument(file, container, first, String(devices))
        : [];
  const title = first === undefined ? l10n.t('Add {0}', `${name} ${devices}`) : l10n.t('Use {0}', `${first.name} ${devices}`);
  const range = first === undefined ? ask.range : rangeOfArgument(file, container, first);
  return { rule: 'engine-devices', severity: 'warning', message, range, fixes: edits.length === 0 ? [] : [{ title, edits }] };
}

function nameOf({ flags: { server, given } }: Serving): string {
  const usual = gpuFlagsOf(server).flags.find(({ meaning }) => meaning === 'tensorParallel')?.names[0] ?? '';
  return given.get('tensorParallel')?.name ?? usual;
}
