/** A piece of a text that a tool replaces before a cluster sees it: of Helm, Jinja, ERB, Terraform or envsubst. */
export interface Action {
  /** Offsets in the text; `end` is behind it. */
  readonly start: number;
  readonly end: number;
  readonly role: ActionRole;
}

/**
 * - open, next, close: of a block whose parts may not be there: `if`, `else`, `end`
 * - silent: a comment, an assignment: nothing comes of it
 * - output: a value or lines come of it
 */
export type ActionRole = 'open' | 'next' | 'close' | 'silent' | 'output';

/** What an action may begin with; `${{` of GitHub is one behind a dollar. */
const marks = /\{[{%#]|<%|%\{|\$\{(?!\{)/g;

/** A line that no action goes over: it is YAML, so the action was not closed. */
const yamlLine = /[\r\n][ \t]*(?:(?:-[ \t]+)?["'\w./-]+:(?=[ \t\r\n]|$)|---(?=[ \t\r\n]|$))/;

/** The actions of a text in its order; none overlaps another. What is not closed is none. */
export function findActions(text: string): readonly Action[] {
  const actions: Action[] = [];
  let end = 0;
  for (const { 0: mark, index: start } of text.matchAll(marks)) {
    if (start < end) continue;
    const action = readAction(text, mark, start);
    if (action === undefined) continue;
    actions.push(action);
    end = action.end;
  }
  return actions;
}

function readAction(text: string, mark: string, start: number): Action | undefined {
  switch (mark) {
    case '{{': {
      const end = findGoEnd(text, start);
      return end === undefined ? undefined : { start, end, role: roleOfGo(text.slice(start, end)) };
    }
    case '{%': {
      const end = findEnd(text, start, '%}');
      return end === undefined ? undefined : { start, end, role: roleOfJinja(text.slice(start, end)) };
    }
    case '{#': {
      const end = findEnd(text, start, '#}');
      return end === undefined ? undefined : { start, end, role: 'silent' };
    }
    case '<%': {
      const end = findEnd(text, start, '%>');
      return end === undefined ? undefined : { start, end, role: roleOfErb(text.slice(start, end)) };
    }
    case '%{': {
      const directive = /^%\{~?\s*(if|for|else|endif|endfor)\b[^{}\r\n]*\}/.exec(text.slice(start, start + 1000));
      return directive === null ? undefined : { start, end: start + directive[0].length, role: roleOfWord(directive[1] ?? '') };
    }
    default: {
      // a quote would end the string in which it stands
      const variable = /^\$\{[A-Za-z_][^{}"\r\n]*\}/.exec(text.slice(start, start + 200))?.[0];
      return variable === undefined ? undefined : { start, end: start + variable.length, role: 'output' };
    }
  }
}

/** Longer statements and comments are none: the closing mark is somebody else's. */
const longest = 4000;

/** Behind the closing mark; undefined where there is none that belongs to it. */
function findEnd(text: string, start: number, closing: string): number | undefined {
  const reach = text.slice(start, start + longest);
  const at = reach.indexOf(closing, 2);
  if (at === -1 || (closing !== '#}' && isOfYaml(reach.slice(0, at)))) return undefined;
  return start + at + closing.length;
}

/** It goes over the end of a string of JSON, or over a line of YAML: the action was not closed. */
function isOfYaml(text: string): boolean {
  return /"[ \t]*[,:]/.test(text) || yamlLine.test(text);
}

/** Of Go templates: strings and comments may hold the closing mark, and lines may be broken. */
function findGoEnd(text: string, start: number): number | undefined {
  const comment = /^\{\{-?[ \t\r\n]*\/\*/.exec(text.slice(start, start + 100));
  if (comment !== null) {
    const reach = text.slice(start, start + longest);
    const closed = reach.indexOf('*/', comment[0].length);
    const end = closed === -1 ? -1 : reach.indexOf('}}', closed);
    if (end !== -1) return start + end + 2;
  }
  let at = start + 2;
  while (at < text.length) {
    if (text.startsWith('}}', at)) return isOverYaml(text, start, at) ? undefined : at + 2;
    if (text.startsWith('{{', at)) return undefined;
    const next = skipString(text, at);
    if (text[at] === '"' && endsYamlString(text, at, next)) return undefined;
    at = next;
  }
  return undefined;
}

/** Go wants a string closed on its line, and a blank before a word behind it: else the quote is that of YAML or JSON, around a literal `{{`. */
function endsYamlString(text: string, start: number, end: number): boolean {
  return end === start + 1 || /\w/.test(text[end] ?? '');
}

/** A raw string may hold whole documents. */
function isOverYaml(text: string, start: number, end: number): boolean {
  return yamlLine.test(text.slice(start, end).replaceAll(/`[^`]*`/g, ''));
}

/** Behind the string that starts here (in YAML's double quotes its own are escaped), else behind the character. */
function skipString(text: string, at: number): number {
  const character = text[at];
  if (character === '`') {
    const closed = text.indexOf('`', at + 1);
    return closed === -1 ? at + 1 : closed + 1;
  }
  if (character !== '"' && !text.startsWith(String.raw`\"`, at)) return at + 1;
  const pattern = character === '"' ? /"(?:\\.|[^"\\\r\n])*"/y : /\\"(?:(?!\\")[^\r\n])*\\"/y;
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at + 1;
}

function roleOfGo(action: string): ActionRole {
  const body = action.replace(/^\{\{-?\s*/, '');
  const word = /^[a-z]+/.exec(body)?.[0] ?? '';
  if (['if', 'with', 'range', 'define', 'block'].includes(word)) return 'open';
  if (word === 'else') return 'next';
  if (word === 'end') return 'close';
  const isSilent = body.startsWith('/*') || /^\$\w*\s*:?=/.test(body) || ['break', 'continue'].includes(word);
  return isSilent ? 'silent' : 'output';
}

function roleOfJinja(statement: string): ActionRole {
  return roleOfWord(/^\{%[-+]?\s*(\w*)/.exec(statement)?.[1] ?? '');
}

/** Of Jinja, and of templates of Terraform. */
function roleOfWord(word: string): ActionRole {
  if (['if', 'for', 'block', 'macro', 'call', 'filter', 'with'].includes(word)) return 'open';
  if (['else', 'elif'].includes(word)) return 'next';
  if (word.startsWith('end')) return 'close';
  return word === 'include' ? 'output' : 'silent';
}

function roleOfErb(statement: string): ActionRole {
  if (/^<%[-=]*=/.test(statement)) return 'output';
  const word = /^<%-?\s*(\w*)/.exec(statement)?.[1] ?? '';
  if (['else', 'elsif', 'when'].includes(word)) return 'next';
  if (word === 'end') return 'close';
  const isOpen = ['if', 'unless', 'case', 'for', 'while'].includes(word) || /\bdo\b(?:\s*\|[^|]*\|)?\s*-?%>$/.test(statement);
  return isOpen ? 'open' : 'silent';
}
