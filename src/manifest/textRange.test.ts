import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits } from './edits.ts';
import { checkManifest } from './checkManifest.ts';
import { parseManifest } from './manifestFile.ts';
import { findWorkloads } from './requests.ts';
import { setFraction } from './setFraction.ts';
import { LineIndex } from './textRange.ts';
import { mib, share } from '../gpu/quantity.ts';
import type { Amount } from '../gpu/request.ts';

test('offset and position are each other for every place of a text', () => {
  const text = fc.array(fc.constantFrom('a', '\n', '\r\n', '\r', 'ü', '😀'), { maxLength: 30 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (written) => {
      const lines = new LineIndex(written);
      for (let offset = 0; offset <= written.length; offset += 1) assert.equal(lines.offset(lines.position(offset)), offset);
    }),
  );
});

const quotes = fc.constantFrom('"', "'", '');
const value = fc.constantFrom('0.5', '50%', '0,5', '8Gi', '8192', '1', 'x', '0x1p-1', '２');
const annotation = fc.record({
  key: fc.constantFrom('gpu-fraction', 'gpu-memory', 'gpu-fraction-num-devices', 'gpu_fraction', 'gpu-fraction.limit', 'mps'),
  value,
  quote: quotes,
  comment: fc.constantFrom('', ' # why', '  '),
});
const manifest = fc
  .record({
    annotations: fc.uniqueArray(annotation, { selector: ({ key }) => key, maxLength: 4 }),
    scheduler: fc.boolean(),
    head: fc.constantFrom('', '# ü comment 😀\n', '---\n'),
    isFlow: fc.boolean(),
  })
  .map(({ annotations, scheduler, head, isFlow }) => {
    const entries = annotations.map(({ key, value: written, quote, comment }) => ({
      text: `${key}: ${quote}${written}${quote}`,
      comment,
    }));
    const flow = `  annotations: { ${entries.map(({ text }) => text).join(', ')} }\n`;
    const block = `  annotations:\n${entries.map(({ text, comment }) => `    ${text}${comment}\n`).join('')}`;
    const spec = `spec:\n${scheduler ? '  schedulerName: kai-scheduler\n' : ''}  containers:\n    - name: a\n      image: x\n`;
    return `${head}apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n${isFlow ? flow : block}${spec}`;
  });

test('findings stand at the same lines and name the same text with LF and CRLF', () => {
  fc.assert(
    fc.property(manifest, (text) => {
      const crlf = text.replaceAll('\n', '\r\n');
      const [unix, windows] = [new LineIndex(text), new LineIndex(crlf)];
      const [here, there] = [checkManifest(text), checkManifest(crlf)];
      assert.deepEqual(
        here.map(({ range, message }) => ({ range, message })),
        there.map(({ range, message }) => ({ range, message })),
      );
      for (const { range } of here) {
        assert.notEqual(unix.slice(range), '');
        assert.equal(windows.slice(range), unix.slice(range));
      }
    }),
  );
});

test('a finding on a value points at this value, and a fix on CRLF keeps every line break', () => {
  fc.assert(
    fc.property(manifest, fc.boolean(), (unix, isWindows) => {
      const text = isWindows ? unix.replaceAll('\n', '\r\n') : unix;
      const file = parseManifest(text);
      for (const { rule, range, fixes } of checkManifest(file)) {
        const named = file.lines.slice(range);
        if (rule === 'fraction-value') assert.ok(text.includes(`gpu-fraction: ${named}`), named);
        if (rule === 'memory-value') assert.ok(text.includes(`gpu-memory: ${named}`), named);
        if (rule === 'unknown-key') assert.equal(named, 'gpu_fraction');
        for (const { edits } of fixes) {
          const fixed = applyEdits(file, edits);
          assert.equal(/(?<!\r)\n/.test(fixed), !isWindows && fixed.includes('\n'));
        }
      }
    }),
  );
});

test('a new amount is read back, and every byte around it stays', () => {
  const amount = fc.oneof(
    fc.integer({ min: 1, max: 99 }).map((percent): Amount => ({ kind: 'share', share: share(percent / 100) })),
    fc.integer({ min: 1, max: 200_000 }).map((memory): Amount => ({ kind: 'memory', memoryMiB: mib(memory) })),
  );
  const asking = fc.record({
    written: fc.constantFrom('"0.5"', "'0.5'", '!!str 0.5', '"0.5" # half'),
    isWindows: fc.boolean(),
    amount,
  });
  fc.assert(
    fc.property(asking, ({ written, isWindows, amount: wanted }) => {
      const [before, after] = [
        '# ü\napiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n    ',
        '\n    other: "x"\nspec:\n  containers: [{ name: a, image: x }]\n',
      ].map((part) => (isWindows ? part.replaceAll('\n', '\r\n') : part)) as [string, string];
      const file = parseManifest(`${before}gpu-fraction: ${written}${after}`);
      const [item] = file.workloads;
      assert.ok(item);
      const result = setFraction(file, item, wanted);
      assert.equal(result.kind, 'edits');
      if (result.kind !== 'edits') return;
      const changed = applyEdits(file, result.edits);
      assert.ok(changed.startsWith(before) && changed.endsWith(after));
      if (written.startsWith("'")) assert.match(changed, /: '[\d.]+'/);
      const [found] = findWorkloads(changed);
      assert.deepEqual(found?.result.kind === 'request' && found.result.request.request, wanted);
    }),
  );
});
