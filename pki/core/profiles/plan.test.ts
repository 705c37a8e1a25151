import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadProfiles } from '../../adapters/profile-files.ts';
import { type GeneratedKey, generateSoftwareKey, softwareSigner } from '../../adapters/software-keys.ts';
import { assembleSigned } from '../build/certificate.ts';
import { buildCertificationRequestInfo } from '../build/csr.ts';
import { extension } from '../build/extensions.ts';
import { encodeName, nameText, type SubjectAttribute } from '../build/names.ts';
import { isDnsName } from '../validation/names/dns.ts';
import { parseRequest } from '../x509/request.ts';
import { tbsCertificateOf } from './certificate.ts';
import { type CertificateRequest, type HolderFacts, planCertificate } from './plan.ts';
import type { Profile } from './schema.ts';

const { profiles } = loadProfiles(new URL('../../profiles', import.meta.url).pathname);
const profile = (id: string): Profile => profiles.get(id)!;
const now = new Date('2026-11-22T08:00:00.500Z');

const person: HolderFacts = {
  kind: 'person',
  name: '王小明',
  number: 'AM-0017',
  title: '科员',
  email: 'wang@anmin.example',
  organisations: ['安民县民政局', '社会救助科'],
};
const server: HolderFacts = {
  kind: 'server',
  name: '婚姻登记系统',
  number: 'S-1',
  dnsNames: ['Marriage.anmin.example', 'www.anmin.example'],
  ipAddresses: ['10.1.2.3', '2001:db8:0::1'],
  organisations: ['安民县民政局'],
};

function plan(id: string, facts: HolderFacts, request: CertificateRequest = {}, issuerNotAfter?: Date) {
  return planCertificate(profile(id), facts, request, issuerNotAfter ? { now, issuerNotAfter } : { now });
}

function planned(...args: Parameters<typeof plan>) {
  const planning = plan(...args);
  if (!planning.ok) throw new Error(JSON.stringify(planning.findings));
  return planning.plan;
}

function findings(...args: Parameters<typeof plan>): string[] {
  const planning = plan(...args);
  return planning.ok ? [] : planning.findings.map(({ code, field }) => `${code} ${field}`);
}

describe('a plan', () => {
  it('takes the subject from the directory, in the order of the profile', () => {
    expect(nameText(planned('staff-signin', person).subject)).toBe(
      'CN=王小明,serialNumber=AM-0017,OU=社会救助科,O=安民县民政局,C=CN',
    );
  });

  it('takes all names of the directory, or those of them that were asked for', () => {
    expect(planned('server', server).altNames).toEqual([
      { type: 'dns', value: 'marriage.anmin.example' },
      { type: 'dns', value: 'www.anmin.example' },
      { type: 'ip', value: '10.1.2.3' },
      { type: 'ip', value: '2001:db8::1' },
    ]);
    const request = { dnsNames: ['WWW.anmin.example'], ipAddresses: ['2001:DB8::0:1'] };
    expect(planned('server', server, request).altNames).toEqual([
      { type: 'dns', value: 'www.anmin.example' },
      { type: 'ip', value: '2001:db8::1' },
    ]);
    expect(planned('staff-signin', person).altNames).toEqual([
      { type: 'email', value: 'wang@anmin.example' },
    ]);
  });

  it('lasts the days that were asked for, in whole seconds, backdated, never past its issuer', () => {
    expect(planned('server', server, { days: 10 })).toMatchObject({
      notBefore: new Date('2026-11-22T07:55:00Z'),
      notAfter: new Date('2026-12-02T07:59:59Z'),
      days: 10,
    });
    expect(planned('server', server).days).toBe(365);
    const issuerNotAfter = new Date('2026-11-25T00:00:00Z');
    expect(planned('server', server, {}, issuerNotAfter).notAfter).toEqual(issuerNotAfter);
  });

  it.each([
    ['wrong holder', 'staff-signin', server, {}, 'holder-kind holder'],
    ['no number', 'staff-signin', { ...person, number: '' }, {}, 'subject-missing holder.number'],
    [
      'no organisation',
      'staff-signin',
      { ...person, organisations: [] },
      {},
      'subject-missing organisation.top',
    ],
    ['long name', 'staff-signin', { ...person, name: '王'.repeat(65) }, {}, 'subject-length holder.name'],
    ['blank name', 'staff-signin', { ...person, name: ' ' }, {}, 'subject-length holder.name'],
    [
      'control characters',
      'staff-signin',
      { ...person, name: 'a\u0000b' },
      {},
      'subject-characters holder.name',
    ],
    ['bidi override', 'staff-signin', { ...person, name: 'a\u202eb' }, {}, 'subject-characters holder.name'],
    ['mixed scripts', 'staff-signin', { ...person, name: 'Wаng' }, {}, 'subject-mixed-scripts holder.name'],
    ['lone surrogate', 'staff-signin', { ...person, name: 'a\ud800' }, {}, 'subject-characters holder.name'],
    [
      'number in Chinese',
      'staff-signin',
      { ...person, number: '工号一' },
      {},
      'subject-encoding holder.number',
    ],
    [
      'identity number',
      'staff-signin',
      { ...person, number: '11010519491231002X' },
      {},
      'subject-identity-number holder.number',
    ],
    [
      'identity number in a name',
      'staff-signin',
      { ...person, name: '王 11010519491231002x' },
      {},
      'subject-identity-number holder.name',
    ],
    ['bad email', 'staff-signin', { ...person, email: 'wang@' }, {}, 'email-syntax email'],
    ['names for a person', 'staff-signin', person, { dnsNames: ['a.example'] }, 'names-not-allowed dnsNames'],
    [
      'foreign name',
      'server',
      server,
      { dnsNames: ['www.anmin.example', 'evil.example'] },
      'names-outside-profile dnsNames.1',
    ],
    [
      'foreign address',
      'server',
      server,
      { ipAddresses: ['10.9.9.9'] },
      'names-outside-profile ipAddresses.0',
    ],
    ['no name at all', 'server', server, { dnsNames: [], ipAddresses: [] }, 'names-missing dnsNames'],
    ['wildcard', 'server', { ...server, dnsNames: ['*.anmin.example'] }, {}, 'dns-wildcard dnsNames.0'],
    ['bad name', 'server', { ...server, dnsNames: ['a_b.example'] }, {}, 'dns-syntax dnsNames.0'],
    ['bad address', 'server', { ...server, ipAddresses: ['10.1.2'] }, {}, 'ip-syntax ipAddresses.0'],
    [
      'too many names',
      'server',
      { ...server, dnsNames: Array.from({ length: 51 }, (_, n) => `s${n}.example`) },
      {},
      'names-too-many dnsNames',
    ],
    ['too long', 'server', server, { days: 731 }, 'lifetime days'],
    ['no days', 'server', server, { days: 0 }, 'lifetime days'],
    ['half a day', 'server', server, { days: 0.5 }, 'lifetime days'],
    ['key algorithm', 'staff-signin', person, { keyAlgorithm: 'ml-dsa-65' }, 'key-algorithm keyAlgorithm'],
    [
      'key nonsense',
      'staff-signin',
      person,
      { publicKeySpki: Buffer.from('3000', 'hex') },
      'key-unreadable publicKey',
    ],
  ] as const)('fail/%s', (_name, id, facts, request, finding) => {
    expect(findings(id, facts as HolderFacts, request as CertificateRequest)).toEqual([finding]);
  });

  it('fail/an issuer that has expired', () => {
    expect(findings('server', server, {}, new Date('2026-11-22T08:00:00Z'))).toContain(
      'issuer-expired issuer',
    );
  });

  it('reports everything at once', () => {
    expect(findings('server', { ...server, name: '' }, { days: 9999, dnsNames: ['x.example'] })).toHaveLength(
      3,
    );
  });

  it('ok/a number of 18 digits that is no identity number', () => {
    expect(findings('staff-signin', { ...person, number: '110105194912310021' })).toEqual([]);
  });

  it('knows a domain name', () => {
    for (const name of ['a', 'a-b.c', '1.a', `${'a'.repeat(63)}.b`]) expect(isDnsName(name)).toBe(true);
    for (const name of [
      '',
      '.',
      'a.',
      '-a',
      'a-',
      'a..b',
      '1.2.3.4',
      `${'a'.repeat(64)}.b`,
      'ä.b',
      'a b',
      'a\n',
    ]) {
      expect(isDnsName(name)).toBe(false);
    }
  });
});

describe('nothing of a hostile PKCS#10 but its key reaches the certificate', () => {
  let key: GeneratedKey;
  const serial = Buffer.alloc(16, 1);
  const issuer = {
    signature: Buffer.from('300a06082a8648ce3d040302', 'hex'),
    name: encodeName([]),
    keyId: serial,
  };
  beforeAll(async () => {
    key = await generateSoftwareKey('ec-p256');
  });

  async function requestOf(subject: Buffer, extensions: readonly Buffer[]): Promise<Buffer> {
    const signer = softwareSigner(key.privateKeyPkcs8, 'holder');
    const info = buildCertificationRequestInfo({ subject, spki: key.publicKeySpki, extensions });
    return assembleSigned(info, signer.algorithm.der, await signer.sign(info));
  }

  const oidArcs = fc.array(fc.nat(300), { minLength: 1, maxLength: 6 });
  const anyExtension = fc
    .tuple(
      fc.oneof(
        fc.constantFrom('2.5.29.19', '2.5.29.17', '2.5.29.15', '2.5.29.37'),
        oidArcs.map((arcs) => `1.3.${arcs.join('.')}`),
      ),
      fc.boolean(),
      fc.uint8Array({ maxLength: 40 }),
    )
    .map(([type, critical, value]) => [type, extension(type, critical, value)] as const);
  const anySubject = fc
    .array(
      fc.record({
        type: fc.constantFrom<SubjectAttribute>('commonName', 'organizationName', 'title'),
        value: fc.string({ unit: 'binary', maxLength: 80 }),
      }),
      { maxLength: 8 },
    )
    .map(encodeName);

  it('whatever it asks for', async () => {
    const expected = tbsCertificateOf(planned('server', server), serial, key.publicKeySpki, issuer);
    await fc.assert(
      fc.asyncProperty(
        anySubject,
        fc.uniqueArray(anyExtension, { maxLength: 6, selector: ([type]) => type }),
        async (subject, extensions) => {
          const csr = parseRequest(
            await requestOf(
              subject,
              extensions.map(([, der]) => der),
            ),
          );
          const publicKeySpki = Buffer.from(csr.publicKey.raw);
          const tbs = tbsCertificateOf(
            planned('server', server, { publicKeySpki }),
            serial,
            publicKeySpki,
            issuer,
          );
          expect(tbs.equals(expected)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('and no name that was asked for, unless the directory has it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.domain(), fc.string(), fc.constantFrom(...server.dnsNames!)), { maxLength: 5 }),
        (dnsNames) => {
          const planning = plan('server', server, { dnsNames });
          if (!planning.ok) return;
          for (const name of planning.plan.altNames) {
            if (name.type === 'dns')
              expect(['marriage.anmin.example', 'www.anmin.example']).toContain(name.value);
          }
        },
      ),
    );
  });
});
