// Over 300 lines on purpose: the whole API contract of the domain on one page.
import { type Static, Type } from 'typebox';
import { Closed, Id, Nullable, OneOf, pageQuery, Text, Time } from '#platform/http/index.ts';
import { keyAlgorithmIds } from './core/keys/key-algorithms.ts';

const optionalText = (max: number) => Type.Optional(Type.String({ maxLength: max }));

/** A sentence in both languages. */
export const Bilingual = Closed({ zh: Type.String(), en: Type.String() });

// Directory 目录

export const organisationLevels = ['ministry', 'province', 'city', 'county', 'township', 'village'] as const;
export const OrganisationLevel = OneOf(organisationLevels);
export const Organisation = Closed({
  id: Id,
  parentId: Nullable(Id),
  code: Type.String(),
  name: Type.String(),
  level: OrganisationLevel,
  childCount: Type.Integer(),
  holderCount: Type.Integer(),
});
export const NewOrganisation = Closed({
  parentId: Type.Optional(Id),
  code: Text(40),
  name: Text(64),
  level: OrganisationLevel,
});
/** `parentId` moves it with everything below; null puts it at the top. */
export const OrganisationChange = Closed({
  name: Type.Optional(Text(64)),
  code: Type.Optional(Text(40)),
  parentId: Type.Optional(Nullable(Id)),
});
export const OrganisationQuery = Closed({
  ...pageQuery,
  /** One level of the tree is shown whole: it rarely has more. */
  pageSize: Type.Integer({ minimum: 1, maximum: 200, default: 200 }),
  /** Absent: those at the top. */
  parentId: Type.Optional(Id),
  /** Name or code, anywhere in the tree. */
  q: optionalText(64),
});

export const holderKinds = ['person', 'server', 'device'] as const;
export const HolderKind = OneOf(holderKinds);
export const HolderState = OneOf(['active', 'left'] as const);
export const Holder = Closed({
  id: Id,
  kind: HolderKind,
  organisationId: Id,
  /** From the top of the tree down, for display. */
  organisationPath: Type.Array(Type.String()),
  /** Person's name, or the name of the server or device. */
  name: Type.String(),
  /** 工号 of a person, asset number of a server or device; unique within its kind. */
  number: Type.String(),
  email: Nullable(Type.String()),
  mobile: Nullable(Type.String()),
  title: Nullable(Type.String()),
  dnsNames: Type.Array(Type.String()),
  ipAddresses: Type.Array(Type.String()),
  state: HolderState,
  createdAt: Time,
  certificateCount: Type.Integer(),
});
const HolderFields = {
  organisationId: Id,
  name: Text(64),
  number: Text(40),
  email: optionalText(254),
  mobile: optionalText(20),
  title: optionalText(64),
  dnsNames: Type.Optional(Type.Array(Text(253), { maxItems: 50 })),
  ipAddresses: Type.Optional(Type.Array(Text(45), { maxItems: 50 })),
};
export const NewHolder = Closed({ kind: HolderKind, ...HolderFields });
export const HolderChange = Type.Partial(Closed({ ...HolderFields, state: HolderState }), {
  additionalProperties: false,
});
export const HolderQuery = Closed({
  ...pageQuery,
  kind: Type.Optional(HolderKind),
  /** This organisation and everything below it. */
  organisationId: Type.Optional(Id),
  state: Type.Optional(HolderState),
  q: optionalText(64),
});

export const importKinds = ['organisations', 'people', 'servers', 'devices'] as const;
export const ImportKind = OneOf(importKinds);
/** The file as it is, base64, UTF-8 (with or without BOM) or GB18030; 8 MiB at most. */
export const NewImport = Closed({
  kind: ImportKind,
  fileName: Text(200),
  content: Type.String({ maxLength: 11_200_000 }),
  /** Only say what would happen. */
  dryRun: Type.Optional(Type.Boolean()),
});
export const ImportLine = Closed({
  line: Type.Integer(),
  outcome: OneOf(['created', 'updated', 'unchanged', 'refused'] as const),
  code: Nullable(Type.String()),
  field: Nullable(Type.String()),
  message: Nullable(Bilingual),
  raw: Type.String(),
});
export const Import = Closed({
  id: Nullable(Id),
  kind: ImportKind,
  fileName: Type.String(),
  encoding: OneOf(['utf-8', 'gb18030'] as const),
  createdAt: Time,
  createdBy: Type.String(),
  dryRun: Type.Boolean(),
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  refused: Type.Integer(),
});
export const ImportReport = Closed({ import: Import, lines: Type.Array(ImportLine) });

// Profiles and CAs 模板与签发机构

export const stepKeys = ['entry', 'review', 'approve'] as const;
export const StepKey = OneOf(stepKeys);
export const KeyAlgorithm = OneOf(keyAlgorithmIds);
export const Profile = Closed({
  id: Type.String(),
  title: Bilingual,
  holderKind: OneOf([...holderKinds, 'authority', 'responder'] as const),
  keyAlgorithms: Type.Array(KeyAlgorithm),
  defaultKeyAlgorithm: KeyAlgorithm,
  defaultDays: Type.Integer(),
  maxDays: Type.Integer(),
  delivery: Type.Array(OneOf(['csr', 'pkcs12'] as const)),
  steps: Type.Array(StepKey),
  /** Whether this caller may ask for one. */
  requestable: Type.Boolean(),
  keyUsage: Type.Array(Type.String()),
  extendedKeyUsage: Type.Array(Type.String()),
});
export const Authority = Closed({
  id: Id,
  kind: OneOf(['root', 'issuing'] as const),
  subject: Type.String(),
  fingerprint: Type.String(),
  serial: Type.String(),
  keyAlgorithm: Type.String(),
  keyStore: OneOf(['sealed', 'pkcs11'] as const),
  notBefore: Time,
  notAfter: Time,
  state: OneOf(['active', 'retired'] as const),
  issued: Type.Integer(),
  revoked: Type.Integer(),
  pem: Type.String(),
});

// Requests and approval 申请与审批

export const requestKinds = ['issue', 'renew', 'revoke', 'suspend', 'release'] as const;
export const RequestKind = OneOf(requestKinds);
export const requestStates = [
  'pending',
  'approved',
  'done',
  'rejected',
  'withdrawn',
  'expired',
  'failed',
] as const;
export const RequestState = OneOf(requestStates);
/** RFC 5280 §5.3.1, those that may be asked for; certificateHold is `suspend`, removeFromCRL `release`. */
export const revocationReasons = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'privilegeWithdrawn',
  'aACompromise',
] as const;
export const RevocationReason = OneOf(revocationReasons);

export const NewRequest = Closed({
  kind: RequestKind,
  /** issue: which profile, for whom. */
  profile: optionalText(64),
  holderId: Type.Optional(Id),
  /** renew, revoke, suspend, release: which certificate. */
  certificateId: Type.Optional(Id),
  /** PKCS#10, PEM or base64 DER: the key stays with the user. Absent: a key is made here and delivered once. */
  csr: optionalText(16_384),
  keyAlgorithm: Type.Optional(KeyAlgorithm),
  /** renew: `true` keeps the key of the old certificate. */
  sameKey: Type.Optional(Type.Boolean()),
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 })),
  /** server, device: which of the holder's names go into the certificate; absent: all. */
  dnsNames: Type.Optional(Type.Array(Text(253), { maxItems: 50 })),
  ipAddresses: Type.Optional(Type.Array(Text(45), { maxItems: 50 })),
  revocationReason: Type.Optional(RevocationReason),
  /** Why, in the requester's words. */
  reason: Text(500),
});
export const Decision = Closed({
  step: StepKey,
  decision: OneOf(['approve', 'reject'] as const),
  reason: Nullable(Type.String()),
  actorId: Type.String(),
  actorName: Type.String(),
  decidedAt: Time,
  signedWith: OneOf(['own-key', 'server-key'] as const),
  signatureAlgorithm: Type.String(),
  /** Subject of the certificate, or the id of the server's key. */
  signer: Type.String(),
  /** Checked again now against the stored bytes. */
  signatureValid: Type.Boolean(),
});
export const Request = Closed({
  id: Id,
  number: Type.String(),
  kind: RequestKind,
  profile: Type.String(),
  profileTitle: Bilingual,
  state: RequestState,
  /** The step it waits at; null when it waits for nobody. */
  step: Nullable(StepKey),
  steps: Type.Array(StepKey),
  holder: Closed({
    id: Id,
    kind: HolderKind,
    name: Type.String(),
    number: Type.String(),
    organisationPath: Type.Array(Type.String()),
  }),
  certificateId: Nullable(Id),
  resultCertificateId: Nullable(Id),
  delivery: Nullable(OneOf(['csr', 'pkcs12'] as const)),
  /** A key made here waits to be collected. */
  collectable: Type.Boolean(),
  reason: Type.String(),
  revocationReason: Nullable(Type.String()),
  requesterId: Type.String(),
  requesterName: Type.String(),
  requestedAt: Time,
  expiresAt: Time,
  finishedAt: Nullable(Time),
  failure: Nullable(Closed({ code: Type.String(), message: Bilingual })),
  /** Whether this caller may decide the step it waits at. */
  decidable: Type.Boolean(),
});
/** What the certificate will say, so that those who decide see what they decide on. */
export const RequestPreview = Closed({
  subject: Type.String(),
  dnsNames: Type.Array(Type.String()),
  ipAddresses: Type.Array(Type.String()),
  emails: Type.Array(Type.String()),
  keyAlgorithm: Type.String(),
  days: Type.Integer(),
  keyUsage: Type.Array(Type.String()),
  extendedKeyUsage: Type.Array(Type.String()),
});
export const RequestDetail = Closed({
  request: Request,
  preview: Nullable(RequestPreview),
  decisions: Type.Array(Decision),
  /** Who collects the key that waits; null when none waits. */
  collection: Nullable(
    Closed({
      /** Whether this caller may. */
      mayCollect: Type.Boolean(),
      /** The holder in person; otherwise also the requester. */
      holderOnly: Type.Boolean(),
    }),
  ),
});
export const RequestQuery = Closed({
  ...pageQuery,
  view: Type.Optional(OneOf(['mine', 'waiting', 'all'] as const)),
  kind: Type.Optional(RequestKind),
  state: Type.Optional(RequestState),
  profile: optionalText(64),
  holderId: Type.Optional(Id),
  q: optionalText(64),
});
/** The bytes that a decision signs: canonical JSON (RFC 8785), base64. */
export const DecisionPayloadQuery = Closed({
  decision: OneOf(['approve', 'reject'] as const),
  reason: optionalText(500),
});
export const DecisionPayload = Closed({
  payload: Type.String(),
  /** `own-key`: this session must send a signature by the key of its certificate. */
  signWith: OneOf(['own-key', 'server-key'] as const),
  certificateFingerprint: Nullable(Type.String()),
});
export const NewDecision = Closed({
  decision: OneOf(['approve', 'reject'] as const),
  /** Required for reject. */
  reason: optionalText(500),
  payload: Type.Optional(Type.String({ maxLength: 65_536 })),
  /** base64. ECDSA as r‖s (IEEE P1363) with the curve's SHA-2, RSA PKCS#1 v1.5 SHA-256, or Ed25519. */
  signature: Type.Optional(Type.String({ maxLength: 8_192 })),
});
export const Withdrawal = Closed({ reason: Text(500) });
export const Collection = Closed({
  password: Type.String({ minLength: 8, maxLength: 128 }),
  /** 3DES and SHA-1 for desktops that read nothing newer. */
  legacy: Type.Optional(Type.Boolean()),
});
export const Delivery = Closed({ fileName: Type.String(), pkcs12: Type.String() });

// Certificates 证书

export const certificateStates = ['valid', 'expiring', 'expired', 'suspended', 'revoked'] as const;
export const CertificateState = OneOf(certificateStates);
export const CertificateSummary = Closed({
  id: Id,
  serial: Type.String(),
  subject: Type.String(),
  commonName: Type.String(),
  profile: Type.String(),
  profileTitle: Bilingual,
  holderId: Nullable(Id),
  holderName: Nullable(Type.String()),
  organisationName: Nullable(Type.String()),
  state: CertificateState,
  notBefore: Time,
  notAfter: Time,
  revokedAt: Nullable(Time),
  revocationReason: Nullable(Type.String()),
  keyAlgorithm: Type.String(),
  fingerprint: Type.String(),
});
export const CertificateQuery = Closed({
  ...pageQuery,
  /** Common name, holder, serial, fingerprint, DNS name. */
  q: optionalText(100),
  state: Type.Optional(CertificateState),
  profile: optionalText(64),
  holderId: Type.Optional(Id),
  /** Those of people, servers and devices, or those of the system itself (CAs, OCSP, its own server). */
  owner: Type.Optional(OneOf(['holder', 'system'] as const)),
  organisationId: Type.Optional(Id),
  expiresBefore: Type.Optional(Time),
  expiresAfter: Type.Optional(Time),
  sort: Type.Optional(OneOf(['issued', 'expires', 'name'] as const)),
});
export const DecodedField = Closed({
  label: Bilingual,
  value: Type.String(),
  critical: Type.Optional(Type.Boolean()),
});
export const HistoryEntry = Closed({
  time: Time,
  event: Type.String(),
  actorName: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown()),
});
export const CertificateDetail = Closed({
  certificate: CertificateSummary,
  requestId: Nullable(Id),
  renewedFromId: Nullable(Id),
  renewedById: Nullable(Id),
  fields: Type.Array(DecodedField),
  chain: Type.Array(
    Closed({ subject: Type.String(), fingerprint: Type.String(), notAfter: Time, pem: Type.String() }),
  ),
  pem: Type.String(),
  history: Type.Array(HistoryEntry),
});
export const downloadFormats = ['pem', 'der', 'chain', 'p7b'] as const;
export const DownloadQuery = Closed({ format: OneOf(downloadFormats) });
export const FileContent = Closed({
  fileName: Type.String(),
  mediaType: Type.String(),
  content: Type.String(),
});
/** What people, servers and devices hold; what the system works with itself is counted apart. */
export const Inventory = Closed({
  valid: Type.Integer(),
  expiring: Type.Integer(),
  expired: Type.Integer(),
  suspended: Type.Integer(),
  revoked: Type.Integer(),
  issuedLast30Days: Type.Integer(),
  waitingForMe: Type.Integer(),
  myOpenRequests: Type.Integer(),
  /** Good certificates of the system itself: CAs, OCSP responders, its own server. */
  system: Type.Integer(),
  /** Valid certificates by month of expiry (`YYYY-MM`), this month and the 17 after it. */
  expiryByMonth: Type.Array(Closed({ month: Type.String(), profile: Type.String(), count: Type.Integer() })),
  byProfile: Type.Array(Closed({ profile: Type.String(), title: Bilingual, valid: Type.Integer() })),
  soonest: Type.Array(CertificateSummary),
});

// Revocation status 吊销状态

export const CrlState = Closed({
  authorityId: Id,
  authoritySubject: Type.String(),
  shard: Type.Integer(),
  kind: OneOf(['full', 'delta'] as const),
  number: Type.Integer(),
  baseNumber: Nullable(Type.Integer()),
  thisUpdate: Time,
  nextUpdate: Time,
  entries: Type.Integer(),
  bytes: Type.Integer(),
  url: Type.String(),
  overdue: Type.Boolean(),
});
export const RevocationStatus = Closed({
  crls: Type.Array(CrlState),
  ocsp: Closed({
    url: Type.String(),
    warm: Type.Integer(),
    answered: Type.Integer(),
    responders: Type.Array(
      Closed({ authoritySubject: Type.String(), subject: Type.String(), notAfter: Time }),
    ),
  }),
});
export const Published = Closed({ crls: Type.Array(CrlState) });

// Validation 验证

export const NewValidation = Closed({
  /** PEM; the first is the certificate to judge, the others may help to build the path. */
  chain: Type.String({ minLength: 1, maxLength: 262_144 }),
  /** PEM of other roots; absent: the roots of this system. */
  trust: Type.Optional(Type.String({ maxLength: 262_144 })),
  time: Type.Optional(Time),
  name: optionalText(300),
  eku: optionalText(64),
  revocation: Type.Optional(OneOf(['off', 'when-available', 'required'] as const)),
});
export const ValidationStep = Closed({
  name: Type.String(),
  clause: Type.String(),
  certificate: Nullable(Type.String()),
  outcome: OneOf(['passed', 'failed', 'not-applicable'] as const),
  reason: Nullable(Closed({ code: Type.String(), zh: Type.String(), en: Type.String() })),
});
export const ValidationReport = Closed({
  valid: Type.Boolean(),
  time: Time,
  path: Type.Array(
    Closed({ subject: Type.String(), issuer: Type.String(), serial: Type.String(), notAfter: Time }),
  ),
  steps: Type.Array(ValidationStep),
  failure: Nullable(ValidationStep),
});

export type OrganisationView = Static<typeof Organisation>;
export type HolderView = Static<typeof Holder>;
export type HolderKind = Static<typeof HolderKind>;
export type OrganisationLevel = Static<typeof OrganisationLevel>;
export type RequestKind = Static<typeof RequestKind>;
export type RequestState = Static<typeof RequestState>;
export type StepKey = Static<typeof StepKey>;
export type RevocationReason = Static<typeof RevocationReason>;
export type KeyAlgorithm = Static<typeof KeyAlgorithm>;
