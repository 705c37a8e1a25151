import type { JsonObject } from '#platform/kernel/event.ts';
import { fromJsonText } from '#platform/storage/index.ts';
import type { DecidedOn } from '../../core/requests/model.ts';
import { sha256Hex } from '../../core/sha256.ts';
import type { RequestKind } from '../../schemas.ts';
import type { Db } from '../../store/db.ts';
import type { RequestRow } from '../../store/requests.ts';
import { findCertificate } from '../../store/requests-certificates.ts';

/** What every decision on a request covers: read from what is stored and never changes. */
export async function decidedOn(db: Db, row: RequestRow): Promise<DecidedOn> {
  const certificate = row.certificate_id ? await findCertificate(db, row.certificate_id) : undefined;
  return {
    requestId: row.id,
    number: row.number,
    kind: row.kind as RequestKind,
    profile: row.profile,
    holderId: row.holder_id,
    requesterId: row.requester_id,
    requestReason: row.reason,
    certificateId: row.certificate_id,
    certificateSerial: certificate?.serial ?? null,
    revocationReason: row.revocation_reason,
    delivery: row.delivery,
    sameKey: row.same_key === 1,
    csrSha256: row.csr ? sha256Hex(row.csr) : null,
    preview: row.preview ? fromJsonText<JsonObject>(row.preview) : null,
  };
}
