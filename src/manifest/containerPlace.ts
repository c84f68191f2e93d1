import type { TextPosition, TextRange } from './finding.ts';
import type { ContainerSource } from './kinds/templatePlace.ts';
import { containsRange } from './textRange.ts';
import type { Located } from './workload.ts';

/** Where a container stands in the text, for edits that add to it or take from it. */
export interface ContainerPlace {
  /** Of its first field; absent where it is written in braces or stands elsewhere (alias, merge key). */
  readonly start?: TextPosition;
  readonly fields: readonly string[];
  /** All variables in order, also those whose value comes from elsewhere (`valueFrom`); one without a name has an empty one. */
  readonly variables: readonly VariablePlace[];
}

export interface VariablePlace {
  readonly name: Located<string>;
  /** The whole item of the list, without its dash. */
  readonly range: TextRange;
  readonly isReference: boolean;
}

export function readContainerPlace({ value: container, env, resources }: ContainerSource): ContainerPlace {
  const [first] = container.fields;
  const isWrittenHere = first !== undefined && !container.isFlow && containsRange(container.range, first.key.range);
  return {
    // Of one whose parts stand in several places nothing can be added by its own fields.
    ...(isWrittenHere && env === undefined && resources === undefined && { start: first.key.range.start }),
    fields: container.fields.map(({ key }) => key.value),
    variables: (env ?? container.field('env')).items.map((variable): VariablePlace => {
      const name = variable.field('name');
      const isReference = !variable.field('valueFrom').isAbsent;
      return { name: { value: name.text ?? '', range: name.range }, range: variable.range, isReference };
    }),
  };
}
