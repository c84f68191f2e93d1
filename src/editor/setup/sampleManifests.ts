import * as l10n from '@vscode/l10n';

/** A sample that a user can start from: half of a GPU, or a smaller neighbour for the same one. */
export type SampleName = 'half' | 'quarter';

interface Sample {
  readonly name: string;
  readonly fraction: string;
  readonly port: number;
  readonly context: number;
  readonly parallel: number;
}

const samples: Readonly<Record<SampleName, Sample>> = {
  half: { name: 'chat-half', fraction: '0.5', port: 8000, context: 16_384, parallel: 8 },
  quarter: { name: 'drafts-quarter', fraction: '0.25', port: 8100, context: 8192, parallel: 4 },
};

/** YAML text of a Pod with comments, ready to deploy on this machine and on a cluster with the KAI scheduler. */
export function sampleManifest(sampleName: SampleName): string {
  const { name, fraction, port, context, parallel } = samples[sampleName];
  const comments = {
    half: l10n.t('A chat model on half of one GPU.'),
    quarter: l10n.t('A second model on a quarter of the same GPU.'),
  };
  return `# ${comments[sampleName]}
#
# ${l10n.t('To run it: right-click here and choose "Deploy on GPU Fraction…".')}
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  labels:
    kai.scheduler/queue: default-queue
  annotations:
    # ${l10n.t('The share of one GPU that it asks for; or in MiB, gpu-memory: "20000".')}
    gpu-fraction: "${fraction}"
spec:
  schedulerName: kai-scheduler
  containers:
    - name: server
      # ${l10n.t('The image names the engine. Without llama-server this machine runs the embedded engine.')}
      image: ghcr.io/ggml-org/llama.cpp:server
      # ${l10n.t('"tiny-random" is made on this machine: its text is noise, its tokens are real.')}
      # ${l10n.t('For real text name a GGUF file: --model /models/my-model.gguf')}
      args: ["--model", "tiny-random", "--port", "${port}", "--ctx-size", "${context}", "--parallel", "${parallel}"]
`;
}
