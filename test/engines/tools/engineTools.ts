import { ensurePythonTool, findPythonTool, type InstalledTool, type PythonTool } from './pythonTool.ts';
import { llamaServer, vllmServer } from './tools.ts';

const engines = [llamaServer, vllmServer];

/** Name of an engine -> why it is not here. */
type Missing = Readonly<Record<string, string>>;

/** An engine for a test: its commands' folder, or why the test is skipped. */
export type EngineTool = { readonly skip: false; readonly installed: InstalledTool } | { readonly skip: string };

/** Installs each engine; resolves to the reasons of those that cannot be had. */
export async function installEngineTools(say: (line: string) => void): Promise<Missing> {
  const missing: Record<string, string> = {};
  for (const tool of engines) {
    try {
      await ensurePythonTool(tool, say);
    } catch (error) {
      missing[tool.name] = error instanceof Error ? error.message : String(error);
      say(`${tool.name} cannot be had here: ${missing[tool.name]}`);
    }
  }
  return missing;
}

/** For a test file: what `installEngineTools` has installed before. */
export async function findEngineTool(tool: PythonTool): Promise<EngineTool> {
  const installed = await findPythonTool(tool);
  if (installed !== undefined) return { skip: false, installed };
  const missing = JSON.parse(process.env['GPU_FRACTIONS_ENGINES'] ?? '{}') as Missing;
  return { skip: missing[tool.name] ?? `${tool.name} is not installed; npm run test:engines installs it` };
}
