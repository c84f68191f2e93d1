import type { Api, LoadPlan } from '../plan/loadPlan.ts';
import type { CapacitySlo } from '../search/capacity.ts';

/** What serves on a slice: an engine with a model, as the target knows them. */
export interface SweepModel {
  /** Engine id, `vllm`. */
  readonly engine: string;
  /** Path or Hugging Face id. */
  readonly model: string;
  /** Image and arguments of the manifest that it is taken from; absent: the engine's own with the model. */
  readonly manifestPath?: string;
  /** Of a manifest with several workloads the one that is meant. */
  readonly workload?: string;
  /** What is asked of it; chat unless told. */
  readonly api?: Api;
}

/** A slice of the card: a share of its memory. */
export interface SweepMember extends SweepModel {
  /** 0 < share <= 1. */
  readonly share: number;
}

/**
 * One arrangement of one card. The first member is measured; `alone` with the others not launched, `contended` with each of them
 * launched and loaded by as many users as the first.
 */
export interface SweepStep {
  /** `1/2`, `1/4 chat + 1/2 embed` */
  readonly name: string;
  readonly members: readonly SweepMember[];
  readonly mode: 'alone' | 'contended';
}

/** A whole sweep; a plain value that is kept with its result, so that it can be gone on with. */
export interface SweepPlan {
  readonly steps: readonly SweepStep[];
  /** UUID of the device that all steps use; absent: where the target places the first. */
  readonly deviceUuid?: string;
  readonly slo: CapacitySlo;
  /** Of each probe; endpoint and users are filled in. */
  readonly load: Omit<LoadPlan, 'endpoint' | 'arrivals'>;
  /** No more users are tried. */
  readonly mostUsers: number;
  /** Of a whole card, in `currency`. */
  readonly price?: { readonly perGpuHour: number; readonly currency: string };
}
