import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the benchmark uses of yaml-language-server, which lies in the cache without types. */
interface LanguageService {
  configure(settings: object): void;
  doValidation(document: object, isKubernetes: boolean): Promise<readonly { readonly message: string }[]>;
}

export interface YamlLanguageServer {
  readonly version: string;
  /** Of the `yaml` package that it brings. */
  readonly yamlVersion: string;
  /** Validates a text that was not seen before; resolves to the number of diagnostics. */
  validate(text: string): Promise<number>;
}

/**
 * Its language service in this process, with the schema for all files. That is the fair way: as a server it would add its own pause of
 * 200 ms before each validation, the transfer of the text and the start of a process, and none of it says how fast its checks are.
 * Everything that an editor can switch off is off but validation.
 */
export async function startYamlLanguageServer(folder: string, schemaFile: string): Promise<YamlLanguageServer> {
  const require = createRequire(join(folder, 'package.json'));
  const load = (name: string): Promise<unknown> => import(pathToFileURL(require.resolve(name)).href);
  const { getLanguageService } = (await load('yaml-language-server')) as {
    getLanguageService: (services: object) => LanguageService;
  };
  const { TextDocument } = require('vscode-languageserver-textdocument') as {
    TextDocument: { create(uri: string, language: string, version: number, text: string): object };
  };
  const service = getLanguageService({
    schemaRequestService: (uri: string) => Promise.reject(new Error(`${uri}: the benchmark fetches nothing`)),
    workspaceContext: { resolveRelativePath: (path: string) => path },
  });
  const schema: unknown = JSON.parse(await readFile(schemaFile, 'utf8'));
  service.configure({ validate: true, schemas: [{ uri: 'schema://kubernetes.json', fileMatch: ['*'], schema }] });
  let version = 0;
  const server: YamlLanguageServer = {
    version: await versionOf(folder, 'yaml-language-server'),
    yamlVersion: await versionOf(folder, 'yaml'),
    async validate(text) {
      version += 1;
      const document = TextDocument.create('file:///manifest.yaml', 'yaml', version, text);
      return (await service.doValidation(document, true)).length;
    },
  };
  await assertSchemaIsUsed(server);
  return server;
}

/** Without its schema it would have little to do, and the figures would say nothing. */
async function assertSchemaIsUsed(server: YamlLanguageServer): Promise<void> {
  const pod = (spec: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  ${spec}\n  containers: [{ name: a }]\n`;
  if ((await server.validate(pod('hostname: a'))) !== 0 || (await server.validate(pod('hostnam: a'))) === 0) {
    throw new Error('yaml-language-server does not use the Kubernetes schema');
  }
}

async function versionOf(folder: string, name: string): Promise<string> {
  const manifest = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
