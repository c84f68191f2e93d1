import * as l10n from '@vscode/l10n';
import { formatShare } from '../../../gpu/share.ts';
import type { Fix } from '../../finding.ts';
import { wholeGpuResource } from '../../fractionContainer.ts';
import { removeEntries } from '../../removeEntries.ts';
import { requestKeys } from '../../requestKeys.ts';
import { entriesOf } from '../../resourceEdits.ts';
import type { Container, Entry } from '../../workload.ts';
import { insertAnnotations } from '../insertIntoMetadata.ts';
import { isNvKey } from '../nvFractions.ts';
import type { RuleInput } from '../rule.ts';

/** Writes `nvidia.com/gpu: 0.4` as the annotation of a fraction; nothing where it is no part of one GPU, or where something else asks too. */
export function askForPart(input: RuleInput, container: Container, part: number): readonly Fix[] {
  const { annotations, containers, initContainers, injectedFirst } = input.item.workload.template;
  const own = entriesOf(container, wholeGpuResource);
  const isFraction = (key: string): boolean => requestKeys.some((each) => each === key) || isNvKey(key);
  const isOther = (entry: Entry): boolean => entry.key.value.startsWith('nvidia.com/') && !own.includes(entry);
  const resources = [...containers, ...initContainers].flatMap(({ limits, requests }) => [...limits, ...requests]);
  if (part <= 0 || part >= 1 || annotations.some(({ key }) => isFraction(key.value)) || resources.some(isOther)) return [];
  const written = `gpu-fraction: "${formatShare(part)}"`;
  const isFirst = injectedFirst.length === 0 && containers[0] === container;
  const name = isFirst ? [] : [`gpu-fraction-container-name: ${JSON.stringify(container.name)}`];
  const removal = removeEntries(input.file, own);
  const insertion = insertAnnotations(input, [written, ...name]);
  if (removal === undefined || insertion === undefined) return [];
  return [{ title: l10n.t('Ask for {0} instead', written), edits: [insertion, ...removal] }];
}
