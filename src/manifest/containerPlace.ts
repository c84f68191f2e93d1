import type { TextPosition, TextRange } from './finding.ts';
import type { ContainerSource } from './kinds/templatePlace.ts';
import { placeInMap, type MapPlace } from './mapPlace.ts';
import { containsRange } from './textRange.ts';
import type { Located } from './workload.ts';
import type { YamlValue } from './yamlReader.ts';

/** Where a container stands in the text, for edits that add to it or take from it. */
export interface ContainerPlace {
  /** Of its first field; absent where it is written in braces or stands elsewhere (alias, merge key). */
  readonly start?: TextPosition;
  readonly fields: readonly string[];
  /** Where another limit can be written; absent where there is no simple place. */
  readonly limits?: MapPlace;
  /** Of each word of `command`, then of `args`. */
  readonly words: readonly TextRange[];
  /** All variables in order, also those whose value comes from elsewhere (`valueFrom`); one without a name has an empty one. */
  readonly variables: readonly VariablePlace[];
}

export interface VariablePlace {
  readonly name: Located<string>;
  /** The whole item of the list, without its dash. */
  readonly range: TextRange;
  readonly isReference: boolean;
}

/** `resources` and `env` stand elsewhere than in the container where the kind keeps them so. */
export function readContainerPlace({ value: container, env, resources, readAmounts }: ContainerSource): ContainerPlace {
  const [first] = container.fields;
  const isWrittenHere = first !== undefined && !container.isFlow && containsRange(container.range, first.key.range);
  const holder = resources === undefined ? placeInContainer(container) : placeInMap(resources, ['limits']);
  // Amounts with names of their own are written by hand.
  const limits = readAmounts === undefined ? holder : undefined;
  return {
    // Of one whose parts stand in several places nothing can be added by its own fields.
    ...(isWrittenHere && env === undefined && resources === undefined && { start: first.key.range.start }),
    fields: container.fields.map(({ key }) => key.value),
    ...(limits !== undefined && { limits }),
    words: ['command', 'args'].flatMap((field) => container.field(field).items.map(({ range }) => range)),
    variables: (env ?? container.field('env')).items.map((variable): VariablePlace => {
      const name = variable.field('name');
      const isReference = !variable.field('valueFrom').isAbsent;
      return { name: { value: name.text ?? '', range: name.range }, range: variable.range, isReference };
    }),
  };
}

/** A container in lines gets its resources behind all else. */
function placeInContainer(container: YamlValue): MapPlace | undefined {
  const place = placeInMap(container, ['resources', 'limits']);
  if (place?.missing[0] !== 'resources' || place.at.kind !== 'lines') return place;
  const { start } = place.at;
  return { ...place, at: { kind: 'below', line: container.range.end.line, indent: start.character, isLast: true } };
}
