import * as l10n from '@vscode/l10n';
import type { Finding } from '../../finding.ts';
import { isTemplated } from '../../isTemplated.ts';
import { invalidValue, toFinding, type Refusal } from './refusal.ts';
import type { PlacedContainer } from './resources.ts';

/** Every container names an image; of a Pod, but not of a template, it has no white space around it (validateContainerCommon, …OnlyForPod). */
export function checkImage(placed: PlacedContainer, isPod: boolean, isWhole: boolean): readonly Finding[] {
  return [...(isWhole ? refuseMissing(placed) : []), ...(isPod ? refuseSpace(placed) : [])].map(toFinding);
}

function refuseMissing({ container, path }: PlacedContainer): readonly Refusal[] {
  const { name, nameRange, image, imageRange, isOverlay } = container;
  if (image !== '' || isOverlay === true) return [];
  const message = l10n.t('container {0} has no image: the API server refuses it. Add one.', JSON.stringify(name));
  const range = imageRange ?? (name === '' ? { start: nameRange.start, end: nameRange.start } : nameRange);
  return [{ rule: 'image', fieldPath: `${path}.image`, said: ['Required value'], message, range }];
}

function refuseSpace({ container: { image, imageRange }, path }: PlacedContainer): readonly Refusal[] {
  const trimmed = image.trim();
  if (imageRange === undefined || trimmed === image || isTemplated(image)) return [];
  const message = l10n.t(
    'image {0}: the API server refuses white space around it. Write {1}.',
    JSON.stringify(image),
    trimmed === '' ? l10n.t('an image') : JSON.stringify(trimmed),
  );
  const said = [invalidValue(image, 'must not have leading or trailing whitespace')];
  const text = JSON.stringify(trimmed);
  const fixes = trimmed === '' ? [] : [{ title: text, edits: [{ range: imageRange, text }] }];
  return [{ rule: 'image', fieldPath: `${path}.image`, said, message, range: imageRange, fixes }];
}
