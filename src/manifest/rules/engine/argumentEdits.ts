import type { GivenGpuFlag } from '../../../inference/models/use/readGpuFlags.ts';
import type { TextEdit, TextRange } from '../../finding.ts';
import { insertAfterLine, itemLines } from '../../lineEdits.ts';
import type { SourceText } from '../../manifestFile.ts';
import { quoteYaml } from '../../quoteYaml.ts';
import { scalarText } from '../../scalarText.ts';
import { containsRange } from '../../textRange.ts';
import type { Container } from '../../workload.ts';

/** Where an argument of a container is written: its value, of a script its name. */
export function rangeOfArgument({ lines }: SourceText, { place, env, nameRange }: Container, given: GivenGpuFlag): TextRange {
  switch (given.place.kind) {
    case 'word':
      return place.words[given.place.index] ?? nameRange;
    case 'variable': {
      const { variable } = given.place;
      return env.findLast(({ key }) => key.value === variable)?.value.range ?? nameRange;
    }
    case 'script':
      for (const range of place.words) {
        const at = lines.slice(range).lastIndexOf(given.name);
        if (at === -1) continue;
        const start = lines.offset(range.start) + at;
        return lines.range(start, start + given.name.length);
      }
      return nameRange;
  }
}

/** Edits that give an argument another value and leave every other byte; none where that is not simple, as in a script. */
export function replaceArgument(
  { lines }: SourceText,
  container: Container,
  given: GivenGpuFlag,
  value: string,
): readonly TextEdit[] {
  if (given.place.kind === 'script' || given.value === undefined) return [];
  const range = rangeOfArgument({ lines, text: '' }, container, given);
  const before = lines.line(range.start.line).text.slice(0, range.start.character);
  if (!containsRange(container.range, range) || /&\S+\s+$/.test(before)) return [];
  const [from, to] = textsOf(container, given, value);
  const text = rewriteScalar(lines.slice(range), from, to);
  return text === undefined ? [] : [{ range, text }];
}

/** The whole scalar that holds the value, before and after. */
function textsOf({ env }: Container, given: GivenGpuFlag, value: string): readonly [from: string, to: string] {
  const { name, place, value: old = '' } = given;
  if (place.kind !== 'variable')
    return place.kind === 'word' && place.isInline ? [`${name}=${old}`, `${name}=${value}`] : [old, value];
  if (place.variable === name) return [old, value];
  const whole = scalarText(env.findLast(({ key }) => key.value === place.variable)?.value.value);
  const at = whole.lastIndexOf(old, whole.length);
  return [whole, at === -1 ? whole : whole.slice(0, at) + value + whole.slice(at + old.length)];
}

/** The same scalar with another text, in the quotes that it has; undefined where it is written in another way than it reads. */
function rewriteScalar(written: string, from: string, to: string): string | undefined {
  if (from === to) return undefined;
  if (written === from) return /^-?[\d.]/.test(to) ? JSON.stringify(to) : to;
  return [`"`, `'`].filter((mark) => written === mark + from + mark).map((mark) => mark + to + mark)[0];
}

/** Edits that add an argument behind the last one; none where that is not simple. */
export function addArgument(file: SourceText, container: Container, argument: string): readonly TextEdit[] {
  const { args, command, place } = container;
  const last = args.length > 0 || command.length > 0 ? place.words.at(-1) : undefined;
  if (last === undefined || !containsRange(container.range, last)) return [];
  const text = quoteArgument(argument);
  const rest = file.lines.line(last.end.line).text.slice(last.end.character);
  if (itemLines(file, last) !== undefined) {
    const [indent = ''] = /^\s*/.exec(file.lines.line(last.start.line).text) ?? [];
    const isOneLine = last.start.line === last.end.line && !/^[|>]/.test(file.lines.slice(last));
    return isOneLine ? [insertAfterLine(file, last.end.line, [`${indent}- ${text}`])] : [];
  }
  return /^\s*[,\]]/.test(rest) ? [{ range: { start: last.end, end: last.end }, text: `, ${text}` }] : [];
}

/** `--flag=value` is a string to every reader of YAML. */
function quoteArgument(argument: string): string {
  return /^--[a-z][a-z0-9=.-]*$/.test(argument) ? argument : quoteYaml(argument);
}
