import { BlockList, isIP } from 'node:net';

/** The proxy on the way to a server, as the environment names one (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`; Go's `httpproxy`). */
export function proxyOf(server: URL, env: NodeJS.ProcessEnv): string | undefined {
  const named = (name: string) => env[name] || env[name.toLowerCase()] || undefined;
  const proxy = named(server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (proxy === undefined || isSpared(server, named('NO_PROXY') ?? '')) {
    return undefined;
  }
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

/** Whether a server is reached without a proxy: this machine always, else names, domains, addresses and networks of the list. */
function isSpared(server: URL, list: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  if (host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))) {
    return true;
  }
  const entries = list
    .split(/[,\s]+/)
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '');
  return entries.some((entry) => entry === '*' || isNetworkOf(host, entry) || isNameOf(host, port, entry));
}

function isNetworkOf(host: string, entry: string): boolean {
  const [, address = '', bits = ''] = /^([0-9a-f.:]+)\/(\d+)$/.exec(entry) ?? [];
  const version = isIP(address);
  if (version === 0 || isIP(host) !== version || Number(bits) > (version === 4 ? 32 : 128)) {
    return false;
  }
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const network = new BlockList();
  network.addSubnet(address, Number(bits), family);
  return network.check(host, family);
}

/** `example.com` is it and all below it; `.example.com` only what is below. */
function isNameOf(host: string, port: string, entry: string): boolean {
  const [, name = entry, entryPort] = /^([^:]+|\[.*\]):(\d+)$/.exec(entry) ?? [];
  if (entryPort !== undefined && entryPort !== port) {
    return false;
  }
  const bare = name.replace(/^\*/, '').replace(/^\[|\]$/g, '');
  return bare.startsWith('.') ? host.endsWith(bare) : host === bare || host.endsWith(`.${bare}`);
}
