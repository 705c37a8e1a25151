/** Object identifiers that this domain knows, by the name that their specification gives them. */
export const oid = {
  // Name attributes (X.520, RFC 4519, RFC 2985)
  commonName: '2.5.4.3',
  surname: '2.5.4.4',
  serialNumber: '2.5.4.5',
  countryName: '2.5.4.6',
  localityName: '2.5.4.7',
  stateOrProvinceName: '2.5.4.8',
  streetAddress: '2.5.4.9',
  organizationName: '2.5.4.10',
  organizationalUnitName: '2.5.4.11',
  title: '2.5.4.12',
  postalCode: '2.5.4.17',
  givenName: '2.5.4.42',
  initials: '2.5.4.43',
  generationQualifier: '2.5.4.44',
  dnQualifier: '2.5.4.46',
  pseudonym: '2.5.4.65',
  organizationIdentifier: '2.5.4.97',
  domainComponent: '0.9.2342.19200300.100.1.25',
  userId: '0.9.2342.19200300.100.1.1',
  emailAddress: '1.2.840.113549.1.9.1',
  // Extensions (RFC 5280 §4.2, §5.2, §5.3)
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  invalidityDate: '2.5.29.24',
  deltaCrlIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  certificateIssuer: '2.5.29.29',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  anyPolicy: '2.5.29.32.0',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extKeyUsage: '2.5.29.37',
  anyExtendedKeyUsage: '2.5.29.37.0',
  freshestCrl: '2.5.29.46',
  inhibitAnyPolicy: '2.5.29.54',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  subjectInfoAccess: '1.3.6.1.5.5.7.1.11',
  tlsFeature: '1.3.6.1.5.5.7.1.24',
  cps: '1.3.6.1.5.5.7.2.1',
  userNotice: '1.3.6.1.5.5.7.2.2',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
  signedCertificateTimestamps: '1.3.6.1.4.1.11129.2.4.2',
  // Access methods (RFC 5280 §4.2.2)
  accessOcsp: '1.3.6.1.5.5.7.48.1',
  accessCaIssuers: '1.3.6.1.5.5.7.48.2',
  // Key purposes (RFC 5280 §4.2.1.12)
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  smartCardLogon: '1.3.6.1.4.1.311.20.2.2',
  documentSigning: '1.3.6.1.5.5.7.3.36',
  // Other names
  userPrincipalName: '1.3.6.1.4.1.311.20.2.3',
  smtpUtf8Mailbox: '1.3.6.1.5.5.7.8.9',
  // OCSP (RFC 6960 §4)
  ocspBasic: '1.3.6.1.5.5.7.48.1.1',
  ocspNonce: '1.3.6.1.5.5.7.48.1.2',
  // Requests (RFC 2985)
  challengePassword: '1.2.840.113549.1.9.7',
  extensionRequest: '1.2.840.113549.1.9.14',
  // Public keys
  rsaEncryption: '1.2.840.113549.1.1.1',
  rsassaPss: '1.2.840.113549.1.1.10',
  mgf1: '1.2.840.113549.1.1.8',
  ecPublicKey: '1.2.840.10045.2.1',
  dsa: '1.2.840.10040.4.1',
  ed25519: '1.3.101.112',
  ed448: '1.3.101.113',
  mlDsa44: '2.16.840.1.101.3.4.3.17',
  mlDsa65: '2.16.840.1.101.3.4.3.18',
  mlDsa87: '2.16.840.1.101.3.4.3.19',
  // Curves
  p192: '1.2.840.10045.3.1.1',
  p256: '1.2.840.10045.3.1.7',
  p384: '1.3.132.0.34',
  p521: '1.3.132.0.35',
  sm2: '1.2.156.10197.1.301',
  // Digests
  md5: '1.2.840.113549.2.5',
  sha1: '1.3.14.3.2.26',
  sha224: '2.16.840.1.101.3.4.2.4',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  sm3: '1.2.156.10197.1.401',
} as const;

export type OidName = keyof typeof oid;

/** How a person sees an identifier: a short form for names (`CN`), and words in both languages. */
export type OidLabel = { readonly zh: string; readonly en: string; readonly short?: string };

const labels: Partial<Record<OidName, OidLabel>> = {
  commonName: { zh: '通用名称', en: 'Common name', short: 'CN' },
  surname: { zh: '姓', en: 'Surname', short: 'SN' },
  givenName: { zh: '名', en: 'Given name', short: 'GN' },
  serialNumber: { zh: '编号', en: 'Serial number', short: 'serialNumber' },
  countryName: { zh: '国家', en: 'Country', short: 'C' },
  localityName: { zh: '城市', en: 'Locality', short: 'L' },
  stateOrProvinceName: { zh: '省份', en: 'State or province', short: 'ST' },
  streetAddress: { zh: '街道地址', en: 'Street address', short: 'STREET' },
  organizationName: { zh: '单位', en: 'Organization', short: 'O' },
  organizationalUnitName: { zh: '部门', en: 'Organizational unit', short: 'OU' },
  title: { zh: '职务', en: 'Title', short: 'title' },
  postalCode: { zh: '邮政编码', en: 'Postal code' },
  pseudonym: { zh: '化名', en: 'Pseudonym' },
  organizationIdentifier: { zh: '单位统一代码', en: 'Organization identifier' },
  domainComponent: { zh: '域名组成部分', en: 'Domain component', short: 'DC' },
  userId: { zh: '用户标识', en: 'User identifier', short: 'UID' },
  emailAddress: { zh: '电子邮箱', en: 'Email address', short: 'E' },
  subjectKeyIdentifier: { zh: '使用者密钥标识符', en: 'Subject key identifier' },
  keyUsage: { zh: '密钥用途', en: 'Key usage' },
  subjectAltName: { zh: '使用者可选名称', en: 'Subject alternative name' },
  issuerAltName: { zh: '颁发者可选名称', en: 'Issuer alternative name' },
  basicConstraints: { zh: '基本约束', en: 'Basic constraints' },
  crlNumber: { zh: '吊销列表编号', en: 'CRL number' },
  reasonCode: { zh: '吊销原因', en: 'Reason code' },
  invalidityDate: { zh: '失效日期', en: 'Invalidity date' },
  deltaCrlIndicator: { zh: '增量吊销列表标识', en: 'Delta CRL indicator' },
  issuingDistributionPoint: { zh: '颁发分布点', en: 'Issuing distribution point' },
  certificateIssuer: { zh: '证书颁发者', en: 'Certificate issuer' },
  nameConstraints: { zh: '名称约束', en: 'Name constraints' },
  crlDistributionPoints: { zh: '吊销列表分布点', en: 'CRL distribution points' },
  certificatePolicies: { zh: '证书策略', en: 'Certificate policies' },
  anyPolicy: { zh: '任意策略', en: 'Any policy' },
  policyMappings: { zh: '策略映射', en: 'Policy mappings' },
  authorityKeyIdentifier: { zh: '颁发机构密钥标识符', en: 'Authority key identifier' },
  policyConstraints: { zh: '策略约束', en: 'Policy constraints' },
  extKeyUsage: { zh: '扩展密钥用途', en: 'Extended key usage' },
  anyExtendedKeyUsage: { zh: '任意用途', en: 'Any purpose' },
  freshestCrl: { zh: '最新吊销列表', en: 'Freshest CRL' },
  inhibitAnyPolicy: { zh: '禁止任意策略', en: 'Inhibit any policy' },
  authorityInfoAccess: { zh: '颁发机构信息访问', en: 'Authority information access' },
  subjectInfoAccess: { zh: '使用者信息访问', en: 'Subject information access' },
  ocspNoCheck: { zh: '不检查 OCSP 签名证书', en: 'OCSP no check' },
  serverAuth: { zh: '服务器身份验证', en: 'TLS server authentication' },
  clientAuth: { zh: '客户端身份验证', en: 'TLS client authentication' },
  codeSigning: { zh: '代码签名', en: 'Code signing' },
  emailProtection: { zh: '电子邮件保护', en: 'Email protection' },
  timeStamping: { zh: '时间戳', en: 'Time stamping' },
  ocspSigning: { zh: 'OCSP 签名', en: 'OCSP signing' },
  smartCardLogon: { zh: '智能卡登录', en: 'Smart card logon' },
  documentSigning: { zh: '文档签名', en: 'Document signing' },
  ocspNonce: { zh: 'OCSP 随机数', en: 'OCSP nonce' },
};

const nameByOid = new Map(Object.entries(oid).map(([name, value]) => [value as string, name as OidName]));

/** The name of an identifier in `oid`; undefined for one that is not known. */
export function oidName(dotted: string): OidName | undefined {
  return nameByOid.get(dotted);
}

/** Words for a person; the dotted text itself where nothing better is known. */
export function oidLabel(dotted: string): OidLabel {
  const name = nameByOid.get(dotted);
  return (name && labels[name]) ?? { zh: name ?? dotted, en: name ?? dotted };
}
