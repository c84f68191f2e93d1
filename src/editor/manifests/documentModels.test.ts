import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import type { ModelShapes } from '../../manifest/checkOptions.ts';
import { LiveManifest, type CheckedManifest } from '../../manifest/liveManifest.ts';
import { DocumentModels } from './documentModels.ts';

function checked(...models: readonly string[]): CheckedManifest {
  const pods = models.map(
    (model, index) =>
      `apiVersion: v1\nkind: Pod\nmetadata: { name: p${index} }\nspec:\n  containers:\n    - { name: a, image: vllm/vllm-openai:v1, args: [--model=${model}] }\n`,
  );
  return new LiveManifest().check(pods.join('---\n'));
}

interface Looks {
  readonly models: DocumentModels;
  /** The names of each answer. */
  readonly answers: (readonly string[])[];
  readonly next: () => Promise<void>;
}

function look(): Looks {
  const answers: (readonly string[])[] = [];
  let told = Promise.withResolvers<void>();
  const onFound = (found: ModelShapes): void => {
    answers.push([...found.keys()]);
    told.resolve();
  };
  const models = new DocumentModels({ delayMs: 1, isTrusted: () => false, onFound });
  const next = async (): Promise<void> => {
    told = Promise.withResolvers();
    await told.promise;
  };
  return { models, answers, next };
}

test('models that a text names are found once, and again when it names others; unknown ones are left out', async () => {
  const { models, answers, next } = look();
  const first = next();
  models.look(checked('Qwen/Qwen3-8B', 'acme/unknown', 'Qwen/Qwen3-8B'));
  await first;
  models.look(checked('Qwen/Qwen3-8B', 'acme/unknown'));
  await delay(50);
  const second = next();
  models.look(checked('Qwen/Qwen3-14B'));
  await second;
  assert.deepEqual(answers, [['Qwen/Qwen3-8B'], ['Qwen/Qwen3-14B']]);
  models.dispose();
});

test('a text that names no model is never answered, nor one that is closed', async () => {
  const { models, answers } = look();
  models.look(checked());
  await delay(20);
  models.look(checked('Qwen/Qwen3-8B'));
  models.dispose();
  await delay(20);
  assert.deepEqual(answers, []);
});
