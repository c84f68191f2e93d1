import { runLoad } from '../../load/run/runLoad.ts';
import { findUsers } from '../../load/search/findUsers.ts';
import type { LoadTools } from './measureServer.ts';

/** The load generator. */
export const loadTools: LoadTools = {
  runLoad,
  findUsers,
};
