import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  authorityExtensions,
  serverExtensions,
  type TestHolder,
  testCertificate,
} from '../../../test/fixtures/chain.ts';
import {
  basicConstraintsAuthority,
  extendedKeyUsage,
  keyUsage,
  nameConstraints,
} from '../build/extensions.ts';
import { DerError } from '../der/errors.ts';
import type { KeyAlgorithmId } from '../keys/key-algorithms.ts';
import { oid } from '../oids.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import type { Report, ValidationRequest } from './types.ts';
import { validatePath } from './validate.ts';

const cn = (value: string) => [{ type: 'commonName', value }] as const;
const time = new Date();
const later = (days: number) => new Date(time.getTime() + days * 86_400_000);

let root: TestHolder;
let issuing: TestHolder;
let leaf: TestHolder;

beforeAll(async () => {
  root = await testCertificate({ subject: cn('根'), days: 100 });
  issuing = await testCertificate({ subject: cn('签发'), issuer: root, days: 90 });
  leaf = await testCertificate({
    subject: cn('www'),
    issuer: issuing,
    extensions: serverExtensions,
    days: 80,
  });
});

const parsed = (holder: TestHolder): Certificate => parseCertificate(holder.der);

function validate(more: Partial<ValidationRequest> = {}): Report {
  return validatePath({
    leaf: parsed(leaf),
    intermediates: [parsed(issuing)],
    trustAnchors: [parsed(root)],
    time,
    ...more,
  });
}

function failureOf(report: Report): [string, string, number | undefined] | undefined {
  const { failure } = report;
  return failure && [failure.name, failure.reason.code, failure.subject];
}

describe('validatePath', () => {
  it('ok/reports the path from the leaf up and each step with its clause', () => {
    const report = validate({ names: [{ kind: 'dns', value: 'www.example.test' }], eku: [oid.serverAuth] });
    expect(report.valid).toBe(true);
    expect(report.path.map((c) => c.fingerprint)).toEqual(
      [leaf, issuing, root].map((holder) => parsed(holder).fingerprint),
    );
    expect(report.steps.every((step) => step.outcome !== 'failed' && /§/.test(step.clause))).toBe(true);
    const names = report.steps.filter((step) => step.subject === 0).map((step) => step.name);
    expect(names).toEqual(
      expect.arrayContaining(['signature', 'validity', 'policy-intersection', 'peer-names']),
    );
  });

  const kinds: readonly KeyAlgorithmId[] = ['ec-p256', 'ec-p384', 'rsa-2048', 'ed25519', 'ml-dsa-65'];
  it.each(kinds)('ok/an authority with a key of %s', async (key) => {
    const anchor = await testCertificate({ subject: cn(key), key });
    const end = await testCertificate({ subject: cn('end'), issuer: anchor, extensions: serverExtensions });
    const request = { leaf: parsed(end), intermediates: [], trustAnchors: [parsed(anchor)] };
    expect(failureOf(validate(request))).toBeUndefined();
  });

  it('ok/finds the issuer among many', async () => {
    const others = await Promise.all(
      Array.from({ length: 40 }, (_, i) => testCertificate({ subject: cn(`他 ${i}`) })),
    );
    const many = [...others, issuing].map(parsed);
    expect(validate({ intermediates: many, trustAnchors: [...others, root].map(parsed) }).valid).toBe(true);
    expect(failureOf(validate({ intermediates: others.map(parsed) }))?.[1]).toBe('issuer-not-found');
  });

  it('fail/names the certificate, the step and the reason', () => {
    expect(failureOf(validate({ time: later(85) }))).toEqual(['validity', 'expired', 0]);
    expect(failureOf(validate({ time: later(95) }))).toEqual(['validity', 'expired', 1]);
    expect(failureOf(validate({ time: later(-2) }))).toEqual(['validity', 'not-yet-valid', 2]);
    expect(failureOf(validate({ intermediates: [] }))).toEqual(['path-building', 'issuer-not-found', 0]);
    expect(failureOf(validate({ trustAnchors: [] }))).toEqual(['path-building', 'issuer-not-found', 1]);
    expect(failureOf(validate({ maxDepth: 0 }))).toEqual(['path-length', 'path-too-long', 1]);
    expect(failureOf(validate({ eku: [oid.clientAuth] }))).toEqual(['extended-key-usage', 'key-purpose', 0]);
    expect(failureOf(validate({ keyUsage: ['keyAgreement'] }))).toEqual(['key-usage', 'key-usage', 0]);
    expect(failureOf(validate({ names: [{ kind: 'dns', value: 'example.test' }] }))).toEqual([
      'peer-names',
      'peer-name-mismatch',
      0,
    ]);
    expect(failureOf(validate({ policies: { requireExplicit: true } }))?.[1]).toBe('policy-missing');
    expect(failureOf(validate({ revocation: { mode: 'required' } }))?.[1]).toBe('revocation-no-information');
    const reason = validate({ time: later(85) }).failure!.reason;
    expect(reason.zh).toMatch(/^证书已过期/);
    expect(reason.en).toMatch(/^not valid after/);
  });

  it('fail/a signature by another key of the same name', async () => {
    const twin = await testCertificate({ subject: cn('签发'), issuer: root, days: 90 });
    const report = validate({ intermediates: [parsed(twin)] });
    expect(failureOf(report)).toEqual(['path-building', 'signature-invalid', 0]);
    expect(validate({ intermediates: [parsed(twin), parsed(issuing)] }).valid).toBe(true);
  });

  it('fail/an issuer that is no CA, and one whose purposes do not include the leaf’s', async () => {
    const end = await testCertificate({ subject: cn('x'), issuer: leaf, extensions: serverExtensions });
    const chain = { leaf: parsed(end), intermediates: [parsed(leaf), parsed(issuing)] };
    expect(failureOf(validate(chain))).toEqual(['basic-constraints', 'not-a-ca', 1]);
    const narrow = await testCertificate({
      subject: cn('narrow'),
      issuer: root,
      extensions: [...authorityExtensions, extendedKeyUsage(['clientAuth'])],
    });
    const below = await testCertificate({ subject: cn('y'), issuer: narrow, extensions: serverExtensions });
    const request = { leaf: parsed(below), intermediates: [parsed(narrow)], eku: [oid.serverAuth] };
    expect(failureOf(validate(request))).toEqual(['extended-key-usage', 'key-purpose', 1]);
  });

  it('fail/a name outside the constraints of the authority above', async () => {
    const constrained = await testCertificate({
      subject: cn('constrained'),
      issuer: root,
      extensions: [
        basicConstraintsAuthority(0),
        keyUsage(['keyCertSign', 'cRLSign']),
        nameConstraints({ permitted: [{ type: 'dns', value: 'other.test' }] }),
      ],
    });
    const end = await testCertificate({
      subject: cn('z'),
      issuer: constrained,
      extensions: serverExtensions,
    });
    const report = validate({ leaf: parsed(end), intermediates: [parsed(constrained)] });
    expect(failureOf(report)).toEqual(['name-constraints', 'name-not-permitted', 0]);
  });

  it('fail/ends soon among authorities that all sign one another', async () => {
    const holders: TestHolder[] = [];
    for (let i = 0; i < 12; i++)
      holders.push(await testCertificate({ subject: cn('环'), issuer: holders[i - 1] }));
    const end = await testCertificate({
      subject: cn('end'),
      issuer: holders[11],
      extensions: serverExtensions,
    });
    const start = performance.now();
    const report = validate({ leaf: parsed(end), intermediates: holders.map(parsed) });
    expect(report.valid).toBe(false);
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(failureOf(validate({ limits: { signatures: 1 } }))?.[1]).toBe('search-limit');
  });

  it('never throws for a certificate with changed octets, and never accepts it', () => {
    fc.assert(
      fc.property(fc.nat(leaf.der.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(leaf.der);
        bytes[at]! ^= change;
        try {
          expect(validate({ leaf: parseCertificate(bytes) }).valid).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(DerError);
        }
      }),
      { numRuns: 600 },
    );
  });
});
