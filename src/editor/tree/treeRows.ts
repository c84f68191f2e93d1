import * as l10n from '@vscode/l10n';
import type { Slice } from '../../gpu/slice.ts';
import { isLive, type DeviceView, type Inventory, type Job } from '../../protocol/agent.ts';
import { deviceRow, freeShare } from './deviceRow.ts';
import type { Row } from './row.ts';
import { sliceRow } from './sliceRow.ts';

/** What is known of this machine, at an instant. */
export interface MachineFacts {
  readonly targetId: string;
  /** `This machine`. */
  readonly label: string;
  readonly inventory: Inventory;
  /** The agent is out of reach or read anew: what follows is what it last told. */
  readonly isUpdating: boolean;
  readonly jobs: readonly Job[];
  /** Epoch milliseconds; a rate that is too old is none. */
  readonly now: number;
}

/** More devices than this start folded. */
const mostOpenDevices = 4;

/** The row of this machine with its devices and all that is on them. */
export function machineRow({ targetId, label, inventory, isUpdating, jobs, now }: MachineFacts): Row {
  const { devices, notes } = inventory;
  const isOpen = devices.length <= mostOpenDevices;
  const updating = isUpdating ? [l10n.t('updating')] : [];
  const summary = [...machineSummary(inventory), ...updating].join(' · ');
  return {
    id: targetId,
    label,
    description: summary,
    words: devices.length === 0 ? ['target', 'noDevice'] : ['target'],
    spoken: `${label}, ${summary}`,
    subject: {},
    children: [
      ...devices.map((view) =>
        deviceRow(targetId, view, (id) => slicesOf(view, jobs).map(({ slice, job }) => sliceRow(id, slice, job, now)), isOpen),
      ),
      ...[...new Set(notes)].map((note) => noteRow(targetId, note)),
    ],
    isOpenAtFirst: true,
    details: () => [],
  };
}

/** The row of a machine whose agent cannot be reached; why stands above the tree, where it has room. */
export function failedRow(targetId: string, label: string, message: string): Row {
  const description = l10n.t('the agent cannot be reached');
  return {
    id: targetId,
    label,
    description,
    icon: { codicon: 'error' },
    words: ['target', 'failed'],
    spoken: `${label}, ${description}: ${message}`,
    subject: {},
    children: [],
    details: () => [{ label: l10n.t('why'), value: message }],
  };
}

/** `simulated`, `2 GPUs`, `1.5 free`; of one device its own row says what is free. */
function machineSummary({ source, devices }: Inventory): readonly string[] {
  if (devices.length === 0) {
    return [l10n.t('no GPU')];
  }
  const free = devices.reduce((sum, view) => sum + freeShare(view), 0);
  return [
    ...(source === 'simulated' ? [l10n.t('simulated')] : []),
    ...(devices.length === 1
      ? [l10n.t('1 GPU')]
      : [l10n.t('{0} GPUs', devices.length), l10n.t('{0} free', Math.round(free * 100) / 100)]),
  ];
}

interface HeldSlice {
  readonly slice: Slice;
  readonly job: Job | undefined;
}

/**
 * Slices of live jobs as the jobs themselves tell, which comes first, then those of the inventory whose job was not told yet.
 * A job that has ended holds nothing, even where the inventory is a second behind.
 */
function slicesOf({ device, slices }: DeviceView, jobs: readonly Job[]): readonly HeldSlice[] {
  const used = new Map(slices.flatMap(({ holder, usedMiB }) => (usedMiB === undefined ? [] : [[holder, { usedMiB }] as const])));
  const known = jobs
    .filter(isLive)
    .flatMap((job) => job.slices.filter(({ deviceUuid }) => deviceUuid === device.uuid).map((slice) => ({ slice, job })))
    .map(({ slice, job }) => ({ slice: { ...slice, ...used.get(slice.holder) }, job }))
    .sort((a, b) => a.job.createdAt - b.job.createdAt || a.slice.holder.localeCompare(b.slice.holder));
  const names = new Set(jobs.map(({ name }) => name));
  const untold = slices.filter(({ holder }) => !names.has(holder)).map((slice) => ({ slice, job: undefined }));
  return [...known, ...untold];
}

function noteRow(targetId: string, note: string): Row {
  return {
    id: `${targetId}/note/${note}`,
    label: note,
    description: '',
    icon: { codicon: 'info' },
    words: [],
    spoken: note,
    subject: {},
    children: [],
    details: () => [],
  };
}
