import type { PersonActor } from '#platform/kernel/actor.ts';
import type { DecidedOn } from '../../core/requests/model.ts';
import {
  decisionPayload,
  isFreshPayload,
  maxPayloadBytes,
  payloadLifeMs,
  readPayload,
  type SignedDecision,
} from '../../core/requests/payload.ts';
import { decisionAlgorithmOf, keyOfCertificate, verifyDecision } from '../../core/requests/signature.ts';
import { pkiErrors } from '../../errors.ts';
import type { RequestsDeps } from '../../ports.ts';
import type { DecisionRow } from '../../store/requests.ts';
import { certificateByFingerprint } from '../../store/requests-certificates.ts';
import type { PkiTables } from '../../store/tables.ts';
import type { DecisionKey } from './decision-key.ts';

/** What is signed, but for the moment at which it was handed out. */
export type Verdict = Omit<SignedDecision, 'issuedAt'>;

export type Proof = Pick<
  DecisionRow,
  'payload' | 'signed_with' | 'signature_algorithm' | 'signature' | 'signer_certificate' | 'server_key_id'
>;

/** Both absent in a password session; the payload may come back there too and then pins the step. */
export type SentSignature = { readonly payload?: string; readonly signature?: string };

/**
 * The step that a returned payload was made for; undefined when none was returned.
 * @throws pki.decision-payload-malformed
 */
export function pinnedStep({ payload }: SentSignature): number | undefined {
  if (payload === undefined) return undefined;
  const read = readPayload(decode(payload));
  if (read === undefined) throw pkiErrors['decision-payload-malformed']({ field: 'payload' });
  return read.stepIndex;
}

/**
 * The proof of a decision: the session certificate's own signature, checked, or the server's, made now.
 * @throws pki.decision-… for a payload or signature that is missing, stale, of something else or wrong
 */
export async function prove(
  deps: Pick<RequestsDeps, 'storage' | 'clock'>,
  serverKey: () => Promise<DecisionKey>,
  actor: PersonActor,
  subject: DecidedOn,
  verdict: Verdict,
  sent: SentSignature,
): Promise<Proof> {
  const now = deps.clock.now();
  const payload =
    sent.payload === undefined ? undefined : checkedPayload(subject, verdict, sent.payload, now);
  if (actor.method === 'certificate') {
    if (payload === undefined || !sent.signature) {
      throw pkiErrors['decision-signature-missing']({ field: 'signature' });
    }
    return proveByOwnKey(deps, actor, payload, decode(sent.signature));
  }
  if (sent.signature !== undefined)
    throw pkiErrors['decision-signature-not-expected']({ field: 'signature' });
  const key = await serverKey();
  const bytes = payload ?? decisionPayload(subject, { ...verdict, issuedAt: now.toISOString() });
  return {
    payload: bytes,
    signed_with: 'server-key',
    signature_algorithm: 'ed25519',
    signature: key.sign(bytes),
    signer_certificate: null,
    server_key_id: key.id,
  };
}

/** The payload is made again from what is stored: equal bytes leave nothing to be interpreted. */
function checkedPayload(subject: DecidedOn, verdict: Verdict, sent: string, now: Date): Buffer {
  const bytes = decode(sent);
  const read = readPayload(bytes);
  if (read === undefined) throw pkiErrors['decision-payload-malformed']({ field: 'payload' });
  if (!isFreshPayload(read.issuedAt, now)) {
    throw pkiErrors['decision-payload-stale']({ minutes: payloadLifeMs / 60_000, field: 'payload' });
  }
  const expected = decisionPayload(subject, { ...verdict, issuedAt: read.issuedAt });
  if (!expected.equals(bytes)) throw pkiErrors['decision-payload-mismatch']({ field: 'payload' });
  return bytes;
}

async function proveByOwnKey(
  deps: Pick<RequestsDeps, 'storage' | 'clock'>,
  actor: PersonActor,
  payload: Buffer,
  signature: Buffer,
): Promise<Proof> {
  const found = await certificateByFingerprint(
    deps.storage.read<PkiTables>(),
    actor.certificateFingerprint ?? '',
  );
  const key = found && keyOfCertificate(found.der);
  const algorithm = key && decisionAlgorithmOf(key);
  if (!found || !key || !algorithm) throw pkiErrors['decision-certificate-unknown']();
  const now = deps.clock.now().toISOString();
  if (found.status !== 'good' || now < found.not_before || now > found.not_after) {
    throw pkiErrors['decision-certificate-not-valid']();
  }
  if (!verifyDecision(key, algorithm, payload, signature)) {
    throw pkiErrors['decision-signature-invalid']({ field: 'signature' });
  }
  return {
    payload,
    signed_with: 'own-key',
    signature_algorithm: algorithm,
    signature,
    signer_certificate: found.der,
    server_key_id: null,
  };
}

const decode = (text: string): Buffer =>
  text.length > (maxPayloadBytes * 4) / 3 + 4
    ? Buffer.alloc(maxPayloadBytes + 1)
    : Buffer.from(text, 'base64');
