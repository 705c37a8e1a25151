import type { JsonObject } from '#platform/kernel/event.ts';
import type { RequestKind, RequestState, StepKey } from '../../schemas.ts';

/** A decision as the rules see it. */
export type PastDecision = {
  readonly stepIndex: number;
  readonly decision: 'approve' | 'reject';
  readonly actorId: string;
  /** The person in the directory; null: the account had none. */
  readonly actorHolderId: string | null;
};

/** A request as the rules see it. */
export type FlowRequest = {
  readonly id: string;
  readonly number: string;
  readonly kind: RequestKind;
  readonly state: RequestState;
  readonly steps: readonly StepKey[];
  /** The step it waits at; `steps.length` when every step was approved. */
  readonly stepIndex: number;
  readonly holderId: string;
  readonly requesterId: string;
  /** The requester's person in the directory, when the request was made; null: the account had none. */
  readonly requesterHolderId: string | null;
  /** RFC 3339, UTC. */
  readonly expiresAt: string;
  readonly decisions: readonly PastDecision[];
};

/** Who decides, as the rules see it. */
export type Decider = {
  readonly kind: 'person' | 'system';
  readonly id: string;
  readonly holderId?: string;
  readonly permissions: ReadonlySet<string>;
};

/** A decision that somebody wants to make. */
export type Attempt = {
  readonly actor: Decider;
  /** The step that the person saw when deciding. */
  readonly stepIndex: number;
  readonly decision: 'approve' | 'reject';
  readonly reason: string | null;
  readonly now: Date;
};

/** What of a request never changes and is therefore decided on. */
export type DecidedOn = {
  readonly requestId: string;
  readonly number: string;
  readonly kind: RequestKind;
  readonly profile: string;
  readonly holderId: string;
  readonly requesterId: string;
  readonly requestReason: string;
  readonly certificateId: string | null;
  readonly certificateSerial: string | null;
  readonly revocationReason: string | null;
  readonly delivery: string | null;
  readonly sameKey: boolean;
  /** Lower-case hex SHA-256 of the DER of the PKCS#10. */
  readonly csrSha256: string | null;
  readonly preview: JsonObject | null;
};
