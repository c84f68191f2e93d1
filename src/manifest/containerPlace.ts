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
  /** Of the first field of `resources`, under the same conditions. */
  readonly resourcesStart?: TextPosition;
  /** The whole field `resources.claims`, or all of `resources` where it says nothing else. */
  readonly claimsRange?: TextRange;
  /** All variables in order, also those whose value comes from elsewhere (`valueFrom`); one without a name has an empty one. */
  readonly variables: readonly VariablePlace[];
  /** How many sources of variables it has (`envFrom`). */
  readonly variableSources: number;
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
  const asked = resources ?? container.field('resources');
  const [firstAsked] = asked.fields;
  const isAlone = resources === undefined && asked.fields.length === 1;
  const claims = isAlone ? fieldRange(container, 'resources') : fieldRange(asked, 'claims');
  return {
    // Of one whose parts stand in several places nothing can be added by its own fields.
    ...(isWrittenHere && env === undefined && resources === undefined && { start: first.key.range.start }),
    fields: container.fields.map(({ key }) => key.value),
    ...(limits !== undefined && { limits }),
    words: ['command', 'args'].flatMap((field) => container.field(field).items.map(({ range }) => range)),
    ...(isWrittenHere &&
      !asked.isFlow &&
      firstAsked !== undefined &&
      containsRange(container.range, firstAsked.key.range) && { resourcesStart: firstAsked.key.range.start }),
    ...(claims !== undefined && !asked.field('claims').isAbsent && { claimsRange: claims }),
    variables: (env ?? container.field('env')).items.map((variable): VariablePlace => {
      const name = variable.field('name');
      const isReference = !variable.field('valueFrom').isAbsent;
      return { name: { value: name.text ?? '', range: name.range }, range: variable.range, isReference };
    }),
    variableSources: container.field('envFrom').items.length,
  };
}

/** A container in lines gets its resources behind all else. */
function placeInContainer(container: YamlValue): MapPlace | undefined {
  const place = placeInMap(container, ['resources', 'limits']);
  if (place?.missing[0] !== 'resources' || place.at.kind !== 'lines') return place;
  const { start } = place.at;
  return { ...place, at: { kind: 'below', line: container.range.end.line, indent: start.character, isLast: true } };
}

/** From the key to the end of its value, where the text says both here. */
export function fieldRange(map: YamlValue, name: string): TextRange | undefined {
  const field = map.fields.find(({ key }) => key.value === name);
  if (field === undefined || field.isMerged || !containsRange(map.range, field.key.range)) return undefined;
  return { start: field.key.range.start, end: field.value.range.end };
}
