import type { DecidedOn } from '../../core/requests/model.ts';
import { decisionPayload, readPayload } from '../../core/requests/payload.ts';
import { keyOfCertificate, keyOfSpki, verifyDecision } from '../../core/requests/signature.ts';
import { sha256Hex } from '../../core/sha256.ts';
import type { StepKey } from '../../schemas.ts';
import type { Db } from '../../store/db.ts';
import type { DecisionRow } from '../../store/requests.ts';

/**
 * Whether a stored decision still stands: the payload made again from what is stored now equals the
 * signed one, and the signature is the stored key's.
 * @param serverSpki of the key in `server_key_id`, when the server signed
 */
export function isSound(row: DecisionRow, subject: DecidedOn, serverSpki: Buffer | undefined): boolean {
  const read = readPayload(row.payload);
  if (read === undefined) return false;
  const signed = {
    step: row.step as StepKey,
    stepIndex: row.step_index,
    decision: row.decision as 'approve' | 'reject',
    reason: row.reason,
    actorId: row.actor_id,
    actorName: row.actor_name,
    actorHolderId: row.actor_holder_id,
    sessionId: row.session_id,
    method: row.method,
    certificateFingerprint: row.signer_certificate ? sha256Hex(row.signer_certificate) : null,
    issuedAt: read.issuedAt,
  };
  const expected = decisionPayload(subject, signed, read.version);
  if (!expected.equals(row.payload)) return false;
  const key = row.signer_certificate
    ? keyOfCertificate(row.signer_certificate)
    : serverSpki && keyOfSpki(serverSpki);
  return key !== undefined && verifyDecision(key, row.signature_algorithm, row.payload, row.signature);
}

/** The public halves of the server's decision keys, by id. */
export async function decisionKeys(db: Db): Promise<ReadonlyMap<string, Buffer>> {
  const rows = await db
    .selectFrom('pki_keys')
    .select(['id', 'spki'])
    .where('purpose', '=', 'decision')
    .execute();
  return new Map(rows.map(({ id, spki }) => [id, spki]));
}
