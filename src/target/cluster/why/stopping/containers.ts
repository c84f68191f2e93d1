import * as l10n from '@vscode/l10n';
import { known } from '../../clusterObjects.ts';
import type { ContainerEnd, ContainerStatus, PodObject } from '../../objects/pod.ts';
import type { Cure } from '../cure.ts';
import { describeStartProblem } from '../describeStart.ts';
import { eventsOfPod } from '../events.ts';
import type { StopKind, StopReason } from '../explanation.ts';
import { readGpuMemoryProblem } from '../runtimeTexts/gpuMemory.ts';
import { readStartProblem } from '../runtimeTexts/startProblem.ts';
import type { Found, StopInput } from './found.ts';
import { describeGpuMemory } from './gpuMemory.ts';

/** How the containers of a pod ended the last time, and what keeps them from starting again. */
export function findContainerEnds(pod: PodObject, input: StopInput): readonly Found[] {
  return pod.statuses.flatMap((status) => {
    const end = status.state.kind === 'terminated' ? status.state : status.lastEnd;
    const { state } = status;
    return [
      ...(end === undefined ? [] : [describeEnd(pod, status, end, input)]),
      ...(state.kind === 'waiting' ? describeWaiting(pod, status, state.reason ?? '', state.message ?? '') : []),
    ];
  });
}

/** The runtime could not start it: there is no log, its message tells why. */
const notStarted: ReadonlySet<string> = new Set(['StartError', 'ContainerCannotRun']);
const passing = new Set(['', 'ContainerCreating', 'PodInitializing']);

function describeWaiting(pod: PodObject, { name, restarts }: ContainerStatus, reason: string, message: string): readonly Found[] {
  if (passing.has(reason)) return [];
  const problem = readStartProblem(reason, message);
  const { text, headline, cures } = describeStartProblem(problem, name, reason);
  const counted = problem.kind === 'crashLoop' ? `${text} ${countRestarts(restarts)}` : text;
  const kind: StopKind = problem.kind === 'image' ? 'imagePull' : problem.kind === 'crashLoop' ? 'crashLoop' : 'configuration';
  return [{ reason: { ...at(pod, name), kind, text: counted.trim(), ...said(message) }, headline, cures }];
}

function countRestarts(restarts: number): string {
  return restarts === 0
    ? ''
    : restarts === 1
      ? l10n.t('It was restarted once.')
      : l10n.t('It was restarted {0} times.', restarts);
}

function describeEnd(pod: PodObject, status: ContainerStatus, end: ContainerEnd, input: StopInput): Found {
  const { name } = status;
  const log = input.logs.find((one) => one.container === name && one.pod === pod.name)?.text ?? '';
  const problem = readGpuMemoryProblem(`${log}\n${end.message ?? ''}`);
  const where = at(pod, name);
  const seeLog: Cure = { kind: 'seeLog', pod: pod.name, container: name, isPrevious: status.state.kind !== 'terminated' };
  if (problem !== undefined && end.exitCode !== 0) {
    const { text, cures } = describeGpuMemory(problem, input.workload.request);
    return {
      reason: {
        ...where,
        kind: 'outOfGpuMemory',
        text: `${text} ${codeOf(end)}`,
        verbatim: end.message?.includes(problem.line) === true ? end.message : problem.line,
      },
      headline: l10n.t('out of GPU memory'),
      cures: [...cures, seeLog],
    };
  }
  if (end.reason === 'OOMKilled') return describeHostMemory(pod, name, end);
  if (end.exitCode === 0) {
    return {
      reason: {
        ...where,
        kind: 'finished',
        text: l10n.t('Container "{0}" ended by itself, without error.', name),
        ...said(end.message),
      },
      headline: l10n.t('ended without error'),
      cures: [seeLog],
    };
  }
  const start = notStarted.has(end.reason ?? '') ? readStartProblem(end.reason ?? '', end.message ?? '') : undefined;
  if (start !== undefined && start.kind !== 'unknown') {
    const { text, headline, cures } = describeStartProblem(start, name, end.reason ?? '');
    return { reason: { ...where, kind: 'configuration', text: `${text} ${codeOf(end)}`, ...said(end.message) }, headline, cures };
  }
  return end.exitCode === 137 ? describeKill(pod, name, end, input, seeLog) : describeExit(where, status, end, seeLog);
}

function describeHostMemory(pod: PodObject, name: string, end: ContainerEnd): Found {
  const limit = pod.containers.find((container) => container.name === name)?.limits['memory'];
  const text =
    limit === undefined
      ? l10n.t('Container "{0}" was killed: the node ran out of its own memory (not of GPU memory). {1}', name, codeOf(end))
      : l10n.t(
          'Container "{0}" was killed: it went over its limit of {1} of the node\'s memory (not of GPU memory). {2}',
          name,
          limit,
          codeOf(end),
        );
  return {
    reason: { ...at(pod, name), kind: 'outOfHostMemory', text, ...said(end.message) },
    headline: limit === undefined ? l10n.t("out of the node's memory") : l10n.t('over its memory limit of {0}', limit),
    cures: [{ kind: 'raiseMemory', container: name, ...(limit !== undefined && { limit }) }],
  };
}

/** A kill that the kernel did not do for host memory: a probe, a deadline, or an enforcer of GPU memory. */
function describeKill(pod: PodObject, name: string, end: ContainerEnd, { objects, workload }: StopInput, seeLog: Cure): Found {
  const event = eventsOfPod(pod, known(objects.events)).find(
    ({ reason, message }) => /OOM/i.test(reason) || (reason === 'Killing' && /probe/.test(message)),
  );
  const isDynamic =
    workload.request?.limit !== undefined || pod.containers.some(({ env }) => env['RUNAI_GPU_MEMORY_LIMIT'] !== undefined);
  const isProbe = event?.reason === 'Killing';
  const text = isProbe
    ? l10n.t('Container "{0}" was killed: it did not answer its liveness probe. {1}', name, codeOf(end))
    : event !== undefined || isDynamic
      ? l10n.t(
          'Container "{0}" was killed. It may use GPU memory beyond its request, and is ended when those who share the GPU need theirs. {1}',
          name,
          codeOf(end),
        )
      : l10n.t('Container "{0}" was killed from outside. {1}', name, codeOf(end));
  const kind: StopKind = event !== undefined && !isProbe ? 'outOfGpuMemory' : 'killed';
  const cures: readonly Cure[] = isProbe
    ? [{ kind: 'changeManifest', what: l10n.t('Give it more time in its startup or liveness probe.') }]
    : isDynamic
      ? [{ kind: 'changeManifest', what: l10n.t('Raise its request towards its limit, so that the memory is its own.') }]
      : [{ kind: 'seeEvents' }];
  return {
    reason: { ...at(pod, name), kind, text, ...said(event?.message ?? end.message) },
    headline: isProbe ? l10n.t('did not answer its liveness probe') : l10n.t('killed (exit code 137)'),
    cures: [...cures, seeLog],
  };
}

function describeExit(where: Where, { name, restarts }: ContainerStatus, end: ContainerEnd, seeLog: Cure): Found {
  const meaning = meaningOf(end.exitCode);
  return {
    reason: {
      ...where,
      kind: 'exited',
      text:
        meaning === undefined
          ? l10n.t('Container "{0}" ended with an error. {1}', name, codeOf(end))
          : l10n.t('Container "{0}" ended: {1}. {2}', name, meaning, codeOf(end)),
      ...said(end.message),
    },
    headline:
      restarts === 0 ? l10n.t('exit code {0}', end.exitCode) : l10n.t('exit code {0}, restarts: {1}', end.exitCode, restarts),
    cures: [seeLog],
  };
}

function meaningOf(exitCode: number): string | undefined {
  switch (exitCode) {
    case 126:
      return l10n.t('its command cannot be executed');
    case 127:
      return l10n.t('its command was not found');
    case 134:
      return l10n.t('it aborted itself (SIGABRT)');
    case 139:
      return l10n.t('it used memory that is not its own (SIGSEGV)');
    case 143:
      return l10n.t('it was asked to stop (SIGTERM)');
    default:
      return undefined;
  }
}

function codeOf({ exitCode, reason }: ContainerEnd): string {
  return reason === undefined || reason === 'Error' || reason === 'Completed'
    ? l10n.t('Exit code {0}.', exitCode)
    : l10n.t('Exit code {0}, {1}.', exitCode, reason);
}

type Where = Pick<StopReason, 'pod' | 'container'>;

function at(pod: PodObject, container: string): Where {
  return { pod: pod.name, container };
}

function said(message: string | undefined): Pick<StopReason, 'verbatim'> {
  return message === undefined || message.trim() === '' ? {} : { verbatim: message };
}
