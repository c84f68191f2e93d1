import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { LiveManifest } from '../src/manifest/liveManifest.ts';
import { writeManyDocuments, writeOneDeployment, writeOneList } from './manifest/texts.ts';
import { measure, measureRounds, median, medianRatio, percentile, round } from './manifest/timing.ts';
import { startYamlLanguageServer } from './manifest/yamlLanguageServer.ts';

// What a keystroke costs in a manifest of 5,000 lines and 100 documents: the changed document is read and checked again.
// Every edit keeps what is typed, so the text differs each time; each tenth adds a line and each tenth takes it out again.
// Then what checks cost beside the bare parse by the yaml library, and beside yaml-language-server with the Kubernetes schema.
const edits = 500;
const warmUpRounds = 6;
const rounds = 15;
/** One document of 5,000 lines may take this much of the bare parse. */
const boundOfParse = 2;
const besideServer = 'ours / yaml-language-server';
const besideParse = 'ours / yaml parse';
const root = fileURLToPath(new URL('../', import.meta.url));

const typing = await measureTyping(writeManyDocuments());
const schemaFile = join(root, 'test/data/kubernetes/schema.json');
const server = await startYamlLanguageServer(process.env['YAML_LANGUAGE_SERVER'] ?? '', schemaFile);
const comparisons = [
  ...(await compare('100 documents', writeManyDocuments())),
  ...(await compare('one Deployment', writeOneDeployment())),
  // the schema has no kind List, so beside the server it would say nothing
  ...(await compare('one List', writeOneList())).filter(({ name }) => name === besideParse),
];
const versions = {
  node: process.version,
  yaml: (JSON.parse(await readFile(join(root, 'node_modules/yaml/package.json'), 'utf8')) as { version: string }).version,
  'yaml-language-server': server.version,
  'yaml of yaml-language-server': server.yamlVersion,
  schema: (JSON.parse(await readFile(schemaFile, 'utf8')) as { title: string }).title,
};
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ ...typing, comparisons, versions }));
} else {
  console.log(`manifest of ${typing.lines} lines, ${typing.documents} documents: first check ${typing.firstMs} ms`);
  const { keystrokeP50Ms, keystrokeP95Ms, keystrokeMaxMs } = typing;
  console.log(`keystroke p50 ${keystrokeP50Ms} ms, p95 ${keystrokeP95Ms} ms, worst ${keystrokeMaxMs} ms over ${edits} edits`);
  const share = (typing.keystrokeP95OfParse * 100).toFixed(1);
  console.log(`the yaml library alone needs ${typing.parseMs} ms for the text; p95 is ${share} % of that`);
  for (const { name, file, work, median: ratio, oursMs, theirsMs, bound } of comparisons) {
    const limit = bound === undefined ? '' : `, bound ${bound}`;
    console.log(`${name}: ${work} in ${file}: ${ratio} (${oursMs} / ${theirsMs} ms${limit})`);
  }
  console.log(
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  );
}

/** Each keystroke of a person who works in all places of a text. */
async function measureTyping(text: string) {
  const live = new LiveManifest();
  const firstMs = await measure(() => live.check(text));
  const parses: number[] = [];
  for (let index = 0; index < 5; index += 1) parses.push(await measure(() => parseAllDocuments(text)));
  const parseMs = median(parses);
  let lines = text.split('\n');
  const keystrokes: number[] = [];
  for (let index = 0; index < edits; index += 1) {
    // A step that is prime to the length visits the whole text.
    const at = (index * 1009) % lines.length;
    lines = edit(lines, at, index);
    const edited = lines.join('\n');
    keystrokes.push(await measure(() => live.check(edited)));
  }
  return {
    lines: text.split('\n').length,
    documents: text.split('\n---\n').length,
    edits,
    firstMs: round(firstMs),
    keystrokeP50Ms: round(percentile(keystrokes, 0.5)),
    keystrokeP95Ms: round(percentile(keystrokes, 0.95)),
    keystrokeMaxMs: round(Math.max(...keystrokes)),
    parseMs: round(parseMs),
    keystrokeP95OfParse: round(percentile(keystrokes, 0.95) / parseMs),
  };
}

interface Comparison {
  readonly name: string;
  readonly file: string;
  readonly work: string;
  /** Of the ratios of all rounds. */
  readonly median: number;
  readonly oursMs: number;
  readonly theirsMs: number;
  readonly bound?: number;
}

/** A first check and a keystroke of ours beside the others' work on the same text: neither of them keeps anything between two texts. */
async function compare(file: string, text: string): Promise<readonly Comparison[]> {
  const live = new LiveManifest();
  const times = await measureRounds(
    Array.from({ length: warmUpRounds + rounds }, (_, index) => changeOneValue(text, index)),
    {
      first: (edited) => new LiveManifest().check(edited),
      keystroke: (edited) => live.check(edited),
      parse: (edited) => parseAllDocuments(edited),
      server: (edited) => server.validate(edited),
    },
    warmUpRounds,
  );
  const isOneDocument = !text.includes('\n---\n');
  const beside = (ours: 'first' | 'keystroke', theirs: 'parse' | 'server'): Comparison => ({
    name: theirs === 'parse' ? besideParse : besideServer,
    file,
    work: ours === 'first' ? 'first check' : 'keystroke',
    median: round(medianRatio(times[ours], times[theirs])),
    oursMs: round(median(times[ours])),
    theirsMs: round(median(times[theirs])),
    ...(theirs === 'parse' && isOneDocument && { bound: boundOfParse }),
  });
  return [beside('first', 'server'), beside('keystroke', 'server'), beside('first', 'parse'), beside('keystroke', 'parse')];
}

/** Another number in one of the quoted values, each time elsewhere. */
function changeOneValue(text: string, index: number): string {
  const values = [...text.matchAll(/value: "\d+"/g)];
  const { 0: found, index: start } = values[(index * 1009) % values.length]!;
  return `${text.slice(0, start)}value: "${1000 + index}"${text.slice(start + found.length)}`;
}

function edit(before: readonly string[], at: number, index: number): string[] {
  if (index % 10 === 3) return before.toSpliced(at, 0, `# line ${index}`);
  if (index % 10 === 4)
    return before.toSpliced(
      before.findIndex((line) => line.startsWith('# line ')),
      1,
    );
  return before.with(at, typeInto(before[at] ?? '', index));
}

/** One character more, so that most lines stay YAML; some strings are left open. */
function typeInto(line: string, index: number): string {
  if (line === '---') return line;
  return index % 25 === 0 ? `${line} "` : `${line}x`;
}
