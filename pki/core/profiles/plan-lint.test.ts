import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestHolder, testCertificate } from '../../../test/fixtures/chain.ts';
import { loadProfiles } from '../../adapters/profile-files.ts';
import { type GeneratedKey, generateSoftwareKey } from '../../adapters/software-keys.ts';
import { keyIdentifier } from '../build/extensions.ts';
import { lintTbsCertificate } from '../lint/lint.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { tbsCertificateOf } from './certificate.ts';
import { type CertificateRequest, type HolderFacts, planCertificate } from './plan.ts';

const { profiles } = loadProfiles(new URL('../../profiles', import.meta.url).pathname);
/** Mostly what a directory holds, at times what it should not. */
const mostly = <T>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: bad });
const word = mostly(
  fc.oneof(
    fc.constantFrom(
      '安民县民政局',
      ' 王小明',
      '王小明 ',
      'a  b',
      'A',
      'a',
      'ﬁ',
      '𠮷',
      '社会救助科',
      "O'Neil, J.+(x)#",
    ),
    fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  ),
  fc.oneof(
    fc.constantFrom('', '\u200b', '\t', '\u00ad', '\ufeff', '\ud83d', 'x'.repeat(65)),
    fc.string({ unit: 'binary', maxLength: 10 }),
  ),
);
const number = mostly(fc.stringMatching(/^[A-Z0-9 -]{1,20}$/), word);
const address = mostly(
  fc.oneof(fc.ipV4(), fc.ipV6()),
  fc.constantFrom('::ffff:1.2.3.4', '1.2.3', '::', '1.2.3.4.5'),
);
const dns = mostly(
  fc.oneof(fc.domain(), fc.constantFrom('localhost', 'A.example', 'a.example', 'xn--a.example')),
  fc.constantFrom('*.a.example', 'a.', '', ' ', '1.2.3.4'),
);
const email = mostly(
  fc.emailAddress(),
  fc.constantFrom('a@b', 'A@B.example', '"a b"@c.example', 'a@@b', '王@b.example'),
);
const facts: fc.Arbitrary<HolderFacts> = fc.record(
  {
    kind: fc.constant('person'),
    name: word,
    number,
    title: word,
    email,
    dnsNames: fc.array(dns, { maxLength: 4 }),
    ipAddresses: fc.array(address, { maxLength: 4 }),
    organisations: fc.array(word, { minLength: 1, maxLength: 4 }),
  },
  { requiredKeys: ['kind', 'name', 'number', 'organisations'] },
);
const request = mostly<CertificateRequest>(
  fc.record({ days: fc.integer({ min: 1, max: 90 }) }),
  fc.record(
    {
      days: fc.oneof(fc.nat(4000), fc.double()),
      dnsNames: fc.array(dns, { maxLength: 2 }),
      ipAddresses: fc.array(address, { maxLength: 2 }),
    },
    { requiredKeys: [] },
  ),
);

describe('whatever the directory and the request say', () => {
  let root: TestHolder;
  let key: GeneratedKey;
  beforeAll(async () => {
    root = await testCertificate({ subject: [{ type: 'commonName', value: '根证书' }], days: 3650 });
    key = await generateSoftwareKey('ec-p256');
  });

  it('there are findings, or a certificate that the linter has nothing against', () => {
    const certificate = parseCertificate(root.der);
    const { publicKeySpki: spki, algorithm } = root.signer;
    const issuer = { signature: algorithm.der, spki, certificate };
    let made = 0;
    fc.assert(
      fc.property(fc.constantFrom(...profiles.values()), facts, request, (profile, drawn, asked) => {
        const holder = { ...drawn, kind: profile.holder };
        const wanted = { ...asked, publicKeySpki: key.publicKeySpki };
        const planning = planCertificate(profile, holder, wanted, {
          now: new Date(),
          issuerNotAfter: certificate.notAfter,
        });
        if (!planning.ok) {
          expect(planning.findings.length).toBeGreaterThan(0);
          return;
        }
        made += 1;
        const by = { signature: algorithm.der, name: root.name, keyId: keyIdentifier(spki) };
        const tbs = tbsCertificateOf(planning.plan, Buffer.alloc(16, 0x41), key.publicKeySpki, by);
        expect(lintTbsCertificate(tbs, issuer)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
    expect(made).toBeGreaterThan(300);
  });
});
