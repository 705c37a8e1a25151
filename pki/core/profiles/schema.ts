import { type ExtendedKeyUsage, extendedKeyUsages } from '../build/extensions.ts';
import { encodeSubtreeBase } from '../build/general-names.ts';
import { nameAttributes, type SubjectAttribute } from '../build/names.ts';
import { type KeyAlgorithmId, keyAlgorithmIds } from '../keys/key-algorithms.ts';
import { keyUsageBits } from '../x509/key-usage.ts';
import {
  type Checked,
  fault,
  flag,
  integer,
  list,
  object,
  oneOf,
  optional,
  orElse,
  type Place,
  type Problem,
  text,
} from './check.ts';

/**
 * Where a part of the subject comes from: the directory, or the profile itself.
 * `organisation.top` is the first of the holder's organisations, `organisation.units` all below it (one RDN
 * each), `organisation.own` the last.
 */
export const subjectSources = [
  'holder.name',
  'holder.number',
  'holder.title',
  'organisation.top',
  'organisation.units',
  'organisation.own',
] as const;

const oidText = text(/^[0-2](\.(0|[1-9]\d{0,38})){1,30}$/, '应为对象标识符', 'must be an object identifier');
const identifier = text(
  /^[a-z][a-z0-9-]{0,39}$/,
  '应为小写字母、数字和连字符',
  'must be lower-case letters, digits, hyphens',
);
const httpUrl = text(/^https?:\/\/[\x21-\x7e]{1,200}$/, '应为 http 地址', 'must be an http URL');

const subjectRule = object({
  attribute: oneOf(Object.keys(nameAttributes) as SubjectAttribute[]),
  from: optional(oneOf(subjectSources)),
  value: optional(text()),
  required: orElse(flag, true),
});

const subtreeNames = object({
  dns: orElse(list(text(/^\.?[a-z0-9.-]{1,253}$/, '应为域名', 'must be a domain name')), []),
  ip: orElse(list(text(/^[0-9a-f.:]{2,45}\/\d{1,3}$/, '应为地址段', 'must be an address range')), []),
  email: orElse(list(text(/^[\x21-\x7e]{1,254}$/, '应为邮箱或域名', 'must be a mailbox or domain')), []),
});

const fields = object({
  id: identifier,
  version: integer(1, 1_000_000),
  title: object({ zh: text(), en: text() }),
  holder: oneOf(['person', 'server', 'device', 'authority', 'responder']),
  key: object({
    algorithms: list(oneOf(keyAlgorithmIds as readonly KeyAlgorithmId[]), { min: 1 }),
    default: oneOf(keyAlgorithmIds as readonly KeyAlgorithmId[]),
  }),
  lifetime: object({
    defaultDays: integer(1, 36_500),
    maxDays: integer(1, 36_500),
    /** Renewal opens this many days before the end. */
    renewDays: integer(0, 3_650),
    /** notBefore lies this far back, for clocks that are slow. */
    backdateMinutes: integer(0, 1_440),
  }),
  /** Digest of the issuer's signature, for keys that leave the choice. */
  signature: object({ digest: oneOf(['sha256', 'sha384', 'sha512']) }),
  subject: list(subjectRule, { min: 1, max: 20 }),
  names: object({
    /** Email addresses: none, or the holder's of the directory. */
    email: oneOf(['none', 'directory']),
    dns: object({
      from: oneOf(['none', 'directory']),
      max: orElse(integer(1, 100), 20),
      wildcard: orElse(flag, false),
      /** When given, each name must be one of these or below one. */
      within: orElse(list(text(/^[a-z0-9.-]{1,253}$/, '应为域名', 'must be a domain name')), []),
    }),
    ip: object({ from: oneOf(['none', 'directory']), max: orElse(integer(1, 100), 20) }),
    /** At least one subject alternative name must be there. */
    required: orElse(flag, false),
  }),
  extensions: object({
    authority: optional(object({ pathLength: optional(integer(0, 10)) })),
    keyUsage: list(oneOf(keyUsageBits), { min: 1 }),
    extendedKeyUsage: orElse(
      list(oneOf(Object.keys(extendedKeyUsages) as ExtendedKeyUsage[]), { min: 1 }),
      [],
    ),
    policies: orElse(list(object({ oid: oidText, cpsUri: optional(httpUrl) })), []),
    /** Which of the issuer's addresses the certificate names. */
    crl: flag,
    deltaCrl: flag,
    ocsp: flag,
    caIssuers: flag,
    ocspNoCheck: orElse(flag, false),
    nameConstraints: optional(
      object({ permitted: optional(subtreeNames), excluded: optional(subtreeNames) }),
    ),
  }),
  request: object({
    /** Permissions one of which a person needs to ask for this; empty: only the system itself. */
    permissions: list(text(/^[a-z]+(\.[a-z-]+)+$/, '应为权限名', 'must be a permission')),
    /** Whether a person may ask for his or her own. */
    own: orElse(flag, false),
    /** Steps of approval in order; empty: none. */
    steps: list(oneOf(['entry', 'review', 'approve'])),
    delivery: list(oneOf(['csr', 'pkcs12'])),
  }),
});

/** A kind of certificate: everything about it that does not depend on the holder. */
export type Profile = Checked<typeof fields>;
export type SubjectSource = (typeof subjectSources)[number];

export type ProfileReading =
  | { readonly ok: true; readonly profile: Profile }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Checks the content of a profile file: first the shape, then what must fit together. */
export function readProfile(value: unknown): ProfileReading {
  const problems: Problem[] = [];
  const profile = fields(value, { path: [], problems });
  if (problems.length === 0) for (const rule of rules) rule(profile, (...path) => ({ path, problems }));
  return problems.length === 0 ? { ok: true, profile } : { ok: false, problems };
}

type Rule = (profile: Profile, at: (...path: (string | number)[]) => Place) => void;

const rules: readonly Rule[] = [
  function defaultKeyIsAllowed({ key }, at) {
    if (!key.algorithms.includes(key.default)) {
      fault(
        at('key', 'default'),
        'key-default',
        '默认算法不在允许的算法之中',
        'is not among the allowed algorithms',
      );
    }
  },
  function defaultLifetimeFits({ lifetime }, at) {
    if (lifetime.defaultDays > lifetime.maxDays) {
      fault(
        at('lifetime', 'defaultDays'),
        'lifetime-default',
        '超过最长有效期',
        'exceeds the longest lifetime',
      );
    }
    if (lifetime.renewDays >= lifetime.defaultDays) {
      fault(
        at('lifetime', 'renewDays'),
        'lifetime-renew',
        '应短于有效期',
        'must be shorter than the lifetime',
      );
    }
  },
  function subjectRulesHaveOneSource({ subject }, at) {
    subject.forEach((rule, index) => {
      if ((rule.from === undefined) === (rule.value === undefined)) {
        fault(
          at('subject', index),
          'subject-source',
          '应填 from 或 value 之一',
          'needs either from or value',
        );
      }
    });
  },
  function countryIsFirst({ subject }, at) {
    const index = subject.findIndex(({ attribute }) => attribute === 'countryName');
    if (index > 0) fault(at('subject', index), 'subject-order', '国家应排在最前', 'the country comes first');
  },
  function certificateSigningIsForAuthorities({ extensions, holder }, at) {
    const signs = extensions.keyUsage.includes('keyCertSign');
    const authority = extensions.authority !== undefined;
    if (signs !== authority || authority !== (holder === 'authority')) {
      fault(
        at('extensions', 'keyUsage'),
        'authority-usage',
        'keyCertSign、authority 与 holder: authority 应同时出现',
        'keyCertSign, authority and holder: authority belong together (RFC 5280 §4.2.1.9)',
      );
    }
  },
  function nameConstraintsAreForAuthorities({ extensions }, at) {
    if (extensions.nameConstraints && !extensions.authority) {
      fault(
        at('extensions', 'nameConstraints'),
        'constraints-usage',
        '只用于签发机构',
        'is for authorities (RFC 5280 §4.2.1.10)',
      );
    }
  },
  function addressRangesAreRanges({ extensions: { nameConstraints } }, at) {
    for (const part of ['permitted', 'excluded'] as const) {
      nameConstraints?.[part]?.ip.forEach((value, index) => {
        try {
          encodeSubtreeBase({ type: 'ip', value });
        } catch {
          const place = at('extensions', 'nameConstraints', part, 'ip', index);
          fault(place, 'address-range', '不是地址段', 'is not an address range');
        }
      });
    }
  },
  function noCheckIsForResponders({ extensions }, at) {
    if (extensions.ocspNoCheck !== extensions.extendedKeyUsage.includes('ocspSigning')) {
      fault(
        at('extensions', 'ocspNoCheck'),
        'no-check-usage',
        'ocspNoCheck 与 ocspSigning 应同时出现',
        'ocspNoCheck and ocspSigning belong together (RFC 6960 §4.2.2.2.1)',
      );
    }
  },
  function deltaNeedsFull({ extensions }, at) {
    if (extensions.deltaCrl && !extensions.crl) {
      fault(
        at('extensions', 'deltaCrl'),
        'delta-usage',
        '需要同时启用 crl',
        'needs crl as well (RFC 5280 §4.2.1.15)',
      );
    }
  },
  function somebodyDelivers({ request }, at) {
    if (request.permissions.length > 0 && request.delivery.length === 0) {
      fault(
        at('request', 'delivery'),
        'delivery-missing',
        '至少需要一种交付方式',
        'needs at least one way of delivery',
      );
    }
  },
];
