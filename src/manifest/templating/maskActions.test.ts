import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitDocuments } from '../splitDocuments.ts';
import { findActions } from './findActions.ts';
import { maskActions } from './maskActions.ts';

const actionsOf = (text: string): readonly string[] => findActions(text).map(({ start, end }) => text.slice(start, end));

const found: readonly { readonly text: string; readonly actions: readonly string[] }[] = [
  { text: 'a: {{ .Values.a }}', actions: ['{{ .Values.a }}'] },
  { text: 'a: "{{ .a | default "}}" }}"', actions: ['{{ .a | default "}}" }}'] },
  { text: String.raw`a: "{{ printf \"%s }}\" .a }} b {{ .c }}"`, actions: [String.raw`{{ printf \"%s }}\" .a }}`, '{{ .c }}'] },
  { text: 'a: {{ `{{ $labels.x }}` }}', actions: ['{{ `{{ $labels.x }}` }}'] },
  { text: "a: '{{ it's }}'", actions: ["{{ it's }}"] },
  { text: '{{- include "x" (dict\n  "a" .\n) }}', actions: ['{{- include "x" (dict\n  "a" .\n) }}'] },
  { text: '{{/* a: b\n---\nc: }} */}}\nd: e', actions: ['{{/* a: b\n---\nc: }} */}}'] },
  { text: 'a: {{ .Values.\nb: { c: { d: 1 }}', actions: [] },
  { text: 'a: {{ .x\n---\nb: {{ .y }}', actions: ['{{ .y }}'] },
  { text: '{"a":{"b":"{{"}}', actions: [] },
  { text: '{"a":{"b":"{{","c":"d"}}', actions: [] },
  { text: '{"a":{"b":"{{ join "," .b }}"}}', actions: ['{{ join "," .b }}'] },
  { text: 'a: ${{ github.ref }}', actions: ['{{ github.ref }}'] },
  { text: 'a: ${NAME} ${NAME:-x} $(NAME) ${#a} ${ b }', actions: ['${NAME}', '${NAME:-x}'] },
  { text: '{% if a %}\nb: {# c #}\n{% endif %}', actions: ['{% if a %}', '{# c #}', '{% endif %}'] },
  { text: '%{ if a ~}\nb: %{http_code}\n%{ endif ~}', actions: ['%{ if a ~}', '%{ endif ~}'] },
  { text: 'a: <%= b %>', actions: ['<%= b %>'] },
  { text: 'a: { b: 1 }\nc: "{"', actions: [] },
];

for (const { text, actions } of found) {
  test(`actions of ${JSON.stringify(text)}`, () => assert.deepEqual(actionsOf(text), actions));
}

const piece = fc.constantFrom(
  '{{ .Values.a }}',
  '{{- if .b -}}',
  '{{- else }}',
  '{{- end }}',
  '{{/* c */}}',
  '{{- toYaml .d | nindent 4 }}',
  '{{',
  '}}',
  '{%',
  '%}',
  '<%= e %>',
  '${F}',
  '`',
  '"',
  String.raw`\"`,
  "'",
  'key: ',
  '- ',
  '|',
  '#',
  ' ',
  '    ',
  '\n',
  '\r\n',
  '\r',
  '---',
  '\uE000',
  '\uFEFF',
  '\u{1F600}',
);
const texts = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

test('masking keeps the length, and every character outside of actions but blanks before them', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const masked = maskActions(text);
      if (masked === undefined) return;
      assert.equal(masked.text.length, text.length);
      assert.equal(masked.original, text);
      let end = 0;
      for (const action of [...masked.actions, { start: text.length, end: text.length, ownsLine: false }]) {
        assert.ok(end <= action.start && action.start <= action.end);
        const read = masked.text.slice(end, action.start);
        const written = text.slice(end, action.start);
        if (action.ownsLine) assert.equal(read.trimEnd(), written.trimEnd());
        else assert.equal(read, written);
        assert.doesNotMatch(masked.text.slice(action.start, action.end), action.ownsLine ? /[^\n]/ : /[\r\n{}]/);
        end = action.end;
      }
    }),
    { numRuns: 2000 },
  );
});

test('documents joined are the text again, and none begins within an action', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const parts = splitDocuments(text);
      assert.equal(parts.join(''), text);
      let start = 0;
      for (const part of parts) {
        assert.ok(!findActions(text).some((action) => action.start < start && start < action.end));
        start += part.length;
      }
    }),
    { numRuns: 1000 },
  );
});
