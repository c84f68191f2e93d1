/** Words that YAML 1.1 or 1.2 reads as something else than a string. */
const notStrings = /^(y|n|yes|no|on|off|true|false|null)$/;

/**
 * A string as one YAML scalar: bare where every reader takes it for a string, else in double quotes. Characters that
 * some reader takes for a line break, or that are not to be seen, are written as escapes.
 */
export function quoteYaml(text: string): string {
  const isPlain = /^([a-z]|\/[a-z])([a-z0-9./:_-]*[a-z0-9])?$/.test(text) && !notStrings.test(text);
  return isPlain
    ? text
    : JSON.stringify(text).replace(
        /[\u007f-\u009f\u2028\u2029\ufeff]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
}
