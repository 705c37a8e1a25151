import { signatureAlgorithmOf } from '../algorithms.ts';
import { tag } from '../der/tags.ts';
import { equalBytes } from '../der/values.ts';
import { readPublicKey } from '../keys/public-key.ts';
import { signingAlgorithms } from '../keys/signer.ts';
import type { LintRule } from './rule.ts';

const firstGeneralizedTime = Date.UTC(2050, 0, 1);

/** Version, serial number, signature algorithm, validity and key: RFC 5280 §4.1, in its order. */
export const basicRules: readonly LintRule[] = [
  {
    rule: 'version-3',
    clause: 'RFC 5280 §4.1.2.1',
    zh: '版本应为 v3',
    en: 'the version must be 3',
    holds: ({ certificate }) => certificate.version === 3,
  },
  {
    rule: 'serial-positive',
    clause: 'RFC 5280 §4.1.2.2',
    zh: '序列号应为正整数',
    en: 'the serial number must be positive',
    holds: ({ certificate }) => certificate.serial > 0n,
  },
  {
    rule: 'serial-length',
    clause: 'RFC 5280 §4.1.2.2',
    zh: '序列号不得超过 20 个字节',
    en: 'the serial number must not be longer than 20 octets',
    holds: ({ certificate }) => certificate.serialLength <= 20,
  },
  {
    rule: 'serial-random',
    clause: 'CA/B Forum BR §7.1',
    zh: '序列号应含有至少 64 位随机数',
    en: 'the serial number must have room for 64 random bits',
    holds: ({ certificate }) => certificate.serialLength >= 9 || certificate.serial >= 1n << 63n,
  },
  {
    rule: 'signature-allowed',
    clause: 'NIST SP 800-131A §9',
    zh: '签名算法不在允许之列',
    en: 'the signature algorithm is not one that may be used',
    holds: ({ certificate }) => {
      const name = signatureAlgorithmOf(certificate.innerAlgorithmRaw)?.name;
      return (signingAlgorithms as readonly (string | undefined)[]).includes(name);
    },
  },
  {
    rule: 'signature-of-signer',
    clause: 'RFC 5280 §4.1.1.2',
    zh: '证书内的签名算法与签发密钥的算法不一致',
    en: "the signature algorithm inside is not the signer's",
    holds: ({ certificate, issuer }) => equalBytes(certificate.innerAlgorithmRaw, issuer.signature),
  },
  {
    rule: 'validity-order',
    clause: 'RFC 5280 §4.1.2.5',
    zh: '有效期的结束早于开始',
    en: 'the validity ends before it starts',
    holds: ({ certificate }) => certificate.notBefore < certificate.notAfter,
  },
  {
    rule: 'validity-encoding',
    clause: 'RFC 5280 §4.1.2.5',
    zh: '2049 年以前应使用 UTCTime，之后应使用 GeneralizedTime',
    en: 'times through 2049 must be UTCTime, later ones GeneralizedTime',
    holds: ({ certificate, timeTags }) =>
      [certificate.notBefore, certificate.notAfter].every(
        (at, index) =>
          timeTags[index] === (at.getTime() < firstGeneralizedTime ? tag.utcTime : tag.generalizedTime),
      ),
  },
  {
    rule: 'validity-within-issuer',
    clause: 'RFC 4158 §3.5.8',
    zh: '有效期超出签发机构证书的有效期',
    en: "the validity ends after the issuer's",
    holds: ({ certificate, issuer }) =>
      issuer.certificate === undefined || certificate.notAfter <= issuer.certificate.notAfter,
  },
  {
    rule: 'no-unique-ids',
    clause: 'RFC 5280 §4.1.2.8',
    zh: '不得使用 uniqueID 字段',
    en: 'unique identifiers must not be generated',
    holds: ({ hasUniqueIds }) => !hasUniqueIds,
  },
  {
    rule: 'key-acceptable',
    clause: 'NIST SP 800-89 §5.3.3, SP 800-56A §5.6.2.3',
    zh: '公钥不合格：算法、长度或取值不可接受',
    en: 'the public key is not acceptable by algorithm, size or value',
    holds: ({ certificate }) => readPublicKey(Buffer.from(certificate.publicKey.raw)).ok,
  },
];
