// Every context in use, then disposed, and nothing more: what they still held open is printed, and would keep this process running.
import { setTimeout as delay } from 'node:timers/promises';
import { openClusters } from '../../src/target/cluster/clusters.ts';

const [kubeconfig = ''] = process.argv.slice(2);
const held = () => process.getActiveResourcesInfo().filter((resource) => /^(Timeout|TCP|TLS|FSEvent|Process)/.test(resource));
const env = { ...process.env, KUBECONFIG: kubeconfig };
const clusters = await openClusters({ env, mayRunPrograms: () => true, log: () => undefined });
const connections = clusters.contexts.flatMap(({ id }) => clusters.connection(id) ?? []);
const looks = connections.map((connection) => connection.look());
await Promise.all(connections.map((connection) => connection.ready()));
const meanwhile = held().length;
looks[0]?.[Symbol.dispose]();
clusters[Symbol.dispose]();
// sockets close a moment after they were destroyed
await delay(500);
process.stdout.write(JSON.stringify({ meanwhile, left: held() }));
