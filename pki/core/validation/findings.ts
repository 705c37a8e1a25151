import type { Reason } from './types.ts';

/** What validation can find. `{x}` is filled in. Codes are never reused. */
const texts = {
  'issuer-not-found': { zh: '找不到颁发者的证书：{name}', en: 'no certificate of the issuer: {name}' },
  'untrusted-root': {
    zh: '证书链止于不受信任的根证书：{name}',
    en: 'the chain ends in a root that is not trusted: {name}',
  },
  'search-limit': {
    zh: '证书过多或关系过于复杂，已停止搜索',
    en: 'too many certificates or too tangled; the search was stopped',
  },
  'signature-invalid': { zh: '签名验证失败', en: 'the signature is not valid' },
  'algorithm-unknown': { zh: '不支持的签名算法', en: 'unknown signature algorithm' },
  'algorithm-mismatch': {
    zh: '证书内外两处签名算法不一致',
    en: 'the two statements of the signature algorithm differ',
  },
  'algorithm-weak': {
    zh: '签名算法强度不足或未被允许：{algorithm}',
    en: 'signature algorithm is weak or not allowed: {algorithm}',
  },
  'key-weak': { zh: '公钥类型或强度不符合要求：{key}', en: 'public key is weak or not allowed: {key}' },
  'key-malformed': { zh: '公钥编码有误', en: 'the public key is malformed' },
  'extension-malformed': { zh: '扩展内容有误：{what}', en: 'malformed extension: {what}' },
  'not-yet-valid': { zh: '证书尚未生效（生效时间 {time}）', en: 'not valid before {time}' },
  expired: { zh: '证书已过期（到期时间 {time}）', en: 'not valid after {time}' },
  revoked: { zh: '证书已被吊销（{reason}，{time}）', en: 'revoked ({reason}, {time})' },
  'revocation-no-information': { zh: '没有可用的吊销信息', en: 'no revocation information' },
  'crl-not-current': { zh: '吊销列表未生效或已过期', en: 'the CRL is not current' },
  'crl-malformed': { zh: '吊销列表不符合规范：{what}', en: 'the CRL is malformed: {what}' },
  'crl-critical-unknown': {
    zh: '吊销列表含有无法识别的关键扩展：{oid}',
    en: 'unknown critical extension in the CRL: {oid}',
  },
  'crl-out-of-scope': { zh: '吊销列表不覆盖此证书', en: 'the CRL does not cover this certificate' },
  'crl-reasons-missing': { zh: '吊销列表没有覆盖全部吊销原因', en: 'the CRLs do not cover all reasons' },
  'crl-signature': { zh: '吊销列表签名无法验证', en: 'the signature of the CRL cannot be verified' },
  'crl-signer': { zh: '吊销列表签发者无权签发', en: 'the signer of the CRL may not sign it' },
  'ocsp-status': { zh: 'OCSP 服务拒绝应答：{status}', en: 'the OCSP responder answered {status}' },
  'ocsp-not-current': { zh: 'OCSP 应答未生效或已过期', en: 'the OCSP response is not current' },
  'ocsp-nonce': { zh: 'OCSP 应答的随机数不一致', en: 'the nonce of the OCSP response differs' },
  'ocsp-critical-unknown': {
    zh: 'OCSP 应答含有无法识别的关键扩展',
    en: 'unknown critical extension in the OCSP response',
  },
  'ocsp-signer': {
    zh: 'OCSP 应答者无权应答或签名无效',
    en: 'the OCSP responder is not authorised, or its signature is not valid',
  },
  'ocsp-unknown': { zh: 'OCSP 应答：不认识此证书', en: 'the OCSP responder does not know the certificate' },
  'issuer-mismatch': {
    zh: '颁发者名称与上级证书不一致',
    en: 'the issuer is not the subject of the certificate above',
  },
  'name-not-permitted': {
    zh: '名称不在上级证书允许的范围内：{name}',
    en: 'name is outside the permitted subtrees: {name}',
  },
  'name-excluded': {
    zh: '名称在上级证书禁止的范围内：{name}',
    en: 'name is inside an excluded subtree: {name}',
  },
  'name-form-unsupported': {
    zh: '上级证书约束了无法处理的名称类型：{name}',
    en: 'a constraint of an unsupported form applies: {name}',
  },
  'name-constraints-malformed': { zh: '名称约束有误：{name}', en: 'malformed name constraint: {name}' },
  'name-constraints-limit': { zh: '名称与名称约束过多，拒绝处理', en: 'too many names and name constraints' },
  'policy-missing': { zh: '证书链没有要求的证书策略', en: 'no acceptable certificate policy' },
  'policy-mapping-any': { zh: '策略映射中使用了任意策略', en: 'anyPolicy in a policy mapping' },
  'policies-limit': { zh: '证书策略过多，拒绝处理', en: 'too many policies' },
  'not-a-ca': { zh: '上级证书不是 CA 证书', en: 'the certificate above is not a CA' },
  'path-too-long': { zh: '证书链超过允许的级数', en: 'the path is longer than allowed' },
  'key-usage': { zh: '密钥用途不允许：缺少 {usage}', en: 'key usage does not include {usage}' },
  'key-purpose': {
    zh: '扩展密钥用途不允许：缺少 {purpose}',
    en: 'extended key usage does not include {purpose}',
  },
  'critical-extension-unknown': {
    zh: '含有无法识别的关键扩展：{oid}',
    en: 'unknown critical extension: {oid}',
  },
  'peer-name-mismatch': { zh: '证书不属于：{name}', en: 'the certificate is not for {name}' },
  'serial-malformed': {
    zh: '序列号不符合规范（应为不超过 20 字节的正整数）',
    en: 'serial number is not positive and at most 20 octets',
  },
  'version-not-3': { zh: '证书不是第 3 版', en: 'not a version 3 certificate' },
  'issuer-empty': { zh: '颁发者名称为空', en: 'the issuer is empty' },
  'subject-empty': { zh: '使用者名称为空', en: 'the subject is empty' },
  'criticality-wrong': {
    zh: '扩展的关键标志不符合规范：{name}',
    en: 'criticality of an extension is wrong: {name}',
  },
  'key-identifier-missing': { zh: '缺少密钥标识符扩展：{name}', en: 'a key identifier is missing: {name}' },
  'key-usage-inconsistent': {
    zh: '密钥用途与基本约束互相矛盾',
    en: 'key usage contradicts basic constraints',
  },
  'ca-extension-in-leaf': {
    zh: '终端证书带有 CA 专用扩展：{name}',
    en: 'an extension for CAs in an end entity: {name}',
  },
  'alternative-name-malformed': {
    zh: '可选名称的写法不符合规范：{name}',
    en: 'malformed alternative name: {name}',
  },
} as const;

export type FindingCode = keyof typeof texts;

/** A code with what fills its text. */
export type Finding = { readonly code: FindingCode; readonly details: Readonly<Record<string, string>> };

export function finding(code: FindingCode, details: Readonly<Record<string, string>> = {}): Finding {
  return { code, details };
}

export function reasonOf({ code, details }: Finding): Reason {
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, key: string) => details[key] ?? '');
  return { code, zh: fill(texts[code].zh), en: fill(texts[code].en) };
}
