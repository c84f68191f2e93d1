import * as l10n from '@vscode/l10n';
import { readApiQuantity, type ApiQuantity } from '../../../gpu/apiQuantity.ts';
import { replaceValue, valueRange } from '../../edits.ts';
import type { Finding, Fix } from '../../finding.ts';
import { wholeGpuResource } from '../../fractionContainer.ts';
import { isTemplated } from '../../isTemplated.ts';
import type { SourceText } from '../../manifestFile.ts';
import { scalarText } from '../../scalarText.ts';
import type { Container, Entry } from '../../workload.ts';
import { removeEntries } from '../../removeEntries.ts';
import type { RuleInput } from '../rule.ts';
import { findFractionAnnotation } from '../scheduling.ts';
import { askForPart } from './askForPart.ts';
import { againstResourceName, isCounted, isHugePages, isOvercommitAllowed } from './resourceName.ts';
import { invalidValue, toFinding, type Refusal } from './refusal.ts';

/** A container with its way from the object. */
export interface PlacedContainer {
  readonly container: Container;
  readonly path: string;
}

interface Amount {
  readonly name: string;
  readonly entry: Entry;
  /** As it stands in the manifest. */
  readonly written: string;
  readonly quantity: ApiQuantity;
}

/** What is refused of one amount, wherever the API server meets it. */
type Complaint = Pick<Refusal, 'rule' | 'said' | 'message'>;

/**
 * Rules of k8s.io/kubernetes/pkg/apis/core/validation about `resources` of a container.
 * A request that a Pod leaves out is filled in from its limit, and refused with it; in a template it stays out.
 */
export function checkResources(
  input: RuleInput,
  { container, path }: PlacedContainer,
  fillsRequests: boolean,
  isWhole: boolean,
): readonly Finding[] {
  const { limits, requests } = container;
  const askForFraction = ({ quantity }: Amount): readonly Fix[] => askForPart(input, container, Number(quantity.milli) / 1000);
  const findings = [...limits, ...requests].flatMap((entry) => checkDecodable(input.file, entry));
  const limitAmounts = readAmounts(limits);
  const requestAmounts = readAmounts(requests);
  const refusals = [
    ...limitAmounts.flatMap((amount) => {
      const isFilledIn = fillsRequests && !requests.some(({ key }) => key.value === amount.name);
      const alsoAt = isFilledIn ? [`${path}.resources.requests[${amount.name}]`] : [];
      return refuseAmount(amount, `${path}.resources.limits[${amount.name}]`, alsoAt, askForFraction);
    }),
    ...requestAmounts.flatMap((amount) => refuseAmount(amount, `${path}.resources.requests[${amount.name}]`, [], askForFraction)),
    ...requestAmounts.flatMap((amount) => compareWithLimit(input, container, amount, path, isWhole)),
    ...checkHugePages(container, path),
  ];
  return [...findings, ...refusals.map(toFinding)];
}

/** Maps and lists are no amounts, and what a tool fills in is not known. */
function readText({ value }: Entry): string | undefined {
  const text = value.value === null ? '0' : scalarText(value.value);
  const isKnown = (value.value === null || typeof value.value !== 'object') && !isTemplated(text);
  return isKnown ? text : undefined;
}

function readAmounts(entries: readonly Entry[]): readonly Amount[] {
  return entries.flatMap((entry) => {
    const written = readText(entry);
    const quantity = written === undefined ? undefined : readApiQuantity(written);
    const name = entry.key.value;
    return written === undefined || quantity === undefined || isTemplated(name) ? [] : [{ name, entry, written, quantity }];
  });
}

function checkDecodable(file: SourceText, entry: Entry): readonly Finding[] {
  if (typeof entry.value.value === 'object' && entry.value.value !== null) return refuseCollection(file, entry);
  const text = readText(entry);
  if (text === undefined || readApiQuantity(text) !== undefined) return [];
  const message = l10n.t(
    '{0} {1}: the API server cannot read this amount. Write a number with an optional unit, for example "1" or "8Gi".',
    entry.key.value,
    JSON.stringify(text),
  );
  return [{ rule: 'resource-quantity', severity: 'error', message, range: valueRange(entry), fixes: [] }];
}

function refuseCollection(file: SourceText, entry: Entry): readonly Finding[] {
  const { start, end } = valueRange(entry);
  if (isTemplated(entry.key.value) || isTemplated(file.lines.slice({ start, end }))) return [];
  const message = l10n.t(
    '{0}: the API server refuses a map or list here. Write a number with an optional unit, for example "1" or "8Gi".',
    entry.key.value,
  );
  const range = { start, end: end.line === start.line ? end : start };
  return [{ rule: 'resource-quantity', severity: 'error', message, range, fixes: [] }];
}

function refuseAmount(
  amount: Amount,
  fieldPath: string,
  alsoAt: readonly string[],
  askForFraction: (amount: Amount) => readonly Fix[],
): readonly Refusal[] {
  const range = valueRange(amount.entry);
  return [
    ...checkName(amount).map((complaint) => ({ ...complaint, fieldPath, alsoAt, range: amount.entry.key.range })),
    ...checkAmount(amount).map((complaint) => ({
      ...complaint,
      fieldPath,
      alsoAt,
      range,
      fixes: complaint.rule === 'whole-gpu-value' && amount.name === wholeGpuResource ? askForFraction(amount) : [],
    })),
  ];
}

function checkName({ name }: Amount): readonly Complaint[] {
  const said = againstResourceName(name).map((why) => invalidValue(name, why));
  const message = l10n.t(
    '{0}: the API server refuses this resource: a container has cpu, memory, ephemeral-storage, or names such as nvidia.com/gpu.',
    name,
  );
  return said.length === 0 ? [] : [{ rule: 'resource-name', said, message }];
}

function checkAmount({ name, quantity, written }: Amount): readonly Complaint[] {
  const complaints: Complaint[] = [];
  const what = `${name} ${JSON.stringify(written)}`;
  if (quantity.milli < 0n) {
    complaints.push({
      rule: 'resource-quantity',
      said: [invalidValue(quantity.text, 'must be greater than or equal to 0')],
      message: l10n.t('{0}: the API server refuses an amount below 0. Write 0 or more.', what),
    });
  }
  if (isCounted(name) && !quantity.isWhole) {
    const isGpu = /(^|\.)nvidia\.com\//.test(name);
    complaints.push({
      rule: 'whole-gpu-value',
      said: [invalidValue(quantity.text, 'must be an integer')],
      message: isGpu
        ? l10n.t(
            '{0}: the API server refuses this pod: GPUs are counted in whole numbers. For a part of one use the annotation gpu-fraction.',
            what,
          )
        : l10n.t('{0}: the API server refuses this pod: it counts this resource in whole numbers. Write for example "1".', what),
    });
  }
  if (isHugePages(name) && !isMultipleOfPage(name, quantity)) {
    complaints.push({
      rule: 'resource-quantity',
      said: [invalidValue(quantity.text, `${quantity.text} is not positive integer multiple of ${name}`)],
      message: l10n.t('{0}: the API server refuses what is not a multiple of the page size.', what),
    });
  }
  return complaints;
}

function isMultipleOfPage(name: string, { milli }: ApiQuantity): boolean {
  const size = readApiQuantity(name.slice('hugepages-'.length));
  if (size === undefined || size.milli <= 0n || !size.isWhole) return false;
  // Kubernetes compares whole numbers, rounded up.
  const whole = (milli + (milli > 0n ? 999n : 0n)) / 1000n;
  return whole % (size.milli / 1000n) === 0n;
}

function compareWithLimit(
  input: RuleInput,
  container: Container,
  amount: Amount,
  path: string,
  isWhole: boolean,
): readonly Refusal[] {
  const { name, entry, quantity, written } = amount;
  const limitEntry = container.limits.find(({ key }) => key.value === name);
  if (limitEntry === undefined) return checkLimitIsThere(input, container, amount, path, isWhole);
  const [limit] = readAmounts([limitEntry]);
  if (limit === undefined) return [];
  const mayDiffer = isOvercommitAllowed(name);
  const isRight = mayDiffer ? quantity.milli <= limit.quantity.milli : quantity.milli === limit.quantity.milli;
  if (isRight) return [];
  const rule = mayDiffer ? 'must be less than or equal to' : 'must be equal to';
  return [
    {
      rule: 'resource-request',
      fieldPath: `${path}.resources.requests`,
      said: [invalidValue(quantity.text, `${rule} ${name} limit of ${limit.quantity.text}`)],
      message: mayDiffer
        ? l10n.t(
            'request {0} {1} above its limit {2}: the API server refuses this pod. Lower the request or raise the limit.',
            name,
            JSON.stringify(written),
            JSON.stringify(limit.written),
          )
        : l10n.t(
            'request {0} {1} beside a limit of {2}: the API server refuses this pod: of {0} the request must equal the limit. Remove the request.',
            name,
            JSON.stringify(written),
            JSON.stringify(limit.written),
          ),
      range: valueRange(entry),
      fixes: entry.isElsewhere === true ? [] : [useText(input.file, entry, limit.written)],
    },
  ];
}

function useText(file: SourceText, entry: Entry, text: string): NonNullable<Refusal['fixes']>[number] {
  return { title: l10n.t('Request {0}', JSON.stringify(text)), edits: [replaceValue(file, entry, text)] };
}

/** A container without an image may be a patch: its limits may stand in what it is laid over. */
function checkLimitIsThere(
  input: RuleInput,
  { image, isOverlay }: Container,
  { name, entry, written }: Amount,
  path: string,
  isWhole: boolean,
): readonly Refusal[] {
  if (isOvercommitAllowed(name) || (image === '' && !isWhole) || isOverlay) return [];
  const message = l10n.t(
    'request {0} {1} without a limit: the API server refuses this pod. Write {0} under limits instead, or remove it.',
    name,
    JSON.stringify(written),
  );
  const said = ['Required value: Limit must be set for non overcommitable resources'];
  const refusal = { rule: 'resource-limit', fieldPath: `${path}.resources.limits`, said, range: entry.key.range } as const;
  const asking = name === wholeGpuResource ? findFractionAnnotation(input) : undefined;
  return [asking === undefined ? { ...refusal, message } : { ...refusal, ...askedTwice(input, entry, asking.key.value) }];
}

/** A limit would be refused beside the fraction. */
function askedTwice({ file }: RuleInput, entry: Entry, asking: string): Pick<Refusal, 'message' | 'fixes'> {
  const name = entry.key.value;
  const edits = removeEntries(file, [entry]);
  return {
    message: l10n.t('request {0} without a limit, beside {1}: the API server refuses this pod. Remove {0}.', name, asking),
    fixes: edits === undefined ? [] : [{ title: l10n.t('Remove {0}', name), edits }],
  };
}

function checkHugePages({ limits, requests }: Container, path: string): readonly Refusal[] {
  const all = [...limits, ...requests];
  const pages = all.find(({ key }) => isHugePages(key.value));
  if (pages === undefined || all.some(({ key }) => key.value === 'cpu' || key.value === 'memory')) return [];
  const message = l10n.t('{0}: the API server refuses huge pages without cpu or memory. Add one of them.', pages.key.value);
  return [
    {
      rule: 'resource-limit',
      fieldPath: `${path}.resources`,
      said: ['Forbidden: HugePages require cpu or memory'],
      message,
      range: pages.key.range,
    },
  ];
}
