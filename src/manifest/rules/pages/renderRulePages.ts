import { checkManifest } from '../../checkManifest.ts';
import { unknownCluster } from '../../clusterFacts.ts';
import { formatVersion, type Version } from '../../version.ts';
import { ruleTable } from '../ruleTable.ts';
import { admissionPages } from './admissionPages.ts';
import { enginePages } from './enginePages.ts';
import { claimPages } from './claimPages.ts';
import { claimUsePages } from './claimUsePages.ts';
import { holderPages } from './holderPages.ts';
import { keyPages } from './keyPages.ts';
import { limitPages } from './limitPages.ts';
import { nvPages } from './nvPages.ts';
import { objectPages } from './objectPages.ts';
import { pageOptions } from './pageOptions.ts';
import { placePages } from './placePages.ts';
import { queuePages } from './queuePages.ts';
import { hamiPages, piecePages } from './resourcePages.ts';
import type { RulePage } from './rulePage.ts';
import { valuePages } from './valuePages.ts';
import { textPages } from './textPages.ts';

type Pages = Readonly<Record<string, RulePage>>;

const groups: readonly (readonly [string, Pages])[] = [
  ['Requests, as KAI judges them', admissionPages],
  ['Limits', limitPages],
  ['NvFractions', nvPages],
  ['HAMi', hamiPages],
  ['MIG devices and replicas', piecePages],
  ['Requests that nobody would read', keyPages],
  ['Keys and values that are passed over', valuePages],
  ['Who gets the GPU', holderPages],
  ['Queues and priorities', queuePages],
  ['Sizes, nodes and modes', placePages],
  ['Servers and models', enginePages],
  ['Pods with claims (DRA)', claimUsePages],
  ['Claims (DRA)', claimPages],
  ['The Kubernetes object', objectPages],
  ['The text', textPages],
];

/** The pages of docs/rules by their file name. */
export function renderRulePages(): ReadonlyMap<string, string> {
  const pages = Object.entries<RulePage>(ruleTable).map(([id, page]) => [`${id}.md`, renderPage(id, page)] as const);
  return new Map([['README.md', renderIndex()], ...pages]);
}

function renderIndex(): string {
  const sections = groups.map(([title, pages]) =>
    [
      `## ${title}`,
      '',
      ...Object.entries(pages).map(([id, page]) => `- [${id}](${id}.md) (${page.severity}): ${page.title}`),
      '',
    ].join('\n'),
  );
  return [
    '# Rules',
    '',
    'What the editor and `gpu-fractions check` say about a manifest, by the name in brackets after the message.',
    'error: it will be refused or cannot run. warning: it runs, but not as written. hint: better exists, or it was not checked.',
    '',
    'These pages are written by `npm run docs:rules` from `src/manifest/rules/ruleTable.ts`; edit them there.',
    '',
    ...sections,
  ].join('\n');
}

function renderPage(id: string, page: RulePage): string {
  const severity = page.when === undefined ? page.severity : `${page.severity} (${page.when})`;
  return [
    `# ${id}: ${page.title}`,
    '',
    `Severity: ${severity}.`,
    '',
    page.meaning,
    '',
    `**Why.** ${page.why}`,
    '',
    `**Cure.** ${page.cure}`,
    '',
    ...(page.inWords === undefined ? renderExample(id, page) : ['## Example', '', page.inWords, '']),
    '[All rules](README.md)',
    '',
  ].join('\n');
}

function renderExample(id: string, page: RulePage): readonly string[] {
  const { example, cured, cluster = unknownCluster } = page;
  const said = checkManifest(example, pageOptions(page)).filter(({ rule }) => rule === id);
  return [
    '## Example',
    '',
    ...(cluster === unknownCluster
      ? []
      : ['On a cluster of which this is known:', '', ...fence('json', JSON.stringify(cluster, showVersion, 2))]),
    ...fence('yaml', example),
    ...said.flatMap(({ message, range }) => fence('text', `line ${range.start.line + 1}: ${message}`)),
    'Without it:',
    '',
    ...fence('yaml', cured),
  ];
}

/** As a file of facts says it. */
function showVersion(_key: string, value: unknown): unknown {
  const isVersion = typeof value === 'object' && value !== null && 'major' in value;
  return isVersion ? formatVersion(value as Version) : value;
}

function fence(language: string, text: string): readonly string[] {
  return [`\`\`\`${language}`, text.trimEnd(), '```', ''];
}
