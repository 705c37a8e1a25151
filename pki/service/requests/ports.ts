import type { Issuance, PkiDeps } from '../../ports.ts';
import type { HolderKind, KeyAlgorithm, StepKey } from '../../schemas.ts';

/** What the approval side needs to know of a profile. */
export type RequestProfile = {
  readonly id: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly holderKind: HolderKind | 'authority' | 'responder';
  readonly keyAlgorithms: readonly KeyAlgorithm[];
  readonly maxDays: number;
  readonly delivery: readonly ('csr' | 'pkcs12')[];
  readonly steps: readonly StepKey[];
  /** Whether a person may ask for the own one; yes when absent. */
  readonly own?: boolean;
};

export type RequestProfiles = {
  /** Undefined for an id that no profile has. */
  get(id: string): RequestProfile | undefined;
};

export type RequestConfig = {
  /** How long a request may wait for all its decisions. */
  readonly requestExpiryDays: number;
};

export type RequestsDeps = PkiDeps & {
  readonly issuance: Issuance;
  readonly profiles: RequestProfiles;
  readonly config: RequestConfig;
};
