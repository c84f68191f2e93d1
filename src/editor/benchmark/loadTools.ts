import { runLoad } from '../../load/run/runLoad.ts';
import { findUsers } from '../../load/search/findUsers.ts';
import { countByEngine } from '../../target/benchmark/countByEngine.ts';
import type { LoadTools } from './measureServer.ts';

/** The load generator, in threads of its own: the extension host serves other extensions too, and would be late. */
export const loadTools: LoadTools = {
  runLoad: (plan, options) => runLoad(plan, { ...options, isolated: true }),
  findUsers,
  countByEngine,
};
