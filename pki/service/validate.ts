import type { Static } from 'typebox';
import { type Actor, authorise } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Storage } from '#platform/storage/index.ts';
import { extendedKeyUsages } from '../core/build/extensions.ts';
import { DerError } from '../core/der/errors.ts';
import { oid } from '../core/oids.ts';
import type { PeerName, Report, Step, ValidationRequest } from '../core/validation/types.ts';
import { validatePath } from '../core/validation/validate.ts';
import { type Certificate, parseCertificate } from '../core/x509/certificate.ts';
import { type CertificateList, parseCrl } from '../core/x509/crl.ts';
import { nameText } from '../core/x509/name.ts';
import { decodePem } from '../core/x509/pem.ts';
import { pkiErrors } from '../errors.ts';
import type { NewValidation, ValidationReport } from '../schemas.ts';
import { findByFingerprint } from '../store/certificates.ts';
import type { PkiTables } from '../store/tables.ts';
import type { Issuers } from './issuers.ts';
import type { Crls } from './revocation/crls.ts';

/** Why a certificate signs nobody in; the texts are safe to show. */
export const signInRefusals = {
  'no-certificate': { zh: '没有出示证书', en: 'no certificate was presented' },
  unreadable: { zh: '证书无法读取', en: 'the certificate cannot be read' },
  foreign: { zh: '证书不是本系统签发的', en: 'the certificate was not issued here' },
  expired: { zh: '证书已过期或尚未生效', en: 'the certificate has expired or is not valid yet' },
  revoked: { zh: '证书已被吊销', en: 'the certificate is revoked' },
  held: { zh: '证书已被暂停', en: 'the certificate is on hold' },
  purpose: { zh: '该类证书不能用于此处', en: 'certificates of this kind are not for this' },
  invalid: { zh: '证书链验证未通过', en: 'the certificate path is not valid' },
  'holder-left': { zh: '证书持有者已离职或停用', en: 'the holder has left or is out of use' },
} as const;

export type SignInRefusal = keyof typeof signInRefusals;

type Refusal = {
  readonly ok: false;
  readonly code: SignInRefusal;
  readonly reason: { readonly zh: string; readonly en: string };
  /** Hex SHA-256 of what was presented; absent when nothing could be read. */
  readonly fingerprint?: string;
};

export type SignInVerdict =
  | { readonly ok: true; readonly fingerprint: string; readonly holderId: string }
  | Refusal;

/** `holderId` is absent where the profile has no holder of the directory. */
export type ClientVerdict =
  | { readonly ok: true; readonly fingerprint: string; readonly holderId?: string }
  | Refusal;

export type ValidateService = {
  validate(actor: Actor, input: Static<typeof NewValidation>): Promise<Static<typeof ValidationReport>>;
  /** @param derChain as the client sent it, its own certificate first */
  judgeSignIn(derChain: readonly Buffer[]): Promise<SignInVerdict>;
  /** Whether a server or device may speak with this certificate now; same chain, other profiles. */
  judgeMachine(derChain: readonly Buffer[]): Promise<ClientVerdict>;
};

/** Profiles whose certificates sign people in. */
export const signInProfiles: readonly string[] = ['staff-signin'];
/** Profiles whose certificates let servers and devices send what they have to say. */
const machineProfiles: readonly string[] = ['agent', 'server', 'device'];
const maxCertificates = 20;

export function createValidateService(deps: {
  storage: Storage;
  clock: Clock;
  issuers: Issuers;
  crls: Crls;
}): ValidateService {
  const { storage, clock, issuers, crls } = deps;
  const roots = () => certificatesOf('root');
  const certificatesOf = (kind: 'root' | 'issuing') =>
    issuers.all().flatMap((issuer) => (issuer.kind === kind ? [issuer.certificate] : []));

  /** Every list that this house has published and that is current. */
  async function ownCrls(): Promise<CertificateList[]> {
    const lists: CertificateList[] = [];
    for (const issuer of issuers.all()) {
      for (const shard of await crls.shards(issuer)) {
        for (const kind of ['full', 'delta'] as const) {
          const crl = await crls.current(issuer.id, shard, kind);
          if (crl) lists.push(parseCrl(crl.der));
        }
      }
    }
    return lists;
  }

  async function validate(actor: Actor, input: Static<typeof NewValidation>) {
    authorise(actor, 'pki.validate');
    const [leaf, ...others] = certificates('chain', input.chain);
    const trustAnchors = input.trust === undefined ? roots() : certificates('trust', input.trust);
    const time = input.time === undefined ? clock.now() : readTime(input.time);
    const { revocation: mode = 'when-available', name, eku } = input;
    const report = validatePath({
      leaf: leaf!,
      intermediates: [...others, ...certificatesOf('issuing')],
      trustAnchors,
      time,
      ...(name === undefined ? {} : { names: [readName(name)] }),
      ...(eku === undefined ? {} : { eku: [readPurpose(eku)] }),
      revocation: { mode, crls: mode === 'off' ? [] : await ownCrls() },
    });
    return reportView(report, time);
  }

  async function judgeClient(
    derChain: readonly Buffer[],
    profiles: readonly string[],
  ): Promise<ClientVerdict> {
    const [first, ...others] = derChain;
    if (!first) return refuse('no-certificate');
    let request: ValidationRequest;
    try {
      request = {
        leaf: parseCertificate(first),
        intermediates: [
          ...others.slice(0, maxCertificates).map(parseCertificate),
          ...certificatesOf('issuing'),
        ],
        trustAnchors: roots(),
        time: clock.now(),
        eku: [oid.clientAuth],
        // Our own table is asked below: it knows of a revocation before any list does.
        revocation: { mode: 'off' },
      };
    } catch (error) {
      if (error instanceof DerError) return refuse('unreadable');
      throw error;
    }
    const { leaf, time } = request;
    const { fingerprint } = leaf;
    const row = await findByFingerprint(storage.read<PkiTables>(), fingerprint);
    if (!row?.der.equals(first)) return refuse('foreign', fingerprint);
    if (row.status === 'revoked') return refuse('revoked', fingerprint);
    if (row.status === 'held') return refuse('held', fingerprint);
    if (time < leaf.notBefore || time > leaf.notAfter) return refuse('expired', fingerprint);
    if (!profiles.includes(row.profile)) return refuse('purpose', fingerprint);
    if (!validatePath(request).valid) return refuse('invalid', fingerprint);
    if (row.holder_id === null) return { ok: true, fingerprint };
    const holder = await storage
      .read<PkiTables>()
      .selectFrom('pki_holders')
      .select('state')
      .where('id', '=', row.holder_id)
      .executeTakeFirst();
    if (holder?.state !== 'active') return refuse('holder-left', fingerprint);
    return { ok: true, fingerprint, holderId: row.holder_id };
  }

  return {
    validate,
    async judgeSignIn(derChain) {
      const verdict = await judgeClient(derChain, signInProfiles);
      if (!verdict.ok) return verdict;
      const { fingerprint, holderId } = verdict;
      return holderId === undefined ? refuse('purpose', fingerprint) : { ok: true, fingerprint, holderId };
    },
    judgeMachine: (derChain) => judgeClient(derChain, machineProfiles),
  };
}

function refuse(code: SignInRefusal, fingerprint?: string): Refusal {
  return { ok: false, code, reason: signInRefusals[code], ...(fingerprint ? { fingerprint } : {}) };
}

/** @throws pki.validation-input */
function certificates(field: string, pem: string): Certificate[] {
  try {
    const blocks = decodePem(pem).filter(({ label }) => label === 'CERTIFICATE');
    if (blocks.length === 0) throw bad(field, '没有 PEM 证书', 'there is no PEM certificate');
    if (blocks.length > maxCertificates) throw bad(field, '证书过多', 'too many certificates');
    return blocks.map(({ der }) => parseCertificate(der));
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw bad(field, error.texts.zh, error.texts.en);
  }
}

function readTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw bad('time', '时间格式有误', 'not a time');
  return time;
}

/** `dns:…`, `ip:…` or `email:…`. */
function readName(text: string): PeerName {
  const [, kind, value] = /^(dns|ip|email):(.+)$/.exec(text) ?? [];
  if (!kind || !value)
    throw bad('name', '应为 dns:、ip: 或 email: 开头', 'must begin with dns:, ip: or email:');
  return { kind: kind as PeerName['kind'], value };
}

/** The name of a purpose or its object identifier. */
function readPurpose(text: string): string {
  const known = extendedKeyUsages[text as keyof typeof extendedKeyUsages];
  if (known) return known;
  if (/^[0-2](\.\d{1,20}){1,20}$/.test(text)) return text;
  throw bad('eku', '未知的扩展密钥用途', 'unknown purpose');
}

function bad(field: string, zh: string, en: string) {
  return pkiErrors['validation-input']({ field, reasonZh: zh, reasonEn: en });
}

function reportView(report: Report, time: Date): Static<typeof ValidationReport> {
  const view = ({ name, clause, subject, outcome, reason }: Step) => {
    const certificate = subject === undefined ? undefined : report.path[subject];
    return {
      name,
      clause,
      certificate: certificate ? nameText(certificate.subject) : null,
      outcome,
      reason: reason ?? null,
    };
  };
  return {
    valid: report.valid,
    time: time.toISOString(),
    path: report.path.map((certificate) => ({
      subject: nameText(certificate.subject),
      issuer: nameText(certificate.issuer),
      serial: certificate.serialHex,
      notAfter: certificate.notAfter.toISOString(),
    })),
    steps: report.steps.map(view),
    failure: report.failure ? view(report.failure) : null,
  };
}
