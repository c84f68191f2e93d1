import type { InstalledTool, PythonTool } from '../../test/engines/tools/pythonTool.ts';

/** One request that every tool sends, with the same words and the same length of its answer. */
export interface Ask {
  readonly prompt: string;
  readonly answerTokens: number;
}

/** The load that a tool sends: users who each wait for their answer before they ask again, until all is asked. */
export interface PeerLoad {
  /** Base address, without `/v1`. */
  readonly url: string;
  readonly model: string;
  readonly users: number;
  /** The server ends connections that were kept: tools that send into one count the request as failed, so each is to have its own. */
  readonly endsKeptConnections?: boolean;
  readonly asks: readonly Ask[];
}

/** What a tool said about its run. Latencies in milliseconds. */
export interface PeerFigures {
  readonly requests: number;
  readonly tokens: number;
  readonly tokensPerSecond: number;
  readonly ttftMs: { readonly p50: number; readonly p95: number };
  readonly itlMs: { readonly p50: number; readonly p95: number };
}

/** How a tool is started. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A load generator of others. */
export interface Peer {
  readonly name: string;
  readonly tool: PythonTool;
  /** Writes what the tool reads into the directory, which is empty; the command writes its results there. */
  command(load: PeerLoad, installed: InstalledTool, directory: string): Promise<Command>;
  /** What it wrote; rejects where it did not, or where requests failed. */
  readFigures(directory: string): Promise<PeerFigures>;
}

/** Options of a command line in their order; `true` has no value. */
export function toArguments(options: Readonly<Record<string, string | number | true>>): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => (value === true ? [name] : [name, String(value)]));
}
