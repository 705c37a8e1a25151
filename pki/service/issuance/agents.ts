import type { EventLog } from '#platform/events/index.ts';
import { actorRef, type SystemActor } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Storage } from '#platform/storage/index.ts';
import { nameText } from '../../core/build/names.ts';
import { DerError } from '../../core/der/errors.ts';
import { planCertificate } from '../../core/profiles/plan.ts';
import type { Profile } from '../../core/profiles/schema.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { decodePem, encodePem } from '../../core/x509/pem.ts';
import { type CertificationRequest, parseRequest } from '../../core/x509/request.ts';
import { pkiErrors } from '../../errors.ts';
import {
  type CertificateRow,
  findCertificate,
  insertCertificate,
  keyUses,
} from '../../store/certificates.ts';
import type { Db } from '../../store/db.ts';
import type { PkiTables } from '../../store/tables.ts';
import type { Issuers } from '../issuers.ts';
import type { PkiSettings } from '../settings.ts';
import { certificateRow } from './certificate-row.ts';
import type { Mint } from './mint.ts';
import { orderRefused } from './refusal.ts';
import { provesPossession } from './verify-elsewhere.ts';

/** PEM; the fingerprint is lower-case hex SHA-256. */
export type AgentCertificate = {
  readonly certificatePem: string;
  /** Issuing authority, without the root. */
  readonly chainPem: string;
  readonly fingerprint: string;
  readonly notAfter: Date;
};

export type AgentCertificates = {
  /**
   * Certifies the key of an agent that sends audit records; the one who asks has let it in before. The same
   * request gives the same certificate again.
   * @param request PEM of a PKCS#10, of which only the key is taken
   * @throws pki.order-refused
   */
  issue(order: { request: string; sourceId: string; name: string }): Promise<AgentCertificate>;
  /** PEM of the root. */
  rootPem(): string;
};

const agentProfile = 'agent';
const maxRequestLength = 16_384;

/** Certificates of agents are issued without a request of a person: a one-time token was the approval. */
export function createAgentCertificates(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly issuers: Issuers;
  readonly mint: Mint;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly settings: Pick<PkiSettings, 'organization'>;
  readonly actor: SystemActor;
}): AgentCertificates {
  const { storage, events, clock, issuers, mint, profiles, settings, actor } = deps;

  /** The certificate that this key has already; a key that was used for anything else is refused. */
  async function earlier(db: Db, spki: Buffer): Promise<CertificateRow | undefined> {
    const [use, ...others] = await keyUses(db, sha256Hex(spki));
    if (use === undefined) return undefined;
    if (others.length === 0 && use.profile === agentProfile && use.status === 'good') {
      return findCertificate(db, use.id);
    }
    throw orderRefused([
      {
        code: 'key-reused',
        field: 'publicKey',
        zh: '该密钥已用于其他证书，请生成新的密钥',
        en: 'this key is already certified; make a new key',
      },
    ]);
  }

  function view(der: Buffer, authorityId: string, fingerprint: string, notAfter: string): AgentCertificate {
    return {
      certificatePem: encodePem('CERTIFICATE', der),
      chainPem: encodePem('CERTIFICATE', issuers.byId(authorityId)!.row.der),
      fingerprint,
      notAfter: new Date(notAfter),
    };
  }

  return {
    async issue({ request, sourceId, name }) {
      const profile = profiles.get(agentProfile);
      if (!profile) throw pkiErrors['profile-missing']({ profile: agentProfile });
      const spki = Buffer.from((await readRequest(request)).publicKey.raw);
      const known = await earlier(storage.read<PkiTables>(), spki);
      if (known) return view(known.der, known.authority_id, known.fingerprint, known.not_after);
      const issuer = issuers.active('issuing');
      const planning = planCertificate(
        profile,
        { kind: 'device', name, number: sourceId, organisations: [settings.organization] },
        { publicKeySpki: spki },
        { now: clock.now(), issuerNotAfter: issuer.notAfter },
      );
      if (!planning.ok) throw orderRefused(planning.findings);
      const { plan } = planning;
      // The same request may be on its way a second time: whoever comes first is recorded, the others get that.
      let first: CertificateRow | undefined;
      const stopIfKnown = async (tx: Db) => {
        first = await earlier(tx, spki);
        if (first) throw new Error('certified meanwhile');
      };
      const minted = await mint(
        issuer,
        { plan, spki, requestId: null },
        {
          check: stopIfKnown,
          async record(tx, made) {
            await stopIfKnown(tx);
            await insertCertificate(
              tx,
              certificateRow({
                issuerId: issuer.id,
                plan,
                minted: made,
                spki,
                keyOrigin: 'request',
                holder: null,
              }),
            );
            await events.append(tx, {
              name: 'pki.certificate.issued',
              actor: actorRef(actor),
              subject: { kind: 'certificate', id: made.certificateId, label: nameText(plan.subject) },
              outcome: 'success',
              data: {
                profile: agentProfile,
                serial: made.serial,
                authorityId: issuer.id,
                fingerprint: made.fingerprint,
              },
            });
          },
        },
      ).catch((error: unknown) => {
        if (!first) throw error;
      });
      if (!minted) return view(first!.der, first!.authority_id, first!.fingerprint, first!.not_after);
      return view(minted.der, issuer.id, minted.fingerprint, plan.notAfter.toISOString());
    },
    rootPem: () => encodePem('CERTIFICATE', issuers.active('root').row.der),
  };
}

/** @throws pki.order-refused when it cannot be read or does not prove possession of its key (RFC 2986 §4.2) */
async function readRequest(pem: string): Promise<CertificationRequest> {
  const refuse = (zh: string, en: string) =>
    orderRefused([
      {
        code: 'csr-malformed',
        field: 'csr',
        zh: `证书请求（CSR）无效：${zh}`,
        en: `the CSR is not valid: ${en}`,
      },
    ]);
  if (pem.length > maxRequestLength) throw refuse('过长', 'too long');
  try {
    const [block] = decodePem(pem).filter(({ label }) => label === 'CERTIFICATE REQUEST');
    if (!block) throw refuse('没有 PEM 证书请求', 'there is no PEM request');
    const request = parseRequest(block.der);
    const digest = request.signatureAlgorithm?.digest;
    if (digest === 'md5' || digest === 'sha1')
      throw refuse(`签名算法 ${digest} 已被攻破`, `${digest} is broken`);
    if (!(await provesPossession(request))) throw refuse('签名不符', 'its signature is not that of its key');
    return request;
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw refuse(error.texts.zh, error.texts.en);
  }
}
