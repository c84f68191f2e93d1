import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import { textAlone } from '../../manifest/checkOptions.ts';
import { LiveManifest } from '../../manifest/liveManifest.ts';
import { LiveDocument, type CheckedVersion, type LiveDocumentOptions } from './liveDocument.ts';

const pod = (fraction: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n    gpu-fraction: "${fraction}"\nspec:\n  containers:\n    - name: a\n      image: x\n`;

class FakeText {
  version = 1;
  text: string;

  constructor(text: string) {
    this.text = text;
  }

  getText(): string {
    return this.text;
  }

  write(text: string): void {
    this.text = text;
    this.version += 1;
  }
}

function open(text: FakeText, options: Partial<LiveDocumentOptions> = {}): { live: LiveDocument; checks: CheckedVersion[] } {
  const checks: CheckedVersion[] = [];
  const live = new LiveDocument(text, {
    manifest: new LiveManifest(),
    isManifest: (written) => written.includes('kind: Pod'),
    delayMs: 1,
    pause: () => turn(),
    onChecked: (checked) => checks.push(checked),
    ...options,
  });
  return { live, checks };
}

test('a text is checked when it opens, and again after it changed', async () => {
  const text = new FakeText(pod('50%'));
  const { live, checks } = open(text);
  assert.deepEqual(checks, []);
  assert.deepEqual((await live.whenCurrent())?.findings.map(({ rule }) => rule).includes('fraction-value'), true);
  text.write(pod('0.5'));
  live.changed();
  assert.equal(live.last?.version, 1);
  assert.equal((await live.whenCurrent())?.workloads[0]?.result.kind, 'request');
  assert.equal(live.last?.version, 2);
  live.dispose();
});

test('what is known later is asked for the same text too, and for newer text', async () => {
  const text = new FakeText(pod('50%'));
  const { live, checks } = open(text);
  await live.whenCurrent();
  live.recheck(new LiveManifest({ ...textAlone, severities: { 'fraction-value': 'off' } }));
  assert.ok(live.last?.manifest?.findings.some(({ rule }) => rule === 'fraction-value'));
  while (checks.length < 2) await turn();
  text.write(`${pod('50%')}# newer\n`);
  live.changed();
  const newer = await live.whenCurrent();
  assert.deepEqual(
    [checks[1]?.manifest, newer].map((manifest) => manifest?.findings.filter(({ rule }) => rule === 'fraction-value')),
    [[], []],
  );
  live.dispose();
});

test('newer text cancels the check of older text', async () => {
  const text = new FakeText(pod('0.1'));
  const gate = Promise.withResolvers<void>();
  let pauses = 0;
  const { live, checks } = open(text, {
    pause: () => {
      pauses += 1;
      return pauses === 1 ? gate.promise : turn();
    },
  });
  while (pauses === 0) {
    await turn();
  }
  text.write(pod('0.2'));
  live.changed();
  gate.resolve();
  await live.whenCurrent();
  assert.deepEqual(
    checks.map(({ version }) => version),
    [2],
  );
  live.dispose();
});

test('a text that is no manifest is not parsed; once it was one it stays one', async () => {
  const text = new FakeText('a: 1\n');
  const { live } = open(text);
  assert.equal(await live.whenCurrent(), undefined);
  text.write(pod('0.5'));
  live.changed();
  assert.ok((await live.whenCurrent()) !== undefined);
  text.write('kin');
  live.changed();
  assert.deepEqual((await live.whenCurrent())?.workloads, []);
  live.dispose();
});

test('who waits for a text that is closed is answered with nothing, and nothing is checked any more', async () => {
  const text = new FakeText(pod('0.5'));
  const { live, checks } = open(text, { delayMs: 0 });
  const waiting = live.whenCurrent();
  live.dispose();
  assert.equal(await waiting, undefined);
  await turn();
  assert.deepEqual(checks, []);
});
