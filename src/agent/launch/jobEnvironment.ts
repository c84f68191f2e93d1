/** What an engine may need of the user's environment. Nothing else is handed on: tokens and editor variables stay out. */
const passedOn: ReadonlySet<string> = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'TZ',
  'TMPDIR',
  'LD_LIBRARY_PATH',
  'CUDA_HOME',
  'CUDA_PATH',
  'XDG_CACHE_HOME',
  'HF_HOME',
  'HF_HUB_CACHE',
  'HF_ENDPOINT',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
]);

/** The environment of a job: the allowed part of the agent's, then that of the launch line. */
export function jobEnvironment(
  host: Readonly<Record<string, string | undefined>>,
  launch: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const kept = Object.entries(host).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && (passedOn.has(entry[0]) || entry[0].startsWith('LC_')),
  );
  return { ...Object.fromEntries(kept), ...launch };
}
