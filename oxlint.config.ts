import { defineConfig, type OxlintOverride } from 'oxlint';

/** The floors of docs/architecture.md, lowest first; a folder imports only folders below it. */
const floors = [
  ['gpu'],
  ['inference'],
  ['manifest'],
  ['load', 'protocol', 'models'],
  ['target', 'agent', 'engine'],
  ['editor', 'cli'],
];
const pure = new Set(['gpu', 'manifest', 'inference', 'protocol']);
const mayImportVscode = new Set(['editor']);
const vscode = { name: 'vscode', message: 'only src/editor and src/extension.ts import vscode' };

const layering = floors.flatMap((folders, floor) =>
  folders.flatMap((folder) =>
    [1, 2, 3, 4].map((depth): OxlintOverride => {
      const banned = [...floors.slice(floor + 1).flat(), ...folders.filter((other) => other !== folder)].join('|');
      const up = String.raw`\.\./`.repeat(depth);
      const patterns = [
        { regex: `^${up}(extension\\.ts$|webview/|${banned ? `(${banned})/` : ''})`, message: `src/${folder} imports down only` },
        ...(pure.has(folder) ? [{ regex: '^node:', message: `src/${folder} is pure` }] : []),
      ];
      return {
        files: [`src/${folder}/${'*/'.repeat(depth - 1)}*.ts`],
        rules: { 'no-restricted-imports': ['error', { paths: mayImportVscode.has(folder) ? [] : [vscode], patterns }] },
      };
    }),
  ),
);

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'node', 'oxc', 'promise'],
  options: { typeAware: true },
  categories: { correctness: 'error' },
  rules: {
    'max-lines': ['error', { max: 400 }],
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    eqeqeq: 'error',
    'prefer-const': 'error',
  },
  overrides: [
    ...layering,
    { files: ['**/*.test.{ts,mjs}'], rules: { 'no-restricted-imports': 'off', 'typescript/no-floating-promises': 'off' } },
    { files: ['*.config.ts'], rules: { 'import/no-default-export': 'off' } },
  ],
});
