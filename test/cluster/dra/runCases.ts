import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../../fuzz/random.ts';
import { connectRig, RealScheduler } from '../realScheduler.ts';
import type { Rig } from '../rig/rig.ts';
import type { DraCase } from './compareCase.ts';
import { makeHardware } from './makeHardware.ts';
import { install, runScenario, uninstall, type Scenario } from './runScenario.ts';

const scenarios = 32;
const podsEach = 8;
const atATime = 8;

/** Sends the pods of a seed to the rig's scheduler: several small clusters at a time, in each one pod after the other. */
export async function runCases(rig: Rig, seed: number): Promise<readonly DraCase[]> {
  await using namespace = await rig.namespace('dra');
  // who watches devices that others hold must be in such a namespace
  await rig.kubectl(['label', 'namespace', namespace.name, 'resource.kubernetes.io/admin-access=true']);
  using api = await connectRig(rig);
  const scheduler = new RealScheduler(api, namespace.name);
  const all = Array.from({ length: scenarios }, (_, index): Scenario => {
    const random = new Random(seed, index);
    const name = `${namespace.name}-${index}`;
    return { name, random, hardware: makeHardware(random, name) };
  });
  await using resources = new AsyncDisposableStack();
  resources.defer(() => uninstall(scheduler, all));
  const waiting = await Promise.all(
    all.map(async (scenario) => ({ scenario, installed: await install(scheduler, scenario.hardware) })),
  );
  resources.use(await rig.addNodes(all.flatMap(({ hardware }) => hardware.nodes)));
  // what was just made must have come to the scheduler before the first pod does
  await delay(2000);
  const cases: DraCase[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      cases.push(...(await runScenario(scheduler, next.scenario, next.installed, podsEach)));
    }
  };
  await scheduler.during(() => Promise.all(Array.from({ length: atATime }, work)));
  return cases;
}
