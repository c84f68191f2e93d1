// Bundle budgets, from the metafile of the last build: what activation loads, what the first YAML file loads, each process, the panel.
import { readFile } from 'node:fs/promises';

const { outputs } = JSON.parse(await readFile('dist/metafile.json', 'utf8'));

/** The file and all that it imports statically. */
function closure(file, seen = new Set()) {
  if (!seen.has(file)) {
    seen.add(file);
    outputs[file].imports
      .filter(({ kind, external }) => kind === 'import-statement' && !external)
      .forEach(({ path }) => closure(path, seen));
  }
  return seen;
}

function kilobytes(files) {
  return [...files].reduce((sum, file) => sum + outputs[file].bytes, 0) / 1000;
}

const eager = closure('dist/extension.js');
// What an interaction loads later (a hover, a completion, a command) is not waited for at the first file.
const firstEntries = ['src/editor/manifests/manifestLanguage.ts', 'src/manifest/checkManifest.ts', 'src/manifest/requests.ts'];
const manifestEntries = Object.keys(outputs).filter((file) => firstEntries.includes(outputs[file].entryPoint));
const manifest = new Set(manifestEntries.flatMap((file) => [...closure(file)]).filter((file) => !eager.has(file)));

// The first cluster that is opened: its client, what is shown of it, what manifests are told of it. A deploy comes later.
const clusterSources = [
  'src/target/cluster/clusters.ts',
  'src/editor/clusters/clusterViews.ts',
  'src/editor/clusters/clusterFits.ts',
  'src/editor/clusters/why/waitingProblems.ts',
];
const clusterEntries = Object.keys(outputs).filter((file) => clusterSources.includes(outputs[file].entryPoint));
const isLoaded = (file) => eager.has(file) || manifest.has(file);
const cluster = new Set(clusterEntries.flatMap((file) => [...closure(file)]).filter((file) => !isLoaded(file)));

const budgets = [
  ['eager chunk of the extension', kilobytes(eager), 150],
  ['chunk of the first YAML file', kilobytes(manifest), 420],
  ['chunk of the first cluster', kilobytes(cluster), 1300],
  ['agent', kilobytes(closure('dist/agent.js')), 300],
  ['engine', kilobytes(closure('dist/engine.js')), 100],
  ['thread of the load generator', kilobytes(closure('dist/loadWorker.js')), 70],
  ['webview', kilobytes(closure('dist/webview.js')), 250],
];
for (const [name, size, limit] of budgets) {
  console.log(
    `${name.padEnd(30)} ${size.toFixed(1).padStart(7)} kB of ${limit} kB${size > limit ? '  TOO LARGE' : ''}${size === 0 ? '  NOT FOUND' : ''}`,
  );
}
process.exit(budgets.some(([, size, limit]) => size > limit || size === 0) ? 1 : 0);
