import type { Static } from 'typebox';
import type { Actor } from '#platform/kernel/actor.ts';
import { fromJsonText } from '#platform/storage/index.ts';
import type { DecidedOn } from '../../core/requests/model.ts';
import type { Issuance, RequestsDeps } from '../../ports.ts';
import type {
  Decision,
  HolderKind,
  Request,
  RequestDetail,
  RequestKind,
  RequestPreview,
  RequestState,
} from '../../schemas.ts';
import { holdersById, organisationPaths } from '../../store/directory.ts';
import { type DecisionRow, decisionsOfAll, flowOf, type RequestRow, stepsOf } from '../../store/requests.ts';
import { collectableAmong } from '../../store/requests-certificates.ts';
import type { PkiTables } from '../../store/tables.ts';
import { isDecidable } from './decide.ts';
import type { StoredFailure } from './execute.ts';
import { isSound } from './verify.ts';

export type RequestView = Static<typeof Request>;
export type DecisionView = Static<typeof Decision>;
export type CollectionView = NonNullable<Static<typeof RequestDetail>['collection']>;
export type PreviewView = Static<typeof RequestPreview>;

/** Requests as this caller sees them, in the order given. */
export async function requestViews(
  deps: Pick<RequestsDeps, 'storage' | 'clock' | 'profiles'>,
  caller: Actor,
  rows: readonly RequestRow[],
): Promise<RequestView[]> {
  const read = deps.storage.read<PkiTables>();
  const now = deps.clock.now();
  const results = rows.flatMap(({ result_certificate_id: id }) => (id ? [id] : []));
  const collectable = await collectableAmong(read, results);
  const holders = await holdersById(
    read,
    rows.map((row) => row.holder_id),
  );
  const paths = await organisationPaths(
    read,
    [...holders.values()].map((holder) => holder.organisation_id),
  );
  const pending = rows.filter(({ state }) => state === 'pending').map(({ id }) => id);
  const decisions = await decisionsOfAll(read, pending);
  return rows.map((row) => {
    const holder = holders.get(row.holder_id)!;
    const waits = row.state === 'pending';
    const flow = flowOf(row, decisions.get(row.id) ?? []);
    return {
      id: row.id,
      number: row.number,
      kind: row.kind as RequestKind,
      profile: row.profile,
      profileTitle: deps.profiles.get(row.profile)?.title ?? { zh: row.profile, en: row.profile },
      state: row.state as RequestState,
      step: waits ? (stepsOf(row)[row.step_index] ?? null) : null,
      steps: stepsOf(row),
      holder: {
        id: holder.id,
        kind: holder.kind as HolderKind,
        name: holder.name,
        number: holder.number,
        organisationPath: [...(paths.get(holder.organisation_id) ?? [])],
      },
      certificateId: row.certificate_id,
      resultCertificateId: row.result_certificate_id,
      delivery: row.delivery as RequestView['delivery'],
      collectable: row.result_certificate_id !== null && collectable.has(row.result_certificate_id),
      reason: row.reason,
      revocationReason: row.revocation_reason,
      requesterId: row.requester_id,
      requesterName: row.requester_name,
      requestedAt: row.requested_at,
      expiresAt: row.expires_at,
      finishedAt: row.finished_at,
      failure: row.failure ? fromJsonText<StoredFailure>(row.failure) : null,
      decidable: waits && isDecidable(flow, caller, now),
    };
  });
}

export function decisionView(
  row: DecisionRow,
  subject: DecidedOn,
  keys: ReadonlyMap<string, Buffer>,
  signer: string,
): DecisionView {
  return {
    step: row.step as DecisionView['step'],
    decision: row.decision as DecisionView['decision'],
    reason: row.reason,
    actorId: row.actor_id,
    actorName: row.actor_name,
    decidedAt: row.decided_at,
    signedWith: row.signed_with as DecisionView['signedWith'],
    signatureAlgorithm: row.signature_algorithm,
    signer,
    signatureValid: isSound(row, subject, row.server_key_id ? keys.get(row.server_key_id) : undefined),
  };
}

/** Who may collect the key of the certificate that this request brought about. */
export async function collectionView(
  issuance: Pick<Issuance, 'isForHolderOnly'>,
  caller: Actor,
  row: RequestRow,
): Promise<CollectionView> {
  const holderOnly = await issuance.isForHolderOnly(row.holder_id, row.result_certificate_id!);
  const person = caller.kind === 'person' ? caller : undefined;
  const isHolder = person?.holderId === row.holder_id;
  return { mayCollect: isHolder || (!holderOnly && person?.accountId === row.requester_id), holderOnly };
}

/** The stored preview without what only the issuing side needs. */
export function previewView(text: string | null): PreviewView | null {
  if (text === null) return null;
  const { spkiHash: _, ...preview } = fromJsonText<PreviewView & { spkiHash: string | null }>(text);
  return preview;
}
