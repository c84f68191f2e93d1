import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { JobSpec, LaunchOptions, LaunchProblem } from '../../src/protocol/agent.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { removeBundle } from '../support/bundle.ts';
import { fakeSpec } from './support/specs.ts';
import { TestAgent } from './support/testAgent.ts';

after(removeBundle);

const cases: readonly {
  readonly name: string;
  readonly change: (spec: JobSpec) => JobSpec;
  readonly options?: LaunchOptions;
  readonly reason: LaunchProblem['reason'];
  readonly message: RegExp;
  readonly alternative?: string;
}[] = [
  {
    name: 'an image of no engine',
    change: (spec) => ({ ...spec, image: 'docker.io/library/nginx:1.27', command: ['touch', '/tmp/never'] }),
    reason: 'unknownImage',
    message: /nginx:1\.27.*never runs on the host/,
  },
  {
    name: 'an engine that is not installed',
    change: (spec) => ({ ...spec, image: 'vllm/vllm-openai:v0.11.0', args: ['--model', 'Qwen/Qwen3-0.6B'] }),
    reason: 'engineMissing',
    message: /vLLM is not installed.*"vllm" on the PATH/,
    alternative: 'embedded',
  },
  {
    name: 'an engine that nobody knows',
    change: (spec) => spec,
    options: { engine: 'warp' },
    reason: 'badArgument',
    message: /"warp".*embedded/,
  },
  {
    name: 'a model inside the container that no hostPath brings',
    change: (spec) => ({ ...spec, args: ['--model', '/elsewhere/m.gguf'] }),
    reason: 'modelMissing',
    message: /"\/elsewhere\/m\.gguf".*\/models = .*--model/,
  },
  {
    name: 'a model path that climbs out of its mount',
    change: (spec) => ({ ...spec, args: ['--model', '/models/../etc/passwd'] }),
    reason: 'modelMissing',
    message: /inside the container/,
  },
  {
    name: 'a model file that is not there',
    change: (spec) => ({ ...spec, args: ['--model', '/models/absent.gguf'] }),
    reason: 'modelMissing',
    message: /there is no file .*weights\/absent\.gguf/,
  },
  {
    name: 'no model at all',
    change: (spec) => ({ ...spec, args: [] }),
    reason: 'modelMissing',
    message: /names no model.*--model/,
  },
  {
    name: 'a file that is not GGUF',
    change: (spec) => ({ ...spec, args: ['--model', '/models/text.gguf'] }),
    reason: 'modelNotGguf',
    message: /text\.gguf is not a GGUF model/,
  },
  {
    name: 'a device that is not here',
    change: (spec) => spec,
    options: { deviceUuid: 'GPU-nowhere' },
    reason: 'unknownDevice',
    message: /"GPU-nowhere".*GPU-sim-/,
  },
];

for (const { name, change, options = {}, reason, message, alternative } of cases) {
  test(`${name} is refused before anything starts, by plan and deploy alike`, async () => {
    await using home = await temporaryHome();
    await mkdir(join(home.path, 'weights'));
    await writeFile(join(home.path, 'weights', 'text.gguf'), 'not a model, only text that is long enough');
    await using agent = await TestAgent.start(home.path);
    const spec = change(await fakeSpec(home.path, 'refused', { port: 18_700 }));
    const { problems } = await agent.request('plan', { spec, options });
    assert.deepEqual(
      problems.map((problem) => problem.reason),
      [reason],
    );
    const problem = await agent.request('deploy', { spec, options }).then(
      () => assert.fail('it was not refused'),
      (error: unknown) => (error as { data: LaunchProblem }).data,
    );
    assert.deepEqual(problem, problems[0]);
    assert.match(problem.message, message);
    assert.equal(problem.alternativeEngine, alternative);
    assert.deepEqual(await agent.request('jobs', null), []);
  });
}
