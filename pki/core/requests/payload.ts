import type { JsonObject } from '#platform/kernel/event.ts';
import type { StepKey } from '../../schemas.ts';
import { canonicalJson } from './canonical-json.ts';
import type { DecidedOn } from './model.ts';

/** The part of a decision that its signature covers, beside what was decided on. */
export type SignedDecision = {
  readonly step: StepKey;
  readonly stepIndex: number;
  readonly decision: 'approve' | 'reject';
  readonly reason: string | null;
  readonly actorId: string;
  readonly actorName: string;
  /** The person in the directory; null: the account had none. Not covered by version 1. */
  readonly actorHolderId: string | null;
  readonly sessionId: string;
  readonly method: string;
  /** Of the certificate that the session was opened with. */
  readonly certificateFingerprint: string | null;
  /** RFC 3339, UTC. */
  readonly issuedAt: string;
};

export const payloadType = 'anmin.pki.decision';
export const maxPayloadBytes = 49_152;
export const payloadLifeMs = 10 * 60_000;
const clockSkewMs = 60_000;

/** What a payload may say of itself; new ones are made in the last. Stored ones keep theirs. */
const payloadVersions = [1, 2] as const;
export type PayloadVersion = (typeof payloadVersions)[number];

/** The bytes that a decision signs: canonical JSON (RFC 8785) in UTF-8. */
export function decisionPayload(
  subject: DecidedOn,
  signed: SignedDecision,
  version: PayloadVersion = 2,
): Buffer {
  const { requestId, number, kind, profile, holderId, requesterId, requestReason, ...content } = subject;
  const { actorId, actorName, actorHolderId, ...rest } = signed;
  const { sessionId, method, certificateFingerprint, issuedAt, ...verdict } = rest;
  const value: JsonObject = {
    type: payloadType,
    version,
    request: { id: requestId, number, kind, profile, holderId, requesterId, reason: requestReason },
    content,
    verdict,
    actor: { id: actorId, name: actorName, ...(version === 1 ? {} : { holderId: actorHolderId }) },
    session: { id: sessionId, method, certificateFingerprint },
    issuedAt,
  };
  return Buffer.from(canonicalJson(value), 'utf8');
}

/** What a received or stored payload says of itself; undefined when it is none. */
export function readPayload(
  payload: Buffer,
): { version: PayloadVersion; issuedAt: string; stepIndex: number } | undefined {
  if (payload.length > maxPayloadBytes) return undefined;
  try {
    const value = JSON.parse(payload.toString('utf8')) as {
      type?: unknown;
      version?: unknown;
      issuedAt?: unknown;
      verdict?: { stepIndex?: unknown };
    } | null;
    const issuedAt = value?.issuedAt;
    const stepIndex = value?.verdict?.stepIndex;
    const version = payloadVersions.find((known) => known === value?.version);
    if (value?.type !== payloadType || version === undefined) return undefined;
    if (typeof issuedAt !== 'string' || !Number.isInteger(stepIndex)) return undefined;
    if (Number.isNaN(Date.parse(issuedAt)) || new Date(issuedAt).toISOString() !== issuedAt) return undefined;
    return { version, issuedAt, stepIndex: stepIndex as number };
  } catch {
    return undefined;
  }
}

/** Whether a payload was handed out a short while ago, and not in the future. */
export function isFreshPayload(issuedAt: string, now: Date): boolean {
  const age = now.getTime() - Date.parse(issuedAt);
  return age <= payloadLifeMs && age >= -clockSkewMs;
}
