import * as l10n from '@vscode/l10n';
import type { ContainerCommand, EngineArguments } from './engine.ts';
import { splitWords, type Flag, type FlagMeaning, type GivenFlag } from './flag.ts';
import { readCount, readPort, type CountRules } from './numbers.ts';

/** How one engine spells its arguments. */
export interface ArgumentTable {
  /** Name of the program, for messages. */
  readonly program: string;
  /** The words after the program's own name(s); undefined where the words do not begin with it. */
  readonly afterProgram: (words: readonly string[]) => readonly string[] | undefined;
  readonly flags: readonly Flag[];
  /** Whether the program takes the beginning of a long name for the whole (Python's argparse does). */
  readonly hasAbbreviations?: true;
  /** With it and its long name in capitals, every argument has a variable too. */
  readonly variablePrefix?: string;
  /** What a word that stands alone is. */
  readonly alone: 'model' | 'problem';
  /** Whether arguments that the table does not know are handed on. */
  readonly unknown: 'passthrough' | 'notHonoured';
  readonly contextTokens: CountRules;
  readonly parallel: CountRules;
  /** Port of an engine that nobody tells one. */
  readonly defaultPort: number;
  /** Variables that are handed to the engine. */
  readonly handsOn: (variable: string) => boolean;
}

type Writable = {
  -readonly [Key in keyof Omit<EngineArguments, 'passthrough' | 'notHonoured' | 'problems' | 'env'>]: EngineArguments[Key];
};

const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'busybox']);

/** Reads a container's command, arguments and variables by an engine's table. The last of several wins; arguments win over variables. */
export function readArguments(container: ContainerCommand, table: ArgumentTable): EngineArguments {
  const reader = new ArgumentReader(table);
  reader.readEnv(container.env);
  reader.readWords(container);
  return reader.finish(container.ports);
}

class ArgumentReader {
  readonly #table: ArgumentTable;
  readonly #values: Writable = {};
  readonly #passthrough: string[] = [];
  readonly #notHonoured: string[] = [];
  readonly #problems: string[] = [];
  readonly #env: Record<string, string> = {};

  constructor(table: ArgumentTable) {
    this.#table = table;
  }

  readEnv(env: Readonly<Record<string, string>>): void {
    const left: string[] = [];
    for (const [name, value] of Object.entries(env)) {
      const flag = this.#flagOfVariable(name);
      if (flag !== undefined && flag.meaning !== 'passthrough') {
        this.#readFlag({ name, flag, values: [value], words: [`${name}=${value}`], at: 0 }, flag.meaning);
      } else if (flag !== undefined || this.#table.handsOn(name)) {
        this.#env[name] = value;
      } else {
        left.push(name);
      }
    }
    if (left.length > 0) this.#notHonoured.push(l10n.t('env {0}: not handed to a process on this machine', left.join(', ')));
  }

  readWords({ command, args }: ContainerCommand): void {
    const words = this.#engineWords(command, args);
    const { given, alone } = splitWords(words, (name) => this.#findFlag(name));
    for (const flag of given) {
      if (/\s/.test(flag.name)) this.#problems.push(spacedWord(flag.name));
      else if (flag.flag === undefined) this.#readUnknown(flag);
      else this.#readFlag(flag, flag.flag.meaning);
    }
    const isModelAlone = this.#table.alone === 'model';
    const [model] = alone;
    if (isModelAlone && model !== undefined) this.#readText('model', model, l10n.t('model'));
    for (const word of isModelAlone ? alone.slice(1) : alone) {
      this.#problems.push(
        l10n.t('"{0}": not an argument of {1}. Remove it, or write the argument that it belongs to.', word, this.#table.program),
      );
    }
  }

  finish(ports: readonly number[]): EngineArguments {
    const { port = ports[0] ?? this.#table.defaultPort, ...values } = this.#values;
    return {
      ...values,
      port,
      passthrough: this.#passthrough,
      env: this.#env,
      notHonoured: this.#notHonoured,
      problems: this.#problems,
    };
  }

  /** The words that are for the engine: a shell's are not read, those of another program neither. */
  #engineWords(command: readonly string[], args: readonly string[]): readonly string[] {
    const { program, afterProgram } = this.#table;
    const words = afterProgram([...command, ...args]);
    if (words !== undefined) return words;
    const [first] = command;
    if (first === undefined) return args;
    if (shells.has(first.slice(first.lastIndexOf('/') + 1))) {
      this.#problems.push(
        l10n.t(
          'command "{0}": a shell command line is not read and never runs on this machine. Write the arguments of {1} in args, and no command.',
          command.join(' '),
          program,
        ),
      );
      return [];
    }
    this.#notHonoured.push(
      l10n.t(
        'command "{0}": never runs on this machine; {1} is started with the args of the manifest',
        command.join(' '),
        program,
      ),
    );
    return args;
  }

  #findFlag(name: string): Flag | undefined {
    const { flags, hasAbbreviations } = this.#table;
    const exact = flags.find(({ names }) => names.includes(name));
    if (exact !== undefined || !hasAbbreviations) return exact;
    // `--flag.key value` is `--flag {"key": value}` there
    const [beginning = name] = name.split('.');
    return flags.find(({ names, meaning }) => typeof meaning === 'object' && names.some((known) => known.startsWith(beginning)));
  }

  #flagOfVariable(variable: string): Flag | undefined {
    const { flags, variablePrefix } = this.#table;
    const isNamed = (name: string) => `${variablePrefix}${name.slice(2).replaceAll('-', '_').toUpperCase()}` === variable;
    return flags.find(({ env, names }) => env === variable || (variablePrefix !== undefined && names.some(isNamed)));
  }

  #readUnknown({ name, words }: GivenFlag): void {
    if (this.#table.unknown === 'passthrough') this.#passthrough.push(...words);
    else this.#notHonoured.push(l10n.t('{0}: {1} has no such argument', name, this.#table.program));
  }

  #readFlag(given: GivenFlag, meaning: FlagMeaning): void {
    const { name, values, words } = given;
    if (typeof meaning === 'object') {
      const shown = meaning.isSecret ? name : words.join(' ');
      this.#notHonoured.push(`${shown}: ${meaning.reason()}`);
    } else if (meaning === 'passthrough') {
      this.#passthrough.push(...words);
    } else if (meaning !== 'alreadySet') {
      const [value, ...others] = values;
      if (value === undefined || value === '') {
        this.#problems.push(l10n.t('{0}: its value is missing. Write it after {0}, or remove {0}.', name));
        return;
      }
      if (others.length > 0)
        this.#notHonoured.push(l10n.t('{0} {1}: only the first name, {2}, is served', name, others.join(' '), value));
      if (meaning === 'model' || meaning === 'servedName') this.#readText(meaning, value, name);
      else this.#readNumber(meaning, value, given);
    }
  }

  #readText(meaning: 'model' | 'servedName', value: string, name: string): void {
    const [unresolved] = /\$\([^)]*\)/.exec(value) ?? [];
    if (unresolved === undefined) {
      this.#values[meaning] = value;
    } else {
      this.#problems.push(
        l10n.t('{0} "{1}": {2} has no value on this machine. Write the value itself.', name, value, unresolved),
      );
    }
  }

  #readNumber(meaning: 'port' | 'contextTokens' | 'parallel', value: string, { name, words }: GivenFlag): void {
    const read = meaning === 'port' ? readPort(value) : readCount(value, this.#table[meaning]);
    if (read.kind === 'number') {
      this.#values[meaning] = read.number;
    } else if (read.kind === 'problem') {
      this.#problems.push(`${name} "${value}": ${read.problem}`);
    } else {
      // the engine chooses by itself: what an earlier argument said no longer counts
      delete this.#values[meaning];
      if (name.startsWith('-') && this.#table.unknown === 'passthrough') this.#passthrough.push(...words);
    }
  }
}

function spacedWord(word: string): string {
  const [flag = word] = word.split(/\s/);
  const rest = word.slice(flag.length).trim();
  return l10n.t('"{0}": one argument with a space in it. Write two: "{1}", "{2}".', word, flag, rest);
}
