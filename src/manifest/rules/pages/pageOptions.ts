import { findKnownModel } from '../../../inference/models/knownModels.ts';
import { textAlone, type CheckOptions, type ModelShapes } from '../../checkOptions.ts';
import type { RulePage } from './rulePage.ts';

/** What is known where the example of a page is checked. */
export function pageOptions({ cluster = textAlone.cluster, models = [] }: RulePage): CheckOptions {
  return { ...textAlone, cluster, models: commonModels(models) };
}

/** Those of the table of common models, by these names. */
export function commonModels(names: readonly string[]): ModelShapes {
  return new Map(
    names.flatMap((name) => {
      const shape = findKnownModel(name);
      return shape === undefined ? [] : [[name, shape]];
    }),
  );
}
