import * as l10n from '@vscode/l10n';
import type { DeviceChoice } from '../../claims/claim.ts';
import { isForGpu } from '../../claims/gpuClaims.ts';
import { valueRange } from '../../edits.ts';
import type { Finding } from '../../finding.ts';
import type { SourceText } from '../../manifestFile.ts';
import { scalarText } from '../../scalarText.ts';
import type { Entry } from '../../workload.ts';
import { toFinding } from '../apiServer/refusal.ts';
import { isTemplated } from '../../isTemplated.ts';
import { offerRemoval } from '../entryFixes.ts';
import { choicesOf, type ClaimInput } from './claimInput.ts';

const modes = ['All', 'ExactCount'] as const;

/** How many devices: k8s.io/kubernetes/pkg/apis/resource/validation, after its defaults. */
export function checkCounts({ file, claim }: ClaimInput): readonly Finding[] {
  return choicesOf(claim).flatMap((choice) => [...checkMode(choice), ...checkCount(file, choice), ...checkAll(choice)]);
}

function checkMode({ mode, path }: DeviceChoice): readonly Finding[] {
  const text = mode === undefined ? '' : scalarText(mode.value.value);
  if (mode === undefined || text === '' || isTemplated(text) || modes.some((known) => known === text)) return [];
  const meant = modes.find((known) => known.toLowerCase().startsWith(text.toLowerCase().replace(/[^a-z]/g, '')));
  return [
    toFinding({
      rule: 'claim-count',
      fieldPath: `${path}.allocationMode`,
      said: [`Unsupported value: ${JSON.stringify(text)}: supported values: "All", "ExactCount"`],
      message: l10n.t('allocationMode "{0}": the API server refuses it. Use ExactCount or All.', text),
      range: valueRange(mode),
      fixes:
        meant === undefined ? [] : [{ title: l10n.t('Use "{0}"', meant), edits: [{ range: valueRange(mode), text: meant }] }],
    }),
  ];
}

/** Nothing refuses it; how much is asked for is not to be seen. */
function checkAll(choice: DeviceChoice): readonly Finding[] {
  const { mode } = choice;
  if (mode?.value.value !== 'All' || !isForGpu(choice) || choice.hasAdminAccess) return [];
  const message = l10n.t(
    'allocationMode All: the pod gets every GPU of a node that matches, however many. Use ExactCount with a count.',
  );
  return [{ rule: 'claim-all-devices', severity: 'hint', message, range: valueRange(mode), fixes: [] }];
}

function checkCount(file: SourceText, { mode, count, path }: DeviceChoice): readonly Finding[] {
  const written = count?.value.value;
  if (count === undefined || written === null || isTemplated(scalarText(written))) return [];
  const range = valueRange(count);
  const number = readCount(written);
  if (number === undefined) {
    const message = l10n.t(
      'count {0}: the API server reads whole numbers only, without quotes. Write for example 1.',
      file.lines.slice(range),
    );
    return [{ rule: 'claim-count', severity: 'error', message, range, fixes: useNumber(count) }];
  }
  const fieldPath = `${path}.count`;
  if (mode?.value.value === 'All') {
    if (number === 0n) return [];
    return [
      toFinding({
        rule: 'claim-count',
        fieldPath,
        said: [`Invalid value: ${number}: must not be specified when allocationMode is 'All'`],
        message: l10n.t('count {0} beside allocationMode All: the API server refuses both together. Remove one.', String(number)),
        range,
        fixes: offerRemoval(file, count),
      }),
    ];
  }
  if (number < 0n) {
    const said = [`Invalid value: ${number}: must be greater than zero`];
    const message = l10n.t('count {0}: the API server refuses it. Write 1 or more.', String(number));
    return [toFinding({ rule: 'claim-count', fieldPath, said, message, range })];
  }
  if (number > 0n) return [];
  const message = l10n.t('count 0: Kubernetes reads it as 1. Write 1, or remove the request.');
  return [{ rule: 'claim-count', severity: 'warning', message, range, fixes: [{ title: '1', edits: [{ range, text: '1' }] }] }];
}

function readCount(written: unknown): bigint | undefined {
  if (typeof written === 'bigint') return written;
  return typeof written === 'number' && Number.isInteger(written) ? BigInt(written) : undefined;
}

function useNumber(count: Entry): Finding['fixes'] {
  const text = scalarText(count.value.value).trim();
  return /^[1-9]\d{0,3}$/.test(text) ? [{ title: text, edits: [{ range: valueRange(count), text }] }] : [];
}
