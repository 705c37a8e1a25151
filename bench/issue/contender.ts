import type { Child } from '../children.ts';
import type { Csr } from './orders.ts';

/** Something that makes certificates from PKCS#10. */
export type Contender = {
  readonly name: string;
  /** What it does that others do not, in a few words. */
  readonly note: string;
  /** Work that is not to be measured, on requests that come next. */
  prepare?(csrs: readonly Csr[]): void;
  /** @returns the certificate, PEM or DER, when it is as durable as this contender makes it */
  issue(csr: Csr): Promise<string | Buffer>;
  /** Certificates in its database; undefined when it has none that can be asked. */
  recorded?(): Promise<number>;
  /** Its process; undefined when it works in this one. */
  readonly child?: Child;
  close(): Promise<void>;
};
