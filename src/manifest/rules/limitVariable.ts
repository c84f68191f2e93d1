import * as l10n from '@vscode/l10n';
import type { Finding, Fix } from '../finding.ts';
import { findMeantContainer } from '../fractionContainer.ts';
import { indentBefore, insertAfterLine, itemLines, keepsEmptyLines } from '../lineEdits.ts';
import { compareRanges } from '../textRange.ts';
import type { VariablePlace } from '../containerPlace.ts';
import type { Container, Entry } from '../workload.ts';
import { offerRemoval } from './entryFixes.ts';
import type { RuleInput } from './rule.ts';

/** The variable with which Run:ai up to 2.26 limits a fraction; KAI never reads it. */
export const limitVariable = 'RUNAI_GPU_MEMORY_LIMIT';

/** The variable of the container that holds the fraction, where its value stands in the manifest. */
export function findLimitVariable(input: RuleInput): Entry | undefined {
  const container = findMeantContainer(input.item.workload.template);
  const last = container?.place.variables.findLast(({ name }) => name.value === limitVariable);
  return last === undefined || last.isReference ? undefined : container?.env.findLast(({ key }) => key.value === limitVariable);
}

export function hasLimitVariable({ item }: RuleInput): boolean {
  const { containers, initContainers } = item.workload.template;
  return [...initContainers, ...containers].some(({ place }) => place.variables.some(({ name }) => name.value === limitVariable));
}

/** The variable on containers that do not hold the fraction; `fits` says whether a value would do where it is read. */
export function checkVariablesElsewhere(input: RuleInput, fits: (entry: Entry) => boolean): readonly Finding[] {
  const { containers, initContainers } = input.item.workload.template;
  const holder = findMeantContainer(input.item.workload.template);
  if (holder === undefined) return [];
  return [...initContainers, ...containers]
    .filter((container) => container !== holder)
    .flatMap((container) =>
      container.place.variables
        .filter(({ name }) => name.value === limitVariable)
        .map((variable): Finding => {
          const message = l10n.t(
            '{0} on container "{1}": nobody reads it there, for "{2}" holds the fraction. Move it to "{2}".',
            limitVariable,
            container.name,
            holder.name,
          );
          const entry = container.env.find(({ key }) => compareRanges(key.range, variable.name.range) === 0);
          const fixes = entry === undefined || fits(entry) ? move(input, variable, holder) : [];
          return { rule: 'limit-container', severity: 'warning', message, range: variable.name.range, fixes };
        }),
    );
}

/** Takes a limit out, whichever way it is spelled. */
export function removeLimit(input: RuleInput, entry: Entry): readonly Fix[] {
  const title = l10n.t('Remove the limit');
  if (entry.key.value !== limitVariable) return offerRemoval(input.file, entry, title);
  const holder = findMeantContainer(input.item.workload.template);
  const variable = holder?.place.variables.find(({ name }) => compareRanges(name.range, entry.key.range) === 0);
  const range = variable && itemLines(input.file, variable.range);
  return range === undefined ? [] : [{ title, edits: [{ range, text: '' }] }];
}

/** Moves the lines of a variable to the end of a container's list, or of the container where it has no list. */
function move(input: RuleInput, variable: VariablePlace, { name, place, range }: Container): readonly Fix[] {
  const { file } = input;
  const source = itemLines(file, variable.range);
  const { start } = place;
  if (source === undefined || start === undefined || place.variables.some((own) => own.name.value === limitVariable)) return [];
  const indent = indentBefore(file, start);
  const last = place.variables.at(-1);
  const lastLines = last && itemLines(file, last.range);
  if (indent === undefined || (place.fields.includes('env') && lastLines === undefined)) return [];
  const dash = file.lines.line(source.start.line).text.indexOf('-');
  // `$(NAME)` would mean another variable in another container.
  if (file.lines.slice(source).includes('$(') || keepsEmptyLines(file, range)) return [];
  const lines = file.lines.slice(source).split(/\r\n|\n|\r/);
  const own = (lines.at(-1) === '' ? lines.slice(0, -1) : lines).map((line) => line.slice(dash));
  const title = l10n.t('Move it to {0}', name);
  const removal = { range: source, text: '' };
  if (last !== undefined) {
    const target = file.lines.line(last.range.start.line).text.search(/\S/);
    const moved = own.map((line) => ' '.repeat(target) + line);
    return [{ title, edits: [insertAfterLine(file, last.range.end.line, moved), removal] }];
  }
  const moved = [`${indent}env:`, ...own.map((line) => `${indent}  ${line}`)];
  return [{ title, edits: [insertAfterLine(file, range.end.line, moved), removal] }];
}
