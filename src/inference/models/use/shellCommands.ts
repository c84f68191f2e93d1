const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'zsh']);

/** One word of a script: quoted parts and plain ones in a row, or an operator between commands. */
const token = /((?:"(?:\\.|[^"\\])*"|'[^']*'|\\[\s\S]|[^\s"'\\;&|])+)|([;&|]+|\n)/g;

/**
 * The commands that a container's words run, each as its words. Of a shell (`sh -c "…"`) those of its script: quotes,
 * escapes, `$NAME` and `${NAME}` of the environment are read, other expansions are left as they are written.
 */
export function commandsOf(words: readonly string[], env: Readonly<Record<string, string>>): readonly (readonly string[])[] {
  const [first = '', ...others] = words;
  if (!shells.has(first.slice(first.lastIndexOf('/') + 1))) return [words];
  const script = others[others.findIndex((word) => /^-[a-z]*c$/.test(word)) + 1];
  return script === undefined || !others.some((word) => /^-[a-z]*c$/.test(word)) ? [] : splitScript(script, env);
}

function splitScript(script: string, env: Readonly<Record<string, string>>): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  for (const [, word, operator] of script.replaceAll(/\\\r?\n/g, ' ').matchAll(token)) {
    if (operator !== undefined) commands.push([]);
    else if (word !== undefined) commands.at(-1)?.push(unquote(word, env));
  }
  return commands.map(withoutPrefixes).filter((command) => command.length > 0);
}

/** `exec`, `nohup` and assignments stand before the program. */
function withoutPrefixes(command: readonly string[]): readonly string[] {
  const program = command.findIndex((word) => !/^(exec|nohup|env|[A-Za-z_]\w*=.*)$/s.test(word));
  return program === -1 ? [] : command.slice(program);
}

function unquote(word: string, env: Readonly<Record<string, string>>): string {
  return word.replaceAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\([\s\S])|([^"'\\]+)/g, (_, double, single, escaped, plain) => {
    if (typeof single === 'string') return single;
    if (typeof escaped === 'string') return escaped;
    const text = typeof double === 'string' ? double.replaceAll(/\\(["\\$`])/g, '$1') : String(plain);
    return text.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (written: string, braced?: string, bare?: string) => {
      const name = braced ?? bare ?? '';
      return Object.hasOwn(env, name) ? (env[name] ?? written) : written;
    });
  });
}
