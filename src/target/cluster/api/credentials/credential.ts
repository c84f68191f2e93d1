/** What a user shows a server: secrets, neither logged nor shown. */
export interface Credential {
  readonly token?: string;
  /** PEM, in place of the kubeconfig's. */
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
  readonly expiresAtMs?: number;
}
