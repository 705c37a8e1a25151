import type { KeyProblem } from '../keys/public-key.ts';

/** Why a request cannot become a certificate: what is wrong, where, in both languages. */
export type Finding = {
  /** Stable; never reused. */
  readonly code: string;
  /** The part of the request or of the directory that is at fault, e.g. `dnsNames.2`. */
  readonly field: string;
  readonly zh: string;
  readonly en: string;
};

/** Why a public key is refused, for a person. */
export const keyProblemTexts: Readonly<Record<KeyProblem, { readonly zh: string; readonly en: string }>> = {
  unreadable: { zh: '公钥无法识别', en: 'the public key cannot be read' },
  'too-long': { zh: '公钥数据过长', en: 'the public key is too long' },
  'algorithm-unsupported': {
    zh: '不支持这种公钥算法',
    en: 'public keys of this algorithm are not supported',
  },
  'curve-not-allowed': {
    zh: '只允许 P-256 和 P-384 曲线',
    en: 'only the curves P-256 and P-384 are allowed',
  },
  'encoding-not-canonical': {
    zh: '公钥编码不规范（例如使用了压缩点）',
    en: 'the public key is not in its canonical encoding (for example a compressed point)',
  },
  'rsa-size': {
    zh: 'RSA 密钥长度应为 2048、3072 或 4096 位',
    en: 'RSA keys must have 2048, 3072 or 4096 bits',
  },
  'rsa-exponent': {
    zh: 'RSA 公钥指数应为不小于 65537 的奇数',
    en: 'the RSA exponent must be odd and at least 65537',
  },
  'rsa-modulus-even': { zh: 'RSA 模数为偶数，密钥无效', en: 'the RSA modulus is even: the key is broken' },
  'rsa-small-factor': {
    zh: 'RSA 模数含有小因子，密钥可被破解',
    en: 'the RSA modulus has a small factor: the key can be broken',
  },
  'rsa-close-primes': {
    zh: 'RSA 的两个素数过于接近，密钥可被破解',
    en: 'the two RSA primes are too close: the key can be broken',
  },
  'rsa-roca': {
    zh: '密钥由有缺陷的芯片生成（ROCA，CVE-2017-15361），可被破解',
    en: 'the key was made by a faulty chip (ROCA, CVE-2017-15361) and can be broken',
  },
};
