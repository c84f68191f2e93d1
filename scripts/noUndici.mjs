// In bundles it stands in for undici, with which client-node would make requests of its own (736 kB). We ask over node:https, which
// VS Code patches for proxies and system certificates, and take from client-node what leads there: so none of this is ever called.
export class Agent {}
export class ProxyAgent {}
export function fetch() {
  throw new Error('client-node makes no requests in this bundle');
}
