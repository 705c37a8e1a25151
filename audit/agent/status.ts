import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isHeld } from '../evidence/lock.ts';
import { findIdentity } from './identity/identity.ts';
import type { InputState } from './inputs/input.ts';
import type { SenderState } from './send/sender.ts';
import type { SpoolState } from './spool/spool.ts';

/** What a running agent writes down of itself every few seconds. */
export type RunState = {
  readonly at: string;
  readonly inputs: readonly InputState[];
  readonly sources: readonly (SenderState & { readonly spool: SpoolState })[];
  /** Why the certificate could not be renewed; null: it could, or is not due. */
  readonly renewal: string | null;
};

export type AgentStatus = {
  readonly running: boolean;
  readonly enrolled: {
    readonly server: string;
    readonly source: string;
    readonly fingerprint: string;
    readonly notAfter: string;
    readonly expired: boolean;
  } | null;
  /** Of the running agent, or of the last run. */
  readonly last: RunState | null;
};

export const runStatePath = (state: string): string => join(state, 'state.json');

export function readStatus(state: string, now: Date): AgentStatus {
  const identity = findIdentity(state);
  const certificate = identity && new X509Certificate(identity.certificate);
  return {
    running: isHeld(state),
    enrolled:
      identity && certificate
        ? {
            server: identity.server,
            source: identity.source,
            fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
            notAfter: certificate.validToDate.toISOString(),
            expired: certificate.validToDate < now,
          }
        : null,
    last: readRunState(state),
  };
}

function readRunState(state: string): RunState | null {
  try {
    return JSON.parse(readFileSync(runStatePath(state), 'utf8')) as RunState;
  } catch {
    return null;
  }
}

/** Running, sending, and with nothing that was lost on the way. */
export function isWell({ running, enrolled, last }: AgentStatus): boolean {
  if (!running || !enrolled || enrolled.expired || last === null || last.renewal !== null) return false;
  return (
    last.inputs.every(({ troubles }) => troubles === 0) &&
    last.sources.every(
      ({ failing, refused, spool }) => !failing && refused === 0 && !spool.full && spool.damaged.length === 0,
    )
  );
}
