const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const labelMatch = new RegExp(`^${label}$`);
const subdomainMatch = new RegExp(`^${label}(\\.${label})*$`);
const nameFormat = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const nameMatch = new RegExp(`^${nameFormat}$`);
const nameRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/*
 * What Kubernetes says against a name, in its words; empty where it takes it (k8s.io/apimachinery/pkg/api/validate/content).
 * Lengths count bytes.
 */

/** Of a container. */
export function againstLabel(name: string): readonly string[] {
  return [
    ...(byteLength(name) > 63 ? ['must be no more than 63 characters'] : []),
    ...(labelMatch.test(name) ? [] : [subdomainMatch.test(name) ? 'must not contain dots' : sayLabel()]),
  ];
}

/** Of a resource, and the key of a label. */
export function againstQualifiedName(text: string): readonly string[] {
  const parts = text.split('/');
  if (parts.length > 2) {
    return [`a valid label key ${sayName(nameRule)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  return [
    ...againstPrefix(prefix).map((why) => `prefix part ${why}`),
    ...(name === '' ? ['name part must be non-empty'] : []),
    ...(byteLength(name) > 63 ? ['name part must be no more than 63 bytes'] : []),
    ...(nameMatch.test(name) ? [] : [`name part ${sayName(nameRule)}`]),
  ];
}

/** Of the value of a label. */
export function againstLabelValue(value: string): readonly string[] {
  const rule = `a valid label must be an empty string or ${nameRule.replace('must consist', 'consist')}`;
  return [
    ...(byteLength(value) > 63 ? ['must be no more than 63 bytes'] : []),
    ...(value === '' || nameMatch.test(value) ? [] : [sayExamples(rule, `(${nameFormat})?`, 'MyValue', 'my_value', '12345')]),
  ];
}

/** Of an environment variable (since Kubernetes 1.30). */
export function againstVariableName(name: string): readonly string[] {
  if (/^[ -<>-~]+$/.test(name)) return [];
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function againstPrefix(prefix: string | undefined): readonly string[] {
  if (prefix === undefined) return [];
  return prefix === '' ? ['must be non-empty'] : againstSubdomain(prefix);
}

/** Of most objects, such as a ConfigMap. */
export function againstSubdomain(name: string): readonly string[] {
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [
    ...(byteLength(name) > 253 ? ['must be no more than 253 bytes'] : []),
    ...(subdomainMatch.test(name) ? [] : [sayExamples(rule, `${label}(\\.${label})*`, 'example.com')]),
  ];
}

function sayLabel(): string {
  const rule =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return sayExamples(rule, label, 'my-name', '123-abc');
}

function sayName(rule: string): string {
  return sayExamples(rule, nameFormat, 'MyName', 'my.name', '123-abc');
}

function sayExamples(rule: string, format: string, ...examples: readonly string[]): string {
  return `${rule} (e.g. ${examples
    .map((example) => `'${example}', `)
    .join(' or ')
    .replace(/ $/, ' ')}regex used for validation is '${format}')`;
}
