import type { Clock } from '#platform/kernel/clock.ts';
import type { Storage } from '#platform/storage/index.ts';
import {
  assembleOcspResponse,
  buildOcspRequest,
  buildOcspResponseData,
  isNonceAllowed,
  ocspCertId,
  ocspErrorResponse,
  type SingleResponse,
} from '../../core/build/ocsp.ts';
import { DerError } from '../../core/der/errors.ts';
import { type CertId, type OcspRequest, parseOcspRequest } from '../../core/x509/ocsp.ts';
import type { CrlReason } from '../../core/x509/reasons.ts';
import { certificateStatus, newestValid } from '../../store/certificates.ts';
import type { PkiTables } from '../../store/tables.ts';
import type { Issuer, Issuers } from '../issuers.ts';
import { type PkiSettings, warmAnswers } from '../settings.ts';
import { createWarmAnswers, type WarmAnswer } from './ocsp-warm.ts';
import type { Responder, Responders } from './responders.ts';

export type OcspAnswer = {
  readonly der: Buffer;
  /** Milliseconds since the epoch until which a cache may repeat it (RFC 5019 §6.2); 0: never. */
  readonly freshUntil: number;
  /** Revoked for good: no later answer will say otherwise. */
  readonly final?: boolean;
};

export type OcspCounts = {
  warm: number;
  signed: number;
  malformed: number;
  unauthorized: number;
  failed: number;
};

export type Ocsp = {
  /** Answers one DER OCSPRequest; at once when the answer is warm. Never throws: faults are OCSP errors. */
  answer(request: Buffer): OcspAnswer | Promise<OcspAnswer>;
  /** The status of this serial changed: what is warm about it is no longer true. */
  forget(serial: string): void;
  /** Signs again what is warm and nears its end. */
  refresh(): Promise<number>;
  /** Signs answers for valid certificates before anybody asks, the newest first, at leisure. */
  warmAll(signal: AbortSignal): Promise<void>;
  warmCount(): number;
  readonly counts: Readonly<OcspCounts>;
};

/** A question with more octets or certificates than this is malformed. */
const maxBytes = 8192;
const maxQuestions = 16;

/**
 * RFC 6960 with the profile of RFC 5019: delegated responder, named by key; answers without nonce are kept
 * signed in memory, answers with a nonce (RFC 9654) are signed each time.
 */
export function createOcsp(deps: {
  storage: Storage;
  clock: Clock;
  issuers: Issuers;
  responders: Responders;
  settings: PkiSettings;
}): Ocsp {
  const { storage, clock, issuers, responders, settings } = deps;
  const warm = createWarmAnswers(warmAnswers);
  const counts: OcspCounts = { warm: 0, signed: 0, malformed: 0, unauthorized: 0, failed: 0 };
  const validMs = settings.ocspMinutes * 60_000;

  function answer(request: Buffer): OcspAnswer | Promise<OcspAnswer> {
    const known = warm.byRequest(request);
    if (known && known.freshUntil > clock.now().getTime()) {
      counts.warm += 1;
      return known;
    }
    return answerAnew(request).catch(() => {
      counts.failed += 1;
      return error('internalError');
    });
  }

  async function answerAnew(bytes: Buffer): Promise<OcspAnswer> {
    const request = read(bytes);
    if (!request) {
      counts.malformed += 1;
      return error('malformedRequest');
    }
    const issuer = issuerOf(request);
    const responder = issuer && responders.of(issuer.id);
    if (!issuer || !responder) {
      counts.unauthorized += issuer ? 0 : 1;
      // An authority of this house whose responder is not there yet may answer in a moment.
      return error(issuer ? 'tryLater' : 'unauthorized');
    }
    const certIds = request.requests.map(({ certId }) => certId);
    const { nonce } = request;
    if (nonce === undefined && certIds.length === 1) {
      const entry = fresh(certIds[0]!) ?? (await warmUp(issuer, responder, certIds[0]!));
      if (entry.cacheable) warm.link(bytes, entry);
      return entry;
    }
    const responses = await Promise.all(certIds.map((certId) => single(issuer, responder, certId)));
    return { der: await sign(responder, responses, nonce), freshUntil: 0 };
  }

  /** The status, warm or read; with its own times, so that a nonce costs one signature and no query. */
  async function single(issuer: Issuer, responder: Responder, certId: CertId): Promise<SingleResponse> {
    return (fresh(certId) ?? (await warmUp(issuer, responder, certId))).single;
  }

  function fresh(certId: CertId): WarmAnswer | undefined {
    const known = warm.byCertId(certId.raw);
    return known && known.freshUntil > clock.now().getTime() ? known : undefined;
  }

  async function warmUp(issuer: Issuer, responder: Responder, certId: CertId): Promise<WarmAnswer> {
    for (;;) {
      const change = warm.changes(certId.serialHex);
      const single = await look(issuer, responder, certId);
      const der = await sign(responder, [single], undefined);
      // Revoked while this was signed: what was read is no longer so.
      if (change !== warm.changes(certId.serialHex)) continue;
      const entry: WarmAnswer = {
        der,
        single,
        issuerId: issuer.id,
        // A copy: a view would keep the whole question in memory.
        certId: { ...certId, raw: Buffer.from(certId.raw) },
        cacheable: single.status !== 'unknown',
        final: single.status === 'revoked' && single.reason !== 'certificateHold',
        freshUntil: single.nextUpdate!.getTime() - validMs / 4,
        asked: false,
      };
      if (entry.cacheable) warm.put(entry);
      return entry;
    }
  }

  async function look(issuer: Issuer, responder: Responder, certId: CertId): Promise<SingleResponse> {
    const thisUpdate = clock.now();
    const nextUpdate = new Date(Math.min(thisUpdate.getTime() + validMs, responder.notAfter.getTime()));
    const common = { certId: certId.raw, thisUpdate, nextUpdate };
    const row = await certificateStatus(storage.read<PkiTables>(), certId.serialHex);
    if (!row || row.authority_id !== issuer.id) return { ...common, status: 'unknown' };
    if (row.status === 'good') return { ...common, status: 'good' };
    const reason = row.status === 'held' ? 'certificateHold' : (row.revocation_reason as CrlReason);
    return { ...common, status: 'revoked', revokedAt: new Date(row.revoked_at!), reason };
  }

  async function sign(
    responder: Responder,
    responses: readonly SingleResponse[],
    nonce: Uint8Array | undefined,
  ): Promise<Buffer> {
    const producedAt = clock.now();
    const data = buildOcspResponseData({ responderSpki: responder.spki, producedAt, responses, nonce });
    const { algorithm } = responder.signer;
    counts.signed += 1;
    return assembleOcspResponse(data, Buffer.from(algorithm.der), await responder.signer.sign(data), [
      responder.der,
    ]);
  }

  /** The one authority that all questions name; undefined when there is none. */
  function issuerOf({ requests }: OcspRequest): Issuer | undefined {
    const named = requests.map(({ certId }) => issuers.byHashes(certId.issuerNameHash, certId.issuerKeyHash));
    return named.every((issuer) => issuer === named[0]) ? named[0] : undefined;
  }

  return {
    answer,
    forget: (serial) => warm.forget(serial),
    warmCount: () => warm.size(),
    counts,
    async refresh() {
      const soon = clock.now().getTime() + validMs / 4;
      let signed = 0;
      for (const entry of warm.dueBefore(soon)) {
        const issuer = issuers.byId(entry.issuerId);
        const responder = responders.of(entry.issuerId);
        if (!issuer || !responder) continue;
        await warmUp(issuer, responder, entry.certId);
        signed += 1;
        // A burst of signatures must not keep questions waiting.
        if (signed % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      return signed;
    },
    async warmAll(signal) {
      const now = clock.now().toISOString();
      const rows = await newestValid(storage.read<PkiTables>(), now, warmAnswers);
      for (const [i, { serial, authority_id }] of rows.entries()) {
        if (signal.aborted) return;
        const issuer = issuers.byId(authority_id);
        const responder = responders.of(authority_id);
        if (!issuer || !responder) continue;
        const raw = ocspCertId('sha1', issuer.name, issuer.spki, Buffer.from(serial, 'hex'));
        // As clients of RFC 5019 put it: SHA-1, one certificate, no nonce.
        const question = buildOcspRequest(raw);
        const { certId } = parseOcspRequest(question).requests[0]!;
        if (!fresh(certId)) warm.link(question, await warmUp(issuer, responder, certId));
        // Half of the time at most: whoever works with the product now goes first.
        if (i % 20 === 19) await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}

function read(bytes: Buffer): OcspRequest | undefined {
  try {
    if (bytes.length > maxBytes) return undefined;
    const request = parseOcspRequest(bytes);
    if (request.requests.length > maxQuestions) return undefined;
    if (request.nonce !== undefined && !isNonceAllowed(request.nonce)) return undefined;
    const lists = [request.extensions, ...request.requests.map(({ extensions }) => extensions)];
    // RFC 6960 §4.4: extensions here are optional to support, but a critical one must be understood.
    const strange = lists.some((list) => [...list].some(({ oid, critical }) => critical && oid !== nonceOid));
    return strange ? undefined : request;
  } catch (fault) {
    if (fault instanceof DerError) return undefined;
    throw fault;
  }
}

const nonceOid = '1.3.6.1.5.5.7.48.1.2';

function error(status: Parameters<typeof ocspErrorResponse>[0]): OcspAnswer {
  return { der: ocspErrorResponse(status), freshUntil: 0 };
}
