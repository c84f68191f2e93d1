import { liveStates, type AgentRequests } from '../protocol/agent.ts';
import type { AgentContext } from './agentContext.ts';
import type { Attention } from './devices/attention.ts';
import { readInventory } from './inventory.ts';
import { jobFiles } from './jobs/jobFiles.ts';
import { readLog } from './jobs/jobLog.ts';
import type { EngineInstalls } from './launch/engineInstalls.ts';
import { offerEngines } from './launch/engineOffers.ts';
import type { JobManager } from './jobs/jobManager.ts';
import type { Sampling } from './sampling/sampling.ts';
import type { Handlers } from './server/client.ts';
import type { Traffic } from './traffic/traffic.ts';

export interface HandlerServices {
  readonly context: AgentContext;
  readonly manager: JobManager;
  readonly installs: EngineInstalls;
  readonly sampling: Sampling;
  readonly traffic: Traffic;
  readonly attention: Attention;
  readonly self: AgentRequests['hello'][1];
  readonly onHello: () => void;
  /** Ends the agent, after the answer is on its way. */
  readonly shutdown: (stopJobs: boolean) => Promise<void>;
}

/** One entry a request: what is asked, who answers. */
export function createHandlers(services: HandlerServices): Handlers {
  const { context, manager, installs, sampling, traffic, attention, self, onHello, shutdown } = services;
  const { store, ledger, devices, events, files, log } = context;
  return {
    hello: ({ clientPid, buildId }) => {
      log.line(`client ${clientPid} of build ${buildId}`);
      onHello();
      return self;
    },
    inventory: async () => {
      await devices.refresh();
      return readInventory(ledger, devices);
    },
    look: ({ isLooking }, client) => {
      if (isLooking) {
        attention.look(client);
      } else {
        attention.lookAway(client);
      }
      return null;
    },
    engines: () => offerEngines(context),
    installEngine: async ({ engine }, client) => {
      await installs.install(engine, client);
      return null;
    },
    cancelInstall: ({ engine }, client) => {
      installs.cancel(engine, client);
      return null;
    },
    plan: ({ spec, options }) => manager.plan(spec, options),
    deploy: ({ spec, options }) => manager.deploy(spec, options),
    jobs: () => store.jobs(),
    stop: ({ jobId }) => manager.stop(jobId),
    restart: ({ jobId }) => manager.restart(jobId),
    remove: ({ jobId }) => manager.remove(jobId),
    logs: ({ jobId, offset, maxBytes }) => {
      const { logStart, state } = store.get(jobId);
      return readLog(jobFiles(files.jobs, jobId).log, logStart, offset, maxBytes, !liveStates.has(state));
    },
    history: ({ jobId }) => sampling.history(store.get(jobId).id),
    startTraffic: ({ jobId, options }) => traffic.start(jobId, options),
    stopTraffic: ({ jobId }) => traffic.stop(jobId),
    countTokens: ({ jobId }) => sampling.countTokens(store.get(jobId).id),
    events: () => events.list(),
    watch: ({ samples }, client) => {
      client.watching = samples ? 'jobsAndSamples' : 'jobs';
      return null;
    },
    shutdown: async ({ stopJobs }) => {
      await shutdown(stopJobs);
      return null;
    },
  };
}
