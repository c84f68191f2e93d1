import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { place } from '../../gpu/placement.ts';
import { mib, share } from '../../gpu/quantity.ts';
import type { DeviceView, EngineOffer, Inventory } from '../../protocol/agent.ts';
import { sender } from '../../protocol/messages.ts';
import type { ToPanel } from '../../protocol/panel.ts';
import { emptyLaunchForm, type LaunchForm, type LaunchView } from '../../protocol/panelLaunch.ts';
import type { Deployment, TargetListener } from '../../target/target.ts';
import { LaunchDesk, type LaunchEnd, type LaunchOrder } from './launchDesk.ts';

const device = { uuid: 'GPU-0', index: 0, product: 'NVIDIA-H100-80GB-HBM3', memoryMiB: mib(81_559), simulated: true };
const view: DeviceView = {
  device,
  countedMiB: 81_500,
  freeMiB: 81_500,
  slices: [],
  foreign: [],
  usedMiB: null,
  utilisation: null,
  powerWatts: null,
};
const offer: EngineOffer = {
  id: 'embedded',
  label: 'embedded',
  state: 'ready',
  detail: '',
  image: 'gpu-fractions/embedded-engine',
  modelFormat: 'gguf',
  models: ['tiny-random'],
};
const form: LaunchForm = { ...emptyLaunchForm, name: 'chat', engine: 'embedded', model: 'tiny-random' };

function startDesk(): {
  readonly desk: LaunchDesk;
  readonly views: LaunchView[];
  readonly plans: Deployment[];
  readonly launches: LaunchOrder[];
  readonly listeners: Set<TargetListener>;
  readonly lookers: () => number;
  readonly answer: { offers: readonly EngineOffer[]; end: LaunchEnd; jobId: string | undefined; pause?: Promise<void> };
} {
  const views: LaunchView[] = [];
  const plans: Deployment[] = [];
  const launches: LaunchOrder[] = [];
  const listeners = new Set<TargetListener>();
  let lookers = 0;
  const inventory: Inventory = { source: 'simulated', devices: [view], notes: [] };
  const answer: ReturnType<typeof startDesk>['answer'] = { offers: [offer], end: { kind: 'cancelled' }, jobId: undefined };
  const desk = new LaunchDesk({
    target: {
      engines: async (signal) => {
        const { offers } = answer;
        await answer.pause;
        signal?.throwIfAborted();
        return offers;
      },
      inventory: () => Promise.resolve(inventory),
      plan: (deployment) => {
        plans.push(deployment);
        return Promise.resolve({ placement: place(deployment.request, [view]), notes: [], problems: [] });
      },
      watch: (listener) => {
        listeners.add(listener as TargetListener);
        return { [Symbol.dispose]: () => listeners.delete(listener as TargetListener) };
      },
      look: () => {
        lookers++;
        return { [Symbol.dispose]: () => lookers-- };
      },
    },
    send: sender<ToPanel>(({ body }) => views.push(body as LaunchView)),
    start: (order, onStarted) => {
      launches.push(order);
      if (answer.jobId !== undefined) {
        onStarted(answer.jobId);
      }
      return Promise.resolve(answer.end);
    },
    keep: () => undefined,
    home: '/home/someone',
  });
  return { desk, views, plans, launches, listeners, lookers: () => lookers, answer };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

test('what is typed is checked at once and planned after a short quiet, the last word alone', async () => {
  const { desk, views, plans } = startDesk();
  await desk.edit({ revision: 1, form });
  await settle();
  await desk.edit({ revision: 2, form: { ...form, request: '0.3' } });
  assert.equal(views.at(-1)?.revision, 2);
  assert.match(views.at(-1)?.manifest ?? '', /gpu-fraction: "0\.3"/);
  assert.equal(plans.length, 0);
  mock.timers.tick(200);
  await settle();
  assert.deepEqual(
    plans.map(({ request, options }) => [request.request, options]),
    [[{ kind: 'share', share: share(0.3) }, { engine: 'embedded' }]],
  );
  const outlook = views.at(-1)?.outlook;
  assert.ok(outlook?.state === 'fits');
  assert.equal(outlook.meaning, '0.3 of one GPU: 23.9 GiB of an H100 80GB');
});

test('news that never stop do not put off a plan', async () => {
  const { desk, plans, listeners } = startDesk();
  await desk.edit({ revision: 1, form });
  await settle();
  for (let step = 0; step < 30; step++) {
    mock.timers.tick(100);
    listeners.forEach((listener) => listener.inventoryChanged?.({ source: 'simulated', devices: [view], notes: [] }));
    await settle();
  }
  assert.ok(plans.length >= 2 && plans.length <= 4, `${plans.length} plans in 3 s`);
});

test('a form with an error is not planned and not launched', async () => {
  const { desk, views, plans, launches } = startDesk();
  await desk.edit({ revision: 1, form });
  await settle();
  await desk.start({ revision: 2, form: { ...form, request: '1.5' } });
  mock.timers.tick(1000);
  await settle();
  assert.deepEqual([plans, launches], [[], []]);
  assert.deepEqual(views.at(-1)?.progress, { state: 'editing' });
  assert.deepEqual(
    views.at(-1)?.remarks.map(({ field, severity }) => [field, severity]),
    [['request', 'error']],
  );
});

test('an engine that is missing, not chosen or not known yet is said on its field', async () => {
  const { desk, views, answer } = startDesk();
  const said = (): unknown => views.at(-1)?.remarks.map(({ field, message }) => `${field}: ${message}`);
  answer.offers = [{ ...offer, state: 'missing', detail: 'Install it.' }];
  await desk.edit({ revision: 1, form });
  await settle();
  assert.deepEqual(said(), ['engine: embedded cannot run on this machine. Install it.']);
  await desk.edit({ revision: 2, form: { ...form, engine: '' } });
  assert.deepEqual(said(), ['engine: No engine is chosen. Choose one that this machine has.']);
});

test('an answer that comes after the form was left says nothing about the form that is open now', async () => {
  const { desk, views, answer } = startDesk();
  const slow = Promise.withResolvers<void>();
  answer.pause = slow.promise;
  await desk.edit({ revision: 1, form });
  delete answer.pause;
  await desk.edit({ revision: 1, form });
  await settle();
  slow.resolve();
  await settle();
  await desk.edit({ revision: 2, form });
  assert.equal(views.at(-1)?.choices.state, 'read');
});

test('a launch tells how it goes: started with the job, refused with the reason, cancelled as if nothing was', async () => {
  const { desk, views, launches, answer } = startDesk();
  await desk.edit({ revision: 1, form });
  await settle();
  await desk.start({ revision: 2, form });
  assert.deepEqual(views.at(-1)?.progress, { state: 'editing' });
  answer.end = { kind: 'refused', message: 'no room' };
  await desk.start({ revision: 3, form });
  assert.deepEqual(views.at(-1)?.progress, { state: 'refused', message: 'no room' });
  answer.end = { kind: 'started' };
  answer.jobId = 'j1';
  await desk.start({ revision: 4, form });
  assert.deepEqual(views.at(-1)?.progress, { state: 'started', jobId: 'j1' });
  assert.deepEqual([...new Set(launches.map(({ name, options }) => `${name} ${options.engine}`))], ['chat embedded']);
});

test('a job that started while nobody looked is told when the form comes back', async () => {
  const { desk, views, answer } = startDesk();
  Object.assign(answer, { end: { kind: 'started' }, jobId: 'j1' });
  await desk.edit({ revision: 1, form });
  await settle();
  const starting = desk.start({ revision: 2, form });
  desk.hide();
  await starting;
  views.length = 0;
  await desk.edit({ revision: 1, form });
  assert.deepEqual(views.at(-1)?.progress, { state: 'started', jobId: 'j1' });
  desk.close();
  await desk.edit({ revision: 1, form });
  assert.deepEqual(views.at(-1)?.progress, { state: 'editing' });
});

test('hidden or left, the form listens to nothing, plans nothing and says nothing', async () => {
  const { desk, views, plans, listeners, lookers } = startDesk();
  await desk.edit({ revision: 1, form });
  assert.deepEqual([listeners.size, lookers()], [1, 1]);
  desk.hide();
  views.length = 0;
  mock.timers.tick(5000);
  await settle();
  assert.deepEqual([listeners.size, lookers(), plans.length, views.length], [0, 0, 0, 0]);
});
