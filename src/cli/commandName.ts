import { basename, extname } from 'node:path';

/** Endings of files that an interpreter runs; other files are data. */
const scriptEndings: ReadonlySet<string> = new Set([
  '.py',
  '.ipynb',
  '.sh',
  '.bash',
  '.js',
  '.mjs',
  '.cjs',
  '.ts',
  '.mts',
  '.rb',
  '.pl',
  '.r',
  '.jl',
  '.lua',
]);
const longestName = 60;

/** What a person would call this command line: `train` of `torchrun --nproc 2 src/train.py`, `pytest` of `python -m pytest`, else its program. */
export function commandName(argv: readonly string[]): string {
  const [program = '', ...args] = argv;
  const script = [program, ...args].find((word) => !word.startsWith('-') && scriptEndings.has(extname(word).toLowerCase()));
  const module = /^python[\d.]*$/.test(basename(program)) ? args[args.indexOf('-m') + 1] : undefined;
  const name =
    script !== undefined
      ? basename(script, extname(script))
      : module !== undefined && args.includes('-m')
        ? module
        : basename(program);
  return name.slice(0, longestName) || 'command';
}
