import type { TextRange } from '../finding.ts';
import type { Entry } from '../workload.ts';
import type { YamlValue } from '../yamlReader.ts';

/**
 * Where a kind keeps a pod template. Paths are of fields with dots; `x[*]` stands for the items of a list, `*` for every key of a map.
 * - podTemplate: an object with `metadata` and `spec`, as Kubernetes' own PodTemplateSpec
 * - podSpec: a pod spec alone; annotations and labels of its pods come from other maps of the object
 * - own: a shape of its own, read by a function
 */
export type TemplatePlace =
  | {
      readonly shape: 'podTemplate';
      readonly path: string;
      /** What the pods are among those of the object; the item's name or key where the path has a star. */
      readonly role?: string;
      /** May be left out: then there is no such template. */
      readonly isOptional?: true;
      /** Paths of further objects with `annotations` and `labels` that its pods get, from the object's root; those of the template are stronger. */
      readonly inherits?: readonly string[];
      readonly containers?: ContainerNames;
    }
  | {
      readonly shape: 'podSpec';
      readonly path: string;
      readonly role?: string;
      readonly isOptional?: true;
      /** Paths of objects with `annotations` and `labels`, from the object's root, the strongest first; new annotations go into the first. No stars. */
      readonly metadata: readonly string[];
      /** Which of those keys the controller hands on; all where absent. */
      readonly carries?: (key: string) => boolean;
      readonly containers?: ContainerNames;
    }
  | {
      readonly shape: 'own';
      /** Paths of the annotations that the pods get; none where no annotation reaches them. */
      readonly annotations: readonly string[];
      readonly read: (object: YamlValue) => readonly TemplateSource[];
    };

/** What a controller makes of the names of containers. */
export interface ContainerNames {
  /** Of the only one, where it has none; one of several gets a number behind it. */
  readonly unnamed?: string;
  /** The only container gets this name, whatever is written. */
  readonly only?: string;
  /** Containers that the controller puts before those of the manifest. */
  readonly injectedFirst?: readonly string[];
  /** Containers that it adds behind them. */
  readonly injectedLast?: readonly string[];
  /** They are laid over those of another object, such as a runtime. */
  readonly areOverlays?: true;
}

/** One pod template of an object, wherever its kind keeps the parts. */
export interface TemplateSource {
  /** '' where the object has but one. */
  readonly role: string;
  /** API path of what holds `spec`, or of the pod spec itself: for messages and the API server's fields; '' for a Pod. */
  readonly path: string;
  readonly range: TextRange;
  /** Objects with `annotations` and `labels` that the pods get, the strongest first; empty where nothing written reaches them. */
  readonly metadata: readonly PlacedMetadata[];
  readonly podSpec: YamlValue;
  /** API path of `podSpec`. */
  readonly podSpecPath: string;
  /** Where `schedulerName` is said; the pod spec where absent. `elsewhere`: another object says it, such as a runtime. */
  readonly schedulerHolder?: YamlValue | 'elsewhere';
  readonly containers: readonly ContainerSource[];
  readonly initContainers: readonly ContainerSource[];
  readonly injectedFirst: readonly string[];
  readonly injectedLast: readonly string[];
}

export interface PlacedMetadata {
  readonly value: YamlValue;
  /** API path of the object that has `annotations`: `spec.template.metadata`. */
  readonly path: string;
  /** Where the field is not called `annotations`. */
  readonly field?: string;
  /** Which of its keys the controller hands on; all where absent. */
  readonly carries?: (key: string) => boolean;
  /** What holds it, and as which field: for texts that have no `metadata` yet. */
  readonly parent?: { readonly value: YamlValue; readonly field: string };
}

/** One container; parts that the kind keeps elsewhere than in a Container's own fields are named. */
export interface ContainerSource {
  readonly value: YamlValue;
  /** Laid over one of another object, such as a runtime: what it leaves out may stand there. */
  readonly isOverlay?: true;
  readonly name?: string;
  readonly image?: string;
  readonly resources?: YamlValue;
  readonly env?: YamlValue;
  /** Reads `limits` or `requests` that are not named as those of Kubernetes: Dynamo's `gpu` is `nvidia.com/gpu`. */
  readonly readAmounts?: (amounts: YamlValue) => readonly Entry[];
}
