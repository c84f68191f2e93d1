import * as l10n from '@vscode/l10n';

/** A command line that cannot be understood; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads a whole number of a flag; the error names flag, value and cure. */
export function wholeNumber(flag: string, text: string | undefined, fallback: number, minimum = 1): number {
  if (text === undefined) {
    return fallback;
  }
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < minimum) {
    throw new UsageError(
      l10n.t(
        '--{0} {1}: not a whole number of {2} or more. Use for example --{0} {3}.',
        flag,
        JSON.stringify(text),
        minimum,
        fallback,
      ),
    );
  }
  return value;
}

export const help = `gpu-fractions: run inference on a fraction of a GPU

  gpu-fractions run -f FILE     deploy a manifest on this machine's GPUs; the job runs on
      --fraction 0.25 | --memory 8GiB    another request than the file's, per device
      --limit 0.5 | 16GiB                its limit (default: the request)
      --device UUID|INDEX  --model PATH  --engine vllm|llamacpp|embedded
      --name NAME          the workload to take from a file with several (default: all)
      --replace | --copy   what to do when the same workload runs already
  gpu-fractions run --fraction 0.3 [options] -- COMMAND…
                                run a command of your own on a fraction: its output, its exit code; Ctrl-C stops it
      --memory --limit --device --name --replace    as above
      --detach             come back at once; the job runs on
  gpu-fractions try -f FILE     deploy, send traffic, show live figures, sum up, stop
      --seconds 20  --users 4  --prompt-tokens 32  --max-tokens 128   and all of run
  gpu-fractions bench --url URL | --job JOB    what a server gives under load: tokens/s, first token, gaps
      --model NAME  --api chat|completions|embeddings  --key-env NAME | --key KEY  --header 'K: V'  --body JSON
      --users 8 | --rate 2.5 --spacing poisson|even    users who wait for answers, or requests each second
      --replay FILE --speed 2 --volume 0.5             recorded traffic: Mooncake, Azure
      --seconds 30  --requests 200  --warm-up 3        how long; warm-up does not count
      --prompt-tokens 128|64-256|128~32  --max-tokens (the same)  --ignore-eos
      --shared-prefix 512x8  --dataset FILE  --seed 1  --silence 120
      --slo-ttft MS  --slo-tpot MS  --slo-e2e MS       how many requests keep them (goodput)
      --find-users --slo-ttft 1000 --quantile p95 --most-users 1024    the most users within that
      --repeats 5  --threads 2  --out FOLDER           intervals; keeps the result, a report, each request
      --engine-counter                                 what the server counted itself
      --mix FILE                                       several runs, each alone, then together
  gpu-fractions sweep -f FILE | --model NAME    what fractions of a GPU are worth: most users and tokens/s of each
      --fractions 1,1/2,1/4,1/8          what is measured; --alone, --contended: only by itself, only among loaded neighbours
      --mix '1/2 MODEL + 1/4 MODEL'      models on one card together, each measured beside the others
      --slo-ttft 1000  --most-users 1024  --seconds 20  --warm-up 3  --prompt-tokens 128  --max-tokens 128
      --engine NAME  --name NAME  --device UUID|INDEX  --price 2.5    of a GPU for an hour
      --out FILE.json|.html|.md|.csv   --resume FILE   --compare FILE
      --context NAME  --namespace NAME   on a cluster instead of this machine; --device is a node there
  gpu-fractions check FILE|FOLDER|-...   check manifests; - is standard input
      --format text|json|sarif|github    github: annotations of a workflow
      --fail-on error|warning|hint       what leads to exit code 1 (default: error)
      --stdin-filename NAME              what standard input is called
      --cluster FILE                     facts of the cluster: queues, nodes, versions
      --rule ID=off|hint|warning|error   what a rule counts as; once for each rule
      --no-models                        do not look for the models that manifests name
      --manifests-only                   leave other YAML out where it is named, too
  gpu-fractions engines         inference engines of this machine
  gpu-fractions engines install embedded
  gpu-fractions devices         GPUs, the slices on them and what others use
  gpu-fractions ps              jobs, finished ones too
  gpu-fractions logs JOB        its log                  --follow
  gpu-fractions stop JOB...     stop jobs                --all
  gpu-fractions events          what happened lately
  gpu-fractions agent [start|stop|status]                stop --jobs ends its jobs too,
                                                         --if-idle leaves it alone while a job runs

  --json prints the same facts for programs. Exit code: 0 done, 1 failed or errors found, 2 could not run;
  of run with a COMMAND: the command's own, 137 when it went over its limit.
  GPU_FRACTIONS_HOME      directory of all state (default ~/.local/state/gpu-fractions)
  GPU_FRACTIONS_SIMULATE  simulated GPUs: 2xNVIDIA-H100-80GB-HBM3, or a JSON file {"memory", "count", "product"};
                          off: never simulate; empty: real GPUs, one simulated where there is none`;
