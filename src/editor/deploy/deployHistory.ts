import type { ClusterDeployment } from './cluster/clusterDeployment.ts';

/** A deploy to a cluster that could be taken back. */
export interface PastDeploy {
  readonly deployment: ClusterDeployment;
  /** As it was announced. */
  readonly name: string;
}

/** The deploys of this window that changed something on a cluster and were not taken back, the last one on top. */
export class DeployHistory {
  #deploys: readonly PastDeploy[] = [];

  get last(): PastDeploy | undefined {
    return this.#deploys.at(-1);
  }

  add(deploy: PastDeploy): void {
    if (deploy.deployment.objects.some(({ outcome }) => outcome === 'created' || outcome === 'changed')) {
      this.#deploys = [...this.#deploys, deploy];
    }
  }

  /** It was taken back. */
  remove(deployment: ClusterDeployment): void {
    this.#deploys = this.#deploys.filter((deploy) => deploy.deployment !== deployment);
  }
}
