import type { Clock } from '#platform/kernel/clock.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { Storage } from '#platform/storage/index.ts';
import { assembleSigned } from '../../core/build/certificate.ts';
import type { LintFinding } from '../../core/lint/lint.ts';
import { tbsCertificateOf } from '../../core/profiles/certificate.ts';
import type { CertificatePlan } from '../../core/profiles/plan.ts';
import { shardOf } from '../../core/revocation/shard.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { pkiErrors } from '../../errors.ts';
import type { Db } from '../../store/db.ts';
import { abandonSerial, markSerialIssued, reserveSerial } from '../../store/serials.ts';
import type { PkiTables } from '../../store/tables.ts';
import type { SigningIssuer } from '../issuers.ts';
import { newSerial } from './serial-octets.ts';
import { verifyElsewhere } from './verify-elsewhere.ts';

export type MintOrder = {
  readonly plan: CertificatePlan;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Buffer;
  readonly requestId: string | null;
};

export type Minted = {
  readonly certificateId: string;
  /** Lower-case hex. */
  readonly serial: string;
  readonly shard: number;
  readonly der: Buffer;
  /** Lower-case hex SHA-256. */
  readonly fingerprint: string;
  readonly at: string;
};

export type MintSteps = {
  /** In the transaction that reserves the serial: throws when the order must not go on. */
  check?(tx: Db): Promise<void>;
  /** In the transaction that records the certificate: everything that must be there with it. */
  record(tx: Db, minted: Minted): Promise<void>;
};

export type Mint = (issuer: SigningIssuer, order: MintOrder, steps: MintSteps) => Promise<Minted>;

/** What must never be signed; empty when all is well. */
export type Lint = (tbs: Buffer, order: MintOrder, issuer: SigningIssuer) => readonly LintFinding[];

/**
 * The only way to a signed certificate: reserve the serial on disk, build, lint, sign, check the own
 * signature, record. A crash leaves a reservation without a certificate, or a recorded certificate.
 * @throws pki.lint-failed, pki.signature-faulty, pki.reservation-lost, and what the steps throw
 */
export function createMint(deps: { storage: Storage; clock: Clock; lint: Lint }): Mint {
  const { storage, clock, lint } = deps;
  return async (issuer, order, { check, record }) => {
    const octets = newSerial();
    const serial = octets.toString('hex');
    await storage.transaction<PkiTables, void>(async (tx) => {
      await check?.(tx);
      await reserveSerial(tx, {
        serial,
        authorityId: issuer.id,
        profile: order.plan.profile.id,
        requestId: order.requestId,
        at: clock.now().toISOString(),
      });
    });
    try {
      return await finish(issuer, order, octets, record);
    } catch (error) {
      // What was not recorded never left this process. Start-up does the same for a crash.
      await storage.transaction<PkiTables, unknown>((tx) => abandonSerial(tx, serial)).catch(() => undefined);
      throw error;
    }
  };

  async function finish(
    issuer: SigningIssuer,
    order: MintOrder,
    octets: Buffer,
    record: MintSteps['record'],
  ): Promise<Minted> {
    const serial = octets.toString('hex');
    const shard = shardOf(serial, issuer.shards);
    const tbs = tbsCertificateOf(order.plan, octets, order.spki, issuer.factsOf(shard));
    const faults = lint(tbs, order, issuer);
    if (faults.length > 0) throw lintFailed(faults);
    const der = await sign(issuer, tbs);
    const minted: Minted = {
      certificateId: newId(),
      serial,
      shard,
      der,
      fingerprint: sha256Hex(der),
      at: clock.now().toISOString(),
    };
    await storage.transaction<PkiTables, void>(async (tx) => {
      if (!(await markSerialIssued(tx, serial))) throw pkiErrors['reservation-lost']();
      await record(tx, minted);
    });
    return minted;
  }
}

/** A fault in memory or in a token must not leave the house as a certificate, so each signature is checked. */
async function sign({ signer, publicKey }: SigningIssuer, tbs: Buffer): Promise<Buffer> {
  const { algorithm } = signer;
  const signature = await signer.sign(tbs);
  if (!(await verifyElsewhere(algorithm, publicKey, tbs, signature))) {
    throw pkiErrors['signature-faulty']();
  }
  return assembleSigned(tbs, Buffer.from(algorithm.der), signature);
}

function lintFailed(findings: readonly LintFinding[]) {
  const text = (language: 'zh' | 'en') => findings.map((finding) => finding[language]).join('; ');
  return pkiErrors['lint-failed']({ zh: text('zh'), en: text('en'), findings });
}
