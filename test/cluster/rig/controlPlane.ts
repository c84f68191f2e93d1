import { join } from 'node:path';
import type { CredentialFiles } from './credentials.ts';

/** Ports of the loopback address that the rig's servers listen on. */
export const portNames = ['etcd', 'etcdPeer', 'apiServer', 'controllerManager', 'scheduler', 'kwok', 'engine'] as const;
export type Ports = Readonly<Record<(typeof portNames)[number], number>>;

/** What the command lines of the control plane are made of. */
export interface ControlPlane {
  readonly directory: string;
  readonly ports: Ports;
  readonly credentials: CredentialFiles;
  /** With the administrator as current context. */
  readonly kubeconfig: string;
  readonly kwokConfiguration: string;
}

/** GPUs shared by bytes, partitions, and devices that answer a request for `nvidia.com/gpu`. */
const featureGates = '--feature-gates=DRAConsumableCapacity=true,DRAPartitionableDevices=true,DRAExtendedResource=true';

/**
 * Without the autoscaler, which has no metrics here, and without what only a cloud or real volumes need.
 * The aggregation of roles fills the role `edit`.
 */
const controllers = [
  'clusterrole-aggregation-controller',
  'cronjob-controller',
  'daemonset-controller',
  'deployment-controller',
  'device-taint-eviction-controller',
  'disruption-controller',
  'endpointslice-controller',
  'garbage-collector-controller',
  'job-controller',
  'namespace-controller',
  'node-lifecycle-controller',
  'pod-garbage-collector-controller',
  'replicaset-controller',
  'resourceclaim-controller',
  'resourcequota-controller',
  'root-ca-certificate-publisher-controller',
  'serviceaccount-controller',
  'statefulset-controller',
  'taint-eviction-controller',
  'ttl-after-finished-controller',
];

export function etcdArguments({ directory, ports, credentials }: ControlPlane): string[] {
  const client = `https://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return [
    '--name=rig',
    `--data-dir=${join(directory, 'etcd')}`,
    '--unsafe-no-fsync',
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=rig=${peer}`,
    `--cert-file=${credentials.serverCertificate}`,
    `--key-file=${credentials.serverKey}`,
    '--client-cert-auth',
    `--trusted-ca-file=${credentials.authority}`,
    '--log-level=warn',
  ];
}

export function apiServerArguments({ directory, ports, credentials }: ControlPlane): string[] {
  return [
    `--etcd-servers=https://127.0.0.1:${ports.etcd}`,
    `--etcd-cafile=${credentials.authority}`,
    `--etcd-certfile=${credentials.adminCertificate}`,
    `--etcd-keyfile=${credentials.adminKey}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
    `--secure-port=${ports.apiServer}`,
    `--cert-dir=${join(directory, 'api-server')}`,
    `--tls-cert-file=${credentials.serverCertificate}`,
    `--tls-private-key-file=${credentials.serverKey}`,
    `--client-ca-file=${credentials.authority}`,
    `--token-auth-file=${credentials.tokens}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://rig',
    `--service-account-key-file=${credentials.serviceAccountKey}`,
    `--service-account-signing-key-file=${credentials.serviceAccountKey}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    `--kubelet-certificate-authority=${credentials.authority}`,
    `--kubelet-client-certificate=${credentials.adminCertificate}`,
    `--kubelet-client-key=${credentials.adminKey}`,
    '--kubelet-preferred-address-types=InternalIP',
    featureGates,
  ];
}

export function controllerManagerArguments({ ports, credentials, kubeconfig }: ControlPlane): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.controllerManager}`,
    `--tls-cert-file=${credentials.serverCertificate}`,
    `--tls-private-key-file=${credentials.serverKey}`,
    '--leader-elect=false',
    `--controllers=${controllers.join(',')}`,
    `--root-ca-file=${credentials.authority}`,
    // a machine with little to spare may be late with the nodes' signs of life
    '--node-monitor-grace-period=10m',
    featureGates,
  ];
}

export function schedulerArguments({ ports, credentials, kubeconfig }: ControlPlane): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.scheduler}`,
    `--tls-cert-file=${credentials.serverCertificate}`,
    `--tls-private-key-file=${credentials.serverKey}`,
    '--leader-elect=false',
    featureGates,
  ];
}

export function kwokArguments({ ports, credentials, kubeconfig, kwokConfiguration }: ControlPlane): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--manage-all-nodes=false',
    '--manage-nodes-with-label-selector=gpu-fractions.dev/simulated=true',
    '--node-ip=127.0.0.1',
    `--node-port=${ports.kwok}`,
    `--server-address=127.0.0.1:${ports.kwok}`,
    `--tls-cert-file=${credentials.serverCertificate}`,
    `--tls-private-key-file=${credentials.serverKey}`,
    '--cidr=10.244.0.1/16',
    `--config=${kwokConfiguration}`,
  ];
}
