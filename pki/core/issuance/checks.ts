import { excerpt } from '#platform/kernel/text.ts';
import type { GeneralName } from '../x509/general-name.ts';
import { ipText } from '../x509/general-name.ts';
import type { IssueCheck, IssueFacts } from './facts.ts';

/** In order; names, key algorithm and lifetime follow in `planCertificate`. */
export const issueChecks: readonly IssueCheck[] = [
  function holderIsActive({ holder }) {
    if (holder.active) return;
    return {
      code: 'holder-left',
      field: 'holder',
      zh: '持有者已离职或停用，不能签发证书',
      en: 'the holder has left or is out of use; no certificate can be issued',
    };
  },
  function deliveryIsAllowed({ profile, csr, keepsKey }) {
    if (keepsKey || profile.request.delivery.includes(csr === null ? 'pkcs12' : 'csr')) return;
    return {
      code: 'delivery',
      field: 'csr',
      zh:
        csr === null ? '此模板要求提交证书请求（CSR），密钥不在此生成' : '此模板的密钥由系统生成，不接受 CSR',
      en:
        csr === null
          ? 'this profile wants a CSR; no key is made here'
          : 'this profile makes the key here and takes no CSR',
    };
  },
  function requestIsReadable({ csr }) {
    if (csr === null || csr.readable) return;
    return {
      code: 'csr-malformed',
      field: 'csr',
      zh: `证书请求（CSR）无法读取：${csr.zh}`,
      en: `the CSR cannot be read: ${csr.en}`,
    };
  },
  /** Collisions of these digests are made (RFC 6194, RFC 6151): such a signature may be another request's. */
  function possessionIsSignedSoundly({ csr }) {
    const digest = brokenDigest(csr);
    if (digest === undefined) return;
    return {
      code: 'csr-weak-signature',
      field: 'csr',
      zh: `证书请求用 ${digest} 签名，该算法已被攻破，请用 SHA-256 或更强的算法重新生成`,
      en: `the CSR is signed with ${digest}, which is broken; make it again with SHA-256 or stronger`,
    };
  },
  /** RFC 2986 §4.2, RFC 4211 §4. */
  function possessionIsProven({ csr }) {
    if (csr === null || !csr.readable || csr.proven || brokenDigest(csr)) return;
    return {
      code: 'csr-possession',
      field: 'csr',
      zh: '证书请求的签名无效：未能证明申请者持有该私钥',
      en: 'the signature of the CSR is not valid: it does not prove possession of the private key',
    };
  },
  function keyIsNotCompromised({ earlierUses }) {
    if (!earlierUses.some(({ compromised }) => compromised)) return;
    return {
      code: 'key-compromised',
      field: 'publicKey',
      zh: '该密钥曾因泄露被吊销，不得再次使用，请生成新的密钥',
      en: 'a certificate of this key was revoked as compromised; make a new key',
    };
  },
  function keyBelongsToNobodyElse({ earlierUses, holder, profile }) {
    const mine = earlierUses.every((use) => use.holderId === holder.id && use.profile === profile.id);
    if (mine) return;
    return {
      code: 'key-reused',
      field: 'publicKey',
      zh: '该密钥已用于其他持有者或其他类型的证书，请生成新的密钥',
      en: 'this key is already certified for another holder or profile; make a new key',
    };
  },
  /** Nothing is copied from a CSR; but what it asks for and would not get is said. */
  function requestAsksForNothingElse(facts) {
    const { csr } = facts;
    if (csr === null || !csr.readable) return;
    const asked = csr.request.requestedExtensions.read('subjectAltName') ?? [];
    const known = knownNames(facts);
    return asked
      .filter((name) => !known.has(nameKey(name)))
      .slice(0, 10)
      .map((name) => ({
        code: 'csr-names',
        field: 'csr',
        zh: `CSR 要求的名称不在目录登记或模板范围内：${excerpt(nameKey(name))}`,
        en: `the CSR asks for a name that directory or profile do not give: ${excerpt(nameKey(name))}`,
      }));
  },
];

const brokenDigests: Readonly<Record<string, string>> = { md5: 'MD5', sha1: 'SHA-1' };

function brokenDigest(csr: IssueFacts['csr']): string | undefined {
  return csr?.readable ? brokenDigests[csr.request.signatureAlgorithm?.digest ?? ''] : undefined;
}

function knownNames({ profile: { names }, holder }: IssueFacts): ReadonlySet<string> {
  return new Set([
    ...(names.dns.from === 'directory'
      ? (holder.dnsNames ?? []).map((name) => `dns:${name.toLowerCase()}`)
      : []),
    ...(names.ip.from === 'directory'
      ? (holder.ipAddresses ?? []).map((name) => `ip:${name.toLowerCase()}`)
      : []),
    ...(names.email === 'directory' && holder.email ? [`email:${holder.email.toLowerCase()}`] : []),
  ]);
}

/** A name form that is never given has a key of its own, which nobody knows. */
function nameKey(name: GeneralName): string {
  if (name.kind === 'ip') return `ip:${ipText(name.bytes)}`;
  return 'text' in name ? `${name.kind}:${name.text.toLowerCase()}` : name.kind;
}
