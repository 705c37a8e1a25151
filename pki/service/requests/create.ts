import { type Actor, may, type PersonActor } from '#platform/kernel/actor.ts';
import { newId } from '#platform/kernel/ids.ts';
import { fromJsonText, toJsonText } from '#platform/storage/index.ts';
import { canonicalJson } from '../../core/requests/canonical-json.ts';
import { needReason } from '../../core/requests/reason.ts';
import { pkiErrors } from '../../errors.ts';
import type { IssueOrder, IssuePreview, RequestsDeps } from '../../ports.ts';
import type { KeyAlgorithm, RequestKind } from '../../schemas.ts';
import { findHolder, type HolderRow } from '../../store/directory.ts';
import { findRival, nextRequestNumber, type RequestNames, type RequestRow } from '../../store/requests.ts';
import { findCertificate, type KnownCertificate } from '../../store/requests-certificates.ts';
import type { PkiTables } from '../../store/tables.ts';
import { asPerson, authoriseRequestFor } from './access.ts';
import { requestEvent } from './events.ts';
import {
  checkCertificateStatus,
  checkFields,
  checkHolderInUse,
  checkOwn,
  chooseKey,
  chooseProfile,
  type NewRequestInput,
} from './wanted.ts';

type Db = Parameters<typeof findHolder>[0];

/**
 * Takes a request down: checked, previewed by the issuing side, numbered.
 * @returns the id of the request and the actor, for the entry that may follow
 * @throws common.forbidden, pki.request-…, pki.holder-…, and what `Issuance.preview` finds
 */
export async function createRequest(
  deps: RequestsDeps,
  caller: Actor,
  input: NewRequestInput,
): Promise<{ id: string; actor: PersonActor }> {
  const actor = asPerson(caller);
  checkFields(input);
  const reason = needReason(input.reason);
  const read = deps.storage.read<PkiTables>();
  const certificate = await wantedCertificate(read, actor, input);
  const holder = await wantedHolder(read, actor, input, certificate);
  checkHolderInUse(input.kind, holder);
  if (input.kind !== 'issue') checkCertificateStatus(input.kind, certificate!, deps.clock.now());
  const { profile, steps } = chooseProfile(
    deps.profiles,
    input.kind,
    certificate?.profile ?? input.profile!,
    holder,
  );
  if (input.kind === 'issue') checkOwn(profile, may(actor, 'pki.requests.create'));
  const key = chooseKey(input, profile, certificate);
  const id = newId();
  const now = deps.clock.now();
  const names: RequestNames = { dnsNames: input.dnsNames ?? null, ipAddresses: input.ipAddresses ?? null };
  const makesCertificate = input.kind === 'issue' || input.kind === 'renew';
  const draft: Omit<RequestRow, 'number'> = {
    id,
    kind: input.kind,
    profile: profile.id,
    holder_id: holder.id,
    certificate_id: certificate?.id ?? null,
    result_certificate_id: null,
    delivery: key.delivery,
    csr: key.csr,
    spki_hash: null,
    key_algorithm: input.keyAlgorithm ?? null,
    days: input.days ?? null,
    same_key: input.sameKey ? 1 : 0,
    names: toJsonText(names),
    preview: null,
    reason,
    revocation_reason: input.kind === 'revoke' ? (input.revocationReason ?? 'unspecified') : null,
    state: 'pending',
    steps: toJsonText(steps),
    step_index: 0,
    requester_id: actor.accountId,
    requester_name: actor.name,
    requester_holder_id: actor.holderId ?? null,
    requested_at: now.toISOString(),
    expires_at: new Date(now.getTime() + deps.config.requestExpiryDays * 86_400_000).toISOString(),
    finished_at: null,
    failure: null,
  };
  const row = makesCertificate ? pin(draft, await deps.issuance.preview(orderOf(draft))) : draft;
  await deps.storage.transaction<PkiTables, void>(async (tx) => {
    const rival = await findRival(tx, row);
    if (rival) throw pkiErrors['request-duplicate']({ number: rival.number });
    const number = await nextRequestNumber(tx, now.getUTCFullYear());
    await tx
      .insertInto('pki_requests')
      .values({ ...row, number })
      .execute();
    await deps.events.append(
      tx,
      requestEvent('pki.request.created', actor, { ...row, number }, { reason: row.reason }),
    );
  });
  return { id, actor };
}

async function wantedCertificate(read: Db, actor: PersonActor, input: NewRequestInput) {
  if (input.certificateId === undefined) return undefined;
  const certificate = await findCertificate(read, input.certificateId);
  const visible =
    certificate?.holder_id && (certificate.holder_id === actor.holderId || may(actor, 'pki.requests.create'));
  if (!visible) throw pkiErrors['request-certificate-unknown']({ field: 'certificateId' });
  return certificate;
}

async function wantedHolder(
  read: Db,
  actor: PersonActor,
  input: NewRequestInput,
  certificate: KnownCertificate | undefined,
): Promise<HolderRow> {
  const id = certificate?.holder_id ?? input.holderId ?? actor.holderId;
  if (id === undefined) throw pkiErrors['request-field-missing']({ kind: input.kind, field: 'holderId' });
  authoriseRequestFor(actor, id);
  const holder = await findHolder(read, id);
  if (holder === undefined) throw pkiErrors['holder-not-found']({ field: 'holderId' });
  return holder;
}

/** Fixes in the request what its preview showed, so that this and nothing else is issued. */
function pin(draft: Omit<RequestRow, 'number'>, preview: IssuePreview): Omit<RequestRow, 'number'> {
  return {
    ...draft,
    spki_hash: preview.spkiHash,
    key_algorithm: draft.csr ? null : preview.keyAlgorithm,
    days: preview.days,
    preview: previewText(preview),
  };
}

export const previewText = (preview: IssuePreview): string => canonicalJson({ ...preview });

/** What the issuing side is asked for. */
export function orderOf(row: Omit<RequestRow, 'number'>): IssueOrder {
  const names = fromJsonText<RequestNames>(row.names);
  return {
    requestId: row.id,
    profile: row.profile,
    holderId: row.holder_id,
    csr: row.csr,
    keyAlgorithm: row.key_algorithm as KeyAlgorithm | null,
    days: row.days,
    dnsNames: names.dnsNames,
    ipAddresses: names.ipAddresses,
    renewedFromId: (row.kind as RequestKind) === 'renew' ? row.certificate_id : null,
    sameKey: row.same_key === 1,
  };
}
