import * as l10n from '@vscode/l10n';
import { describeAmount } from '../../gpu/amount.ts';
import { formatGiB, formatMiB } from '../../gpu/memory.ts';
import type { MiB } from '../../gpu/quantity.ts';
import { formatShare } from '../../gpu/share.ts';
import type { Slice } from '../../gpu/slice.ts';
import type { Job } from '../../protocol/agent.ts';
import { enforcementTexts, stateTexts } from '../jobs/jobText.ts';
import { sampleDetails } from './sampleDetails.ts';
import { rateOf } from './rate.ts';
import type { Detail, Row, RowIcon, RowWord } from './row.ts';

/** `chat-half   0.5 · 39.8 GiB    412 tok/s · limit 0.5 · watchdog`; `job` is absent while it was not told yet. */
export function sliceRow(parentId: string, slice: Slice, job: Job | undefined, now: number): Row {
  const { holder, share, requestMiB, enforcement } = slice;
  const held = `${formatShare(share)} · ${formatGiB(requestMiB)}`;
  const limit = l10n.t('limit {0}', job === undefined ? formatGiB(slice.limitMiB) : describeAmount(limitOf(job)));
  const heldBy = enforcement === 'none' ? l10n.t('not enforced') : enforcement;
  const doing = job === undefined ? [] : activity(slice, job, now);
  const subject = {
    deviceUuid: slice.deviceUuid,
    ...(job !== undefined && { jobId: job.id }),
    ...(job?.manifestPath !== undefined && { manifestPath: job.manifestPath }),
  };
  return {
    id: `${parentId}/slice/${holder}`,
    label: holder,
    description: `${held}    ${[...doing.map(({ text }) => text), limit, heldBy].join(' · ')}`,
    icon: iconOf(job, now),
    words: wordsOf(job),
    spoken: [holder, ...doing.map(({ spoken }) => spoken), held, limit, enforcementTexts()[enforcement]].join(', '),
    subject,
    children: [],
    details: () => details(slice, job, now),
  };
}

function limitOf({ request: { request, limit = request } }: Job) {
  return limit;
}

/** What the job does, shortest first: a rate while it runs, else its state in words. */
function activity(slice: Slice, job: Job, now: number): readonly { readonly text: string; readonly spoken: string }[] {
  if (job.state !== 'running') {
    const text = job.progress ?? stateTexts()[job.state];
    return [{ text, spoken: text }];
  }
  const rate = rateOf(job, now);
  const used = usedMemory(slice, job);
  if (job.engine !== null || used === undefined) {
    return [rate];
  }
  const text = l10n.t('{0} used', formatGiB(used));
  return [{ text, spoken: text }, rate];
}

/** Of this slice where that was measured, else of a job with one slice. */
function usedMemory({ usedMiB }: Slice, job: Job): number | undefined {
  return usedMiB ?? (job.slices.length === 1 ? (job.latest?.memoryMiB ?? undefined) : undefined);
}

function iconOf(job: Job | undefined, now: number): RowIcon {
  if (job === undefined) {
    return { codicon: 'circle-filled' };
  }
  if (job.state !== 'running') {
    return { codicon: 'loading~spin' };
  }
  const isFlowing = rateOf(job, now).kind === 'flowing';
  return { codicon: 'circle-filled', ...(isFlowing && { colour: 'charts.green' }) };
}

function wordsOf(job: Job | undefined): readonly RowWord[] {
  if (job === undefined) {
    return ['slice'];
  }
  const isSending = job.traffic?.state === 'sending';
  const isReady = job.state === 'running' && job.endpoint !== undefined;
  return [
    'slice',
    'job',
    ...(isReady ? (['endpoint', isSending ? 'sending' : 'quiet'] as const) : []),
    ...(job.manifestPath === undefined ? [] : (['manifest'] as const)),
  ];
}

function details(slice: Slice, job: Job | undefined, now: number): readonly Detail[] {
  const memory = (amount: number): string => formatMiB(Math.round(amount) as MiB);
  const granted = [
    { label: l10n.t('request'), value: `${formatShare(slice.share)} · ${formatMiB(slice.requestMiB)}` },
    { label: l10n.t('limit'), value: formatMiB(slice.limitMiB) },
    { label: l10n.t('enforcement'), value: `${slice.enforcement}: ${enforcementTexts()[slice.enforcement]}` },
  ];
  const device = { label: l10n.t('device'), value: slice.deviceUuid };
  if (job === undefined) {
    return [...granted, device];
  }
  const used = usedMemory(slice, job);
  const rate = rateOf(job, now);
  const told = rate.kind === 'unknown' ? `– (${rate.why})` : rate.text;
  const flows =
    job.state === 'running'
      ? [{ label: l10n.t('tokens'), value: told }, ...(rate.kind === 'unknown' ? [] : sampleDetails(job.latest))]
      : [];
  const { engine } = job;
  const ran =
    engine?.insteadOf === undefined ? (engine?.label ?? '') : l10n.t('{0} instead of {1}', engine.label, engine.insteadOf);
  return [
    {
      label: l10n.t('state'),
      value: [stateTexts()[job.state], ...(job.progress === undefined ? [] : [job.progress])].join(': '),
    },
    ...flows,
    ...granted,
    { label: l10n.t('memory used'), value: used === undefined ? l10n.t('– (nothing measures it yet)') : memory(used) },
    { label: l10n.t('engine'), value: engine === null ? l10n.t('none: a command line of your own') : ran },
    ...optional(l10n.t('command'), job.argv?.join(' ')),
    ...optional(l10n.t('model'), job.model === '' ? undefined : job.model),
    ...optional(l10n.t('endpoint'), job.endpoint),
    ...optional(l10n.t('manifest'), job.manifestPath),
    device,
  ];
}

function optional(label: string, value: string | undefined): readonly Detail[] {
  return value === undefined ? [] : [{ label, value }];
}
