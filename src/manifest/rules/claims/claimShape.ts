import * as l10n from '@vscode/l10n';
import type { DeviceRequest } from '../../claims/claim.ts';
import { replaceScalar } from '../../edits.ts';
import type { Finding, Fix, TextEdit } from '../../finding.ts';
import type { SourceText } from '../../manifestFile.ts';
import { firstLineOf } from '../../textRange.ts';
import { toFinding } from '../apiServer/refusal.ts';
import type { ClaimInput } from './claimInput.ts';

const oneOf = 'exactly one of `exactly` or `firstAvailable` is required';

/**
 * A request says its devices under `exactly` or `firstAvailable`; in v1beta1 the fields of `exactly` stand in the request itself
 * (k8s.io/api/resource). Fields of the other version are unknown and count as nothing.
 */
export function checkShape(input: ClaimInput): readonly Finding[] {
  const version = input.claim.version.value;
  if (version !== 'v1' && version !== 'v1beta2' && version !== 'v1beta1') return [];
  return input.claim.requests.flatMap((request): readonly Finding[] => {
    const complaint = complain(input, request, version);
    if (complaint === undefined) return [];
    const { message, fixes = [], said = `Required value: ${oneOf}` } = complaint;
    const range = firstLineOf(request.flatFields ?? request.range);
    return [toFinding({ rule: 'claim-shape', fieldPath: request.path, said: [said], message, range, fixes })];
  });
}

interface Complaint {
  readonly message: string;
  readonly fixes?: readonly Fix[];
  readonly said?: string;
}

function complain(input: ClaimInput, request: DeviceRequest, version: string): Complaint | undefined {
  const name = request.name.value;
  if (request.shape === 'mixed') {
    const message = l10n.t('request "{0}" says its devices in two ways: the API server refuses it. Keep one.', name);
    return { message, said: `Invalid value: null: ${oneOf}, but multiple fields are set` };
  }
  if (request.shape === 'none') {
    return { message: l10n.t('request "{0}" says no devices: the API server refuses it. Add a deviceClassName.', name) };
  }
  if (version === 'v1beta1' && request.shape === 'exactly') {
    const message = l10n.t('exactly: v1beta1 does not know this field. Use apiVersion resource.k8s.io/v1.');
    return { message, fixes: useV1(input) };
  }
  if (version !== 'v1beta1' && request.shape === 'flat') {
    const message = l10n.t(
      'request "{0}" says its devices as v1beta1 does: the API server refuses that in {1}. Put them under exactly.',
      name,
      version,
    );
    const edits = nestUnderExactly(input.file, request);
    return { message, fixes: edits.length === 0 ? [] : [{ title: l10n.t('Put them under exactly'), edits }] };
  }
  return undefined;
}

function useV1({ file, claim: { version, requests } }: ClaimInput): readonly Fix[] {
  if (requests.some(({ shape }) => shape === 'flat' || shape === 'mixed')) return [];
  const right = 'resource.k8s.io/v1';
  return [{ title: l10n.t('Use "{0}"', right), edits: [replaceScalar(file, version.range, right)] }];
}

/** Moves the fields of a flat request two columns to the right, below `exactly:`. */
export function nestUnderExactly({ lines }: SourceText, { flatFields }: DeviceRequest): readonly TextEdit[] {
  if (flatFields === undefined) return [];
  const { start, end } = flatFields;
  const inner = ' '.repeat(start.character + 2);
  const lineBreak = /\r?\n$|\r$/.exec(lines.line(start.line).text)?.[0] ?? '\n';
  const head = { range: { start, end: start }, text: `exactly:${lineBreak}${inner}` };
  const below = Array.from({ length: end.line - start.line }, (_, index) => start.line + 1 + index);
  const moved = below.filter((line) => lines.line(line).text.trim() !== '');
  return [
    head,
    ...moved.map((line): TextEdit => {
      const at = { line, character: 0 };
      return { range: { start: at, end: at }, text: '  ' };
    }),
  ];
}
