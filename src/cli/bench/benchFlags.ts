/** Options of one run of load; a file of a mix names them the same. */
export const loadFlags = {
  url: { type: 'string' },
  job: { type: 'string' },
  model: { type: 'string' },
  api: { type: 'string' },
  header: { type: 'string', multiple: true },
  key: { type: 'string' },
  'key-env': { type: 'string' },
  body: { type: 'string' },
  users: { type: 'string' },
  rate: { type: 'string' },
  spacing: { type: 'string' },
  replay: { type: 'string' },
  speed: { type: 'string' },
  volume: { type: 'string' },
  requests: { type: 'string' },
  seconds: { type: 'string' },
  'warm-up': { type: 'string' },
  'prompt-tokens': { type: 'string' },
  'shared-prefix': { type: 'string' },
  dataset: { type: 'string' },
  'max-tokens': { type: 'string' },
  'ignore-eos': { type: 'boolean' },
  seed: { type: 'string' },
  silence: { type: 'string' },
  'slo-ttft': { type: 'string' },
  'slo-tpot': { type: 'string' },
  'slo-e2e': { type: 'string' },
} as const;

/** Options of the command beside those of a run. */
export const benchFlags = {
  ...loadFlags,
  mix: { type: 'string' },
  'find-users': { type: 'boolean' },
  quantile: { type: 'string' },
  'most-users': { type: 'string' },
  repeats: { type: 'string' },
  'engine-counter': { type: 'boolean' },
  threads: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** What `parseArgs` reads of a table of options. */
export type Flags<Table> = {
  readonly [Flag in keyof Table]?:
    | (Table[Flag] extends { multiple: true } ? string[] : Table[Flag] extends { type: 'boolean' } ? boolean : string)
    | undefined;
};

export type LoadFlags = Flags<typeof loadFlags>;
export type BenchFlags = Flags<typeof benchFlags>;
