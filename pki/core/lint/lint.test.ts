import { beforeAll, describe, expect, it } from 'vitest';
import { type TestHolder, testCertificate } from '../../../test/fixtures/chain.ts';
import { loadProfiles } from '../../adapters/profile-files.ts';
import { type GeneratedKey, generateSoftwareKey, softwareSigner } from '../../adapters/software-keys.ts';
import * as ext from '../build/extensions.ts';
import { encodeName } from '../build/names.ts';
import * as der from '../der/writer.ts';
import { oid } from '../oids.ts';
import { tbsCertificateOf } from '../profiles/certificate.ts';
import { planCertificate } from '../profiles/plan.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { type LintIssuer, lintRules, lintTbsCertificate } from './lint.ts';

let root: TestHolder;
let key: GeneratedKey;
let rsa: GeneratedKey;
let issuer: LintIssuer;

beforeAll(async () => {
  root = await testCertificate({ subject: [{ type: 'commonName', value: '根证书' }], days: 3650 });
  key = await generateSoftwareKey('ec-p256');
  rsa = await generateSoftwareKey('rsa-2048');
  issuer = {
    signature: root.signer.algorithm.der,
    spki: root.signer.publicKeySpki,
    certificate: parseCertificate(root.der),
  };
});

/** A TBSCertificate in parts, each of which a test can replace by something wrong. */
type Parts = {
  readonly version: Buffer;
  readonly serial: Buffer;
  readonly signature: Uint8Array;
  readonly issuer: Buffer;
  readonly validity: Buffer;
  readonly subject: Buffer;
  readonly spki: Buffer;
  readonly after: readonly Buffer[];
  readonly extensions: Readonly<Record<string, Buffer>>;
};

const name = (...attributes: [string, Buffer][]) =>
  der.seqOf(attributes.map(([type, value]) => der.setOf([der.seq(der.oid(type), value)])));
const start = new Date(Math.floor(Date.now() / 1000) * 1000);
const later = (days: number) => new Date(start.getTime() + days * 86_400_000);
const uri = (text: string) => der.context(6, Buffer.from(text));
const san = (...names: Buffer[]) => ({
  subjectAltName: ext.extension(oid.subjectAltName, false, der.seqOf(names)),
});
const dns = (text: string) => der.context(2, Buffer.from(text));

function server(): Parts {
  return {
    version: der.explicit(0, der.int(2)),
    serial: der.int(Buffer.alloc(16, 0x41)),
    signature: issuer.signature,
    issuer: root.name,
    validity: der.seq(der.time(start), der.time(later(30))),
    subject: encodeName([
      { type: 'countryName', value: 'CN' },
      { type: 'organizationName', value: '安民县民政局' },
      { type: 'commonName', value: '婚姻登记系统' },
    ]),
    spki: key.publicKeySpki,
    after: [],
    extensions: {
      authorityKeyIdentifier: ext.authorityKeyIdentifier(ext.keyIdentifier(root.signer.publicKeySpki)),
      subjectKeyIdentifier: ext.subjectKeyIdentifier(ext.keyIdentifier(key.publicKeySpki)),
      keyUsage: ext.keyUsage(['digitalSignature']),
      extKeyUsage: ext.extendedKeyUsage(['serverAuth', 'clientAuth']),
      ...san(dns('www.anmin.example'), der.context(7, Buffer.from([10, 0, 0, 1]))),
      certificatePolicies: ext.certificatePolicies([{ oid: '1.2.3', cpsUri: 'http://pki.example/cps' }]),
      crl: ext.crlDistributionPoints(['http://pki.example/1.crl']),
      freshest: ext.freshestCrl(['http://pki.example/1-delta.crl']),
      access: ext.authorityInfoAccess({
        ocsp: ['http://pki.example/ocsp'],
        caIssuers: ['http://pki.example/ca.crt'],
      }),
    },
  };
}

function authority(): Parts {
  const { extKeyUsage: _, subjectAltName: __, ...common } = server().extensions;
  return {
    ...server(),
    extensions: {
      ...common,
      basicConstraints: ext.basicConstraintsAuthority(0),
      keyUsage: ext.keyUsage(['keyCertSign', 'cRLSign']),
      nameConstraints: ext.nameConstraints({ permitted: [{ type: 'ip', value: '10.0.0.0/8' }] }),
    },
  };
}

function tbsOf(parts: Parts): Buffer {
  const extensions = Object.values(parts.extensions).filter((one) => one.length > 0);
  return der.seq(
    parts.version,
    parts.serial,
    parts.signature,
    parts.issuer,
    parts.validity,
    parts.subject,
    parts.spki,
    ...parts.after,
    ...(extensions.length > 0 ? [der.explicit(3, der.seqOf(extensions))] : []),
  );
}

type Change = Partial<Omit<Parts, 'extensions'>> & { readonly extensions?: Readonly<Record<string, Buffer>> };

function rulesBrokenBy(base: Parts, change: Change): string[] {
  const parts = { ...base, ...change, extensions: { ...base.extensions, ...change.extensions } };
  return lintTbsCertificate(tbsOf(parts), issuer).map(({ rule }) => rule);
}

const none = Buffer.alloc(0);
const with_ = (extensions: Record<string, Buffer>): Change => ({ extensions });
const subject = (...attributes: [string, Buffer][]): Change => ({ subject: name(...attributes) });
const generalized = (at: Date) => der.generalizedTime(at);
const utc = (digits: string) => der.tlv(0x17, Buffer.from(digits));

/** Each rule with what breaks it; the change may break others that go with it. */
const faults: readonly (readonly [rule: string, base: () => Parts, change: () => Change])[] = [
  [
    'version-3',
    server,
    () => ({
      version: der.explicit(0, der.int(1)),
      extensions: Object.fromEntries(Object.keys(server().extensions).map((key) => [key, none])),
    }),
  ],
  ['serial-positive', server, () => ({ serial: der.int(-(2n ** 100n)) })],
  ['serial-positive', server, () => ({ serial: der.int(0) })],
  ['serial-length', server, () => ({ serial: der.int(Buffer.alloc(21, 1)) })],
  ['serial-random', server, () => ({ serial: der.int(1234567) })],
  ['signature-allowed', server, () => ({ signature: der.seq(der.oid('1.2.840.10045.4.1')) })],
  ['signature-of-signer', server, () => ({ signature: der.seq(der.oid('1.2.840.10045.4.3.3')) })],
  ['validity-order', server, () => ({ validity: der.seq(der.time(later(30)), der.time(start)) })],
  ['validity-encoding', server, () => ({ validity: der.seq(der.time(start), generalized(later(30))) })],
  ['validity-within-issuer', server, () => ({ validity: der.seq(der.time(start), der.time(later(4000))) })],
  ['no-unique-ids', server, () => ({ after: [der.implicit(2, der.bitString(Buffer.from([1])))] })],
  [
    'key-acceptable',
    server,
    () => ({
      spki: der.seq(der.seq(der.oid(oid.ecPublicKey), der.oid(oid.p256)), der.bitString(Buffer.alloc(65, 4))),
    }),
  ],
  ['issuer-not-empty', server, () => ({ issuer: name() })],
  ['issuer-of-signer', server, () => ({ issuer: encodeName([{ type: 'commonName', value: 'other' }]) })],
  ['subject-of-authority', authority, () => ({ subject: name() })],
  ['subject-or-alternative', server, () => ({ subject: name() })],
  ['name-string-type', server, () => subject([oid.commonName, der.tlv(0x1e, Buffer.from('0061', 'hex'))])],
  ['name-printable', server, () => subject([oid.countryName, der.utf8('CN')])],
  ['name-country', server, () => subject([oid.countryName, der.printable('cn')])],
  ['name-country', server, () => subject([oid.countryName, der.printable('CHN')])],
  ['name-length', server, () => subject([oid.commonName, der.utf8('王'.repeat(65))])],
  ['name-length', server, () => subject([oid.commonName, der.utf8('')])],
  ['name-characters', server, () => subject([oid.commonName, der.utf8('a\u0000b')])],
  ['name-characters', server, () => subject([oid.commonName, der.utf8(' a')])],
  ['name-no-email', server, () => subject([oid.emailAddress, der.ia5('a@b.example')])],
  [
    'name-no-repetition',
    server,
    () => subject([oid.commonName, der.utf8('a')], [oid.commonName, der.utf8('A')]),
  ],
  ['extensions-known', server, () => with_({ x: ext.extension('1.2.3.4', false, der.nul()) })],
  [
    'extensions-critical',
    server,
    () => with_({ keyUsage: ext.extension(oid.keyUsage, false, der.namedBits([0])) }),
  ],
  [
    'extensions-critical',
    authority,
    () => with_({ basicConstraints: ext.extension(oid.basicConstraints, false, der.seq(der.bool(true))) }),
  ],
  [
    'extensions-not-critical',
    server,
    () =>
      with_({
        subjectKeyIdentifier: ext.extension(
          oid.subjectKeyIdentifier,
          true,
          der.octetString(ext.keyIdentifier(key.publicKeySpki)),
        ),
      }),
  ],
  ['extensions-not-critical', server, () => with_({ x: ext.extension('1.2.3.4', true, der.nul()) })],
  ['authority-key-id', server, () => with_({ authorityKeyIdentifier: none })],
  [
    'authority-key-id',
    server,
    () => with_({ authorityKeyIdentifier: ext.authorityKeyIdentifier(Buffer.alloc(20)) }),
  ],
  ['subject-key-id', server, () => with_({ subjectKeyIdentifier: none })],
  [
    'subject-key-id',
    server,
    () => with_({ subjectKeyIdentifier: ext.subjectKeyIdentifier(Buffer.alloc(20)) }),
  ],
  [
    'authority-extensions',
    server,
    () => with_({ x: ext.nameConstraints({ permitted: [{ type: 'dns', value: 'a.example' }] }) }),
  ],
  [
    'end-entity-constraints',
    server,
    () => with_({ x: ext.extension(oid.basicConstraints, true, der.seq(der.int(0))) }),
  ],
  [
    'constraint-ranges',
    authority,
    () =>
      with_({
        nameConstraints: ext.extension(
          oid.nameConstraints,
          true,
          der.seq(der.constructed(0xa0, [der.seq(der.context(7, Buffer.from('0a000000ff00ff00', 'hex')))])),
        ),
      }),
  ],
  [
    'constraint-ranges',
    authority,
    () =>
      with_({
        nameConstraints: ext.extension(
          oid.nameConstraints,
          true,
          der.seq(der.constructed(0xa0, [der.seq(der.context(7, Buffer.alloc(4)))])),
        ),
      }),
  ],
  ['crl-addresses', server, () => with_({ crl: ext.crlDistributionPoints(['ldap://pki.example/']) })],
  ['delta-with-full', server, () => with_({ crl: none })],
  [
    'access-addresses',
    server,
    () => with_({ access: ext.authorityInfoAccess({ ocsp: ['file:///etc/passwd'] }) }),
  ],
  [
    'access-addresses',
    server,
    () =>
      with_({
        access: ext.extension(
          oid.authorityInfoAccess,
          false,
          der.seq(der.seq(der.oid('1.2.3'), uri('http://a.example/'))),
        ),
      }),
  ],
  [
    'policy-qualifiers',
    server,
    () => with_({ certificatePolicies: ext.certificatePolicies([{ oid: '1.2.3', cpsUri: 'javascript:1' }]) }),
  ],
  ['key-usage-present', server, () => with_({ keyUsage: none })],
  [
    'key-usage-of-authority',
    server,
    () => with_({ keyUsage: ext.keyUsage(['digitalSignature', 'keyCertSign']) }),
  ],
  ['key-usage-of-authority', authority, () => with_({ keyUsage: ext.keyUsage(['cRLSign']) })],
  ['key-usage-of-authority', server, () => with_({ x: ext.basicConstraintsAuthority() })],
  ['crl-sign-of-authority', server, () => with_({ keyUsage: ext.keyUsage(['digitalSignature', 'cRLSign']) })],
  [
    'key-usage-possible',
    server,
    () => with_({ keyUsage: ext.keyUsage(['digitalSignature', 'keyEncipherment']) }),
  ],
  [
    'key-usage-possible',
    server,
    () => ({
      spki: rsa.publicKeySpki,
      extensions: { keyUsage: ext.keyUsage(['digitalSignature', 'keyAgreement']) },
    }),
  ],
  [
    'key-usage-agreement',
    server,
    () => with_({ keyUsage: ext.keyUsage(['digitalSignature', 'encipherOnly']) }),
  ],
  [
    'purposes-known',
    server,
    () =>
      with_({
        extKeyUsage: ext.extension(oid.extKeyUsage, false, der.seq(der.oid(oid.anyExtendedKeyUsage))),
      }),
  ],
  [
    'purposes-known',
    server,
    () => with_({ extKeyUsage: ext.extendedKeyUsage(['clientAuth', 'clientAuth']) }),
  ],
  ['purposes-fit-usage', server, () => with_({ keyUsage: ext.keyUsage(['nonRepudiation']) })],
  ['end-entity-purpose', server, () => with_({ extKeyUsage: none })],
  [
    'responder-alone',
    server,
    () => with_({ extKeyUsage: ext.extendedKeyUsage(['ocspSigning', 'clientAuth']) }),
  ],
  ['responder-alone', server, () => with_({ x: ext.ocspNoCheck() })],
  ['alt-name-kinds', server, () => with_(san(dns('a.example'), der.context(8, Buffer.from([0x2a]))))],
  ['alt-name-duplicate', server, () => with_(san(dns('a.example'), dns('A.example')))],
  ['alt-name-dns', server, () => with_(san(dns('a_b.example')))],
  ['alt-name-dns', server, () => with_(san(dns(' ')))],
  ['alt-name-dns', server, () => with_(san(dns('*.*.example')))],
  [
    'alt-name-email',
    server,
    () => with_(san(dns('a.example'), der.context(1, Buffer.from('a@b@c.example')))),
  ],
  ['alt-name-ip', server, () => with_(san(der.context(7, Buffer.alloc(5))))],
  ['alt-name-uri', server, () => with_(san(dns('a.example'), uri('/relative')))],
  ['server-has-name', server, () => with_(san(der.context(1, Buffer.from('a@b.example'))))],
  ['readable', server, () => ({ validity: der.seq(utc('2601010000Z'), der.time(later(3))) })],
  ['readable', server, () => with_({ x: ext.keyUsage(['digitalSignature']) })],
  ['readable', server, () => with_({ extKeyUsage: ext.extension(oid.extKeyUsage, false, der.seq()) })],
];

describe('the linter', () => {
  it('ok/a server certificate', () => expect(rulesBrokenBy(server(), {})).toEqual([]));
  it('ok/an authority', () => expect(rulesBrokenBy(authority(), {})).toEqual([]));

  it.each(faults)('fail/%s', (rule, base, change) => {
    expect(rulesBrokenBy(base(), change())).toContain(rule);
  });

  it('has a fault in this table for every rule, and both languages', () => {
    const tried = new Set(faults.map(([rule]) => rule));
    expect(lintRules.filter(({ rule }) => !tried.has(rule)).map(({ rule }) => rule)).toEqual([]);
    for (const { zh, en, clause } of lintRules) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).not.toMatch(/\p{Script=Han}/u);
      expect(clause).not.toBe('');
    }
  });

  it('never throws, whatever the octets', () => {
    const good = tbsOf(server());
    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad[at]! ^= 0x55;
      expect(Array.isArray(lintTbsCertificate(bad, issuer))).toBe(true);
      expect(lintTbsCertificate(good.subarray(0, at), issuer)).toHaveLength(1);
    }
  });
});

describe('what the profiles make', () => {
  const { profiles } = loadProfiles(new URL('../../profiles', import.meta.url).pathname);
  const urls = {
    crl: ['http://pki.example/1.crl'],
    deltaCrl: ['http://pki.example/1-delta.crl'],
    ocsp: ['http://pki.example/ocsp'],
    caIssuers: ['http://pki.example/ca.crt'],
  };

  it.each(
    [...profiles.values()]
      .flatMap((profile) => profile.key.algorithms.map((algorithm) => [profile, algorithm] as const))
      .filter(([, algorithm]) => algorithm !== 'rsa-4096')
      .map(([profile, algorithm]) => [profile.id, algorithm, profile] as const),
  )('ok/%s with %s', async (id, algorithm, profile) => {
    const made = await generateSoftwareKey(algorithm);
    const planning = planCertificate(
      profile,
      {
        kind: profile.holder,
        name: '某',
        number: 'A-1',
        organisations: ['安民县民政局', '社会救助科'],
        email: 'a@anmin.example',
        dnsNames: ['a.anmin.example'],
        ipAddresses: ['10.0.0.1'],
      },
      { publicKeySpki: made.publicKeySpki },
      { now: start, ...(id === 'root' ? {} : { issuerNotAfter: issuer.certificate!.notAfter }) },
    );
    if (!planning.ok) throw new Error(JSON.stringify(planning.findings));
    const own = softwareSigner(made.privateKeyPkcs8, 'own');
    const selfSigned: LintIssuer = { signature: own.algorithm.der, spki: own.publicKeySpki };
    const by = id === 'root' ? selfSigned : issuer;
    const tbs = tbsCertificateOf(planning.plan, Buffer.alloc(16, 0x41), made.publicKeySpki, {
      signature: by.signature,
      ...(id === 'root' ? {} : { name: root.name, keyId: ext.keyIdentifier(root.signer.publicKeySpki) }),
      urls,
    });
    expect(lintTbsCertificate(tbs, by)).toEqual([]);
  });
});
