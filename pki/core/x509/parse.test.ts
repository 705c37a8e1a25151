import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { limboSuite } from '../../../test/conformance/limbo.ts';
import {
  authorityExtensions,
  serverExtensions,
  type TestHolder,
  testCertificate,
} from '../../../test/fixtures/chain.ts';
import { peculiar } from '../../../test/peers/peculiar.ts';
import { DerError } from '../der/errors.ts';
import { hex } from '../der/values.ts';
import { bitString, int, oid as oidElement, seq, time } from '../der/writer.ts';
import { parseCertificate } from './certificate.ts';
import { parseCrl } from './crl.ts';
import { type ExtensionName, extensionReaders } from './extension-values.ts';
import { ipText, parseIp } from './general-name.ts';
import { nameText, sameName } from './name.ts';
import { parseOcspRequest, parseOcspResponse } from './ocsp.ts';
import { decodeDerOrPem, decodePem, encodePem } from './pem.ts';
import { parseRequest } from './request.ts';

let root: TestHolder;
let leaf: TestHolder;

beforeAll(async () => {
  const subject = (value: string) => [{ type: 'commonName', value }] as const;
  root = await testCertificate({ subject: subject('根'), extensions: authorityExtensions });
  leaf = await testCertificate({
    subject: subject('www.example.test'),
    issuer: root,
    extensions: serverExtensions,
  });
});

/** Whatever it is, it is read or refused: never another error. */
function readAll(bytes: Uint8Array): 'read' | 'refused' {
  try {
    const { extensions } = parseCertificate(bytes);
    for (const name of Object.keys(extensionReaders)) extensions.read(name as ExtensionName);
    return 'read';
  } catch (error) {
    if (error instanceof DerError) return 'refused';
    throw error;
  }
}

describe('parseCertificate', () => {
  it('ok/agrees with node:crypto on every certificate of x509-limbo that both read', () => {
    let compared = 0;
    for (const { trusted_certs, peer_certificate } of limboSuite.testcases) {
      for (const pem of [peer_certificate, ...trusted_certs.slice(0, 2)]) {
        const der = decodePem(pem)[0]!.der;
        if (readAll(der) === 'refused') continue;
        const ours = parseCertificate(der);
        const theirs = new X509Certificate(der);
        if (ours.serialHex.startsWith('-')) continue;
        expect(ours.serialHex).toBe(theirs.serialNumber.toLowerCase().padStart(ours.serialHex.length, '0'));
        expect(ours.notBefore).toEqual(theirs.validFromDate);
        expect(ours.notAfter).toEqual(theirs.validToDate);
        expect(ours.fingerprint).toBe(theirs.fingerprint256.replaceAll(':', '').toLowerCase());
        // Theirs also wants keyCertSign.
        if (theirs.ca) expect(ours.extensions.read('basicConstraints')?.ca).toBe(true);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(300);
  });

  it('ok/agrees with @peculiar/x509 on names, usages and key identifiers', () => {
    let compared = 0;
    for (const { peer_certificate } of limboSuite.testcases) {
      const { der } = decodePem(peer_certificate)[0]!;
      if (der.length > 4_000 || readAll(der) === 'refused') continue;
      const { extensions } = parseCertificate(der);
      const theirs = new peculiar.X509Certificate(Buffer.from(der));
      const names = theirs.getExtension(peculiar.SubjectAlternativeNameExtension)?.names.toJSON() ?? [];
      const plain = names.filter(({ type }) => type === 'dns' || type === 'email');
      const ours = extensions.read('subjectAltName') ?? [];
      expect(
        ours.flatMap((name) => (name.kind === 'dns' || name.kind === 'email' ? [name.text] : [])),
      ).toEqual(plain.map(({ value }) => value));
      const purposes = theirs.getExtension(peculiar.ExtendedKeyUsageExtension)?.usages;
      expect(extensions.read('extKeyUsage')).toEqual(purposes);
      const keyId = theirs.getExtension(peculiar.SubjectKeyIdentifierExtension)?.keyId;
      expect(extensions.read('subjectKeyIdentifier')).toBe(keyId);
      compared++;
    }
    expect(compared).toBeGreaterThan(150);
  });

  it('fail/bytes that were changed are read or refused, never anything else', () => {
    fc.assert(
      fc.property(fc.nat(leaf.der.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(leaf.der);
        bytes[at]! ^= change;
        expect(['read', 'refused']).toContain(readAll(bytes));
      }),
      { numRuns: 1500 },
    );
  });

  it('fail/every cut of a certificate is refused', () => {
    for (let length = 0; length < leaf.der.length; length++) {
      expect(readAll(leaf.der.subarray(0, length))).toBe('refused');
    }
    expect(readAll(Buffer.concat([leaf.der, Buffer.of(0)]))).toBe('refused');
  });

  it('fail/any bytes in any parser raise a DerError or nothing', () => {
    const parsers = [parseCertificate, parseCrl, parseRequest, parseOcspRequest, parseOcspResponse];
    const shaped = fc.uint8Array({ maxLength: 60 }).map((body) => seq(seq(body), seq(body), bitString(body)));
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 120 }), shaped),
        fc.constantFrom(...parsers),
        (input, parse) => {
          try {
            parse(input);
          } catch (error) {
            expect(error).toBeInstanceOf(DerError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('names', () => {
  const named = async (value: string) => {
    const holder = await testCertificate({ subject: [{ type: 'organizationName', value }] });
    return parseCertificate(holder.der).subject;
  };

  it('ok/case and runs of spaces do not matter (RFC 5280 §7.1)', async () => {
    expect(sameName(await named('Civil  Affairs '), await named('civil affairs'))).toBe(true);
    expect(sameName(await named('民政局'), await named('民政局'))).toBe(true);
    expect(sameName(await named('ＡＢＣ'), await named('abc'))).toBe(true);
  });

  it('fail/other letters, other attributes, and text that imitates structure', async () => {
    expect(sameName(await named('民政局'), await named('民政厅'))).toBe(false);
    const other = await testCertificate({ subject: [{ type: 'commonName', value: '民政局' }] });
    expect(sameName(await named('民政局'), parseCertificate(other.der).subject)).toBe(false);
    expect(sameName(await named('a/2.5.4.3=1:b'), await named('a'))).toBe(false);
  });

  it('are shown without characters that could deceive', async () => {
    expect(nameText(await named('a,b\u202e\u0007'))).toBe('O=a\\,b\\e2\\80\\ae\\07');
  });
});

describe('addresses', () => {
  it('ok/text and octets go both ways', () => {
    for (const text of ['10.0.0.1', '::', '::1', '2001:db8::1', '2001:db8:0:1:1:1:1:1', '1:0:0:2::3']) {
      expect(ipText(parseIp(text)!)).toBe(text);
    }
    expect(ipText(parseIp('::ffff:10.0.0.1')!)).toBe('::ffff:a00:1');
    expect(ipText(Buffer.from('0a000000ff000000', 'hex'))).toBe('10.0.0.0/255.0.0.0');
  });

  it('fail/what is no address', () => {
    for (const text of ['', '1.2.3', '256.1.1.1', '01.2.3.4', 'fe80::1%eth0', 'example.test']) {
      expect(parseIp(text)).toBeUndefined();
    }
  });
});

describe('PEM', () => {
  it('ok/blocks come in their order, text around them is skipped', () => {
    const text = `说明\n${encodePem('CERTIFICATE', leaf.der)}\n${encodePem('CERTIFICATE', root.der)}`;
    expect(decodeDerOrPem(Buffer.from(text), ['CERTIFICATE']).map(hex)).toEqual([
      hex(leaf.der),
      hex(root.der),
    ]);
    const both = Buffer.concat([leaf.der, root.der]);
    expect(decodeDerOrPem(both, ['CERTIFICATE']).map(hex)).toEqual([hex(leaf.der), hex(root.der)]);
  });

  it.each([
    ['no block', 'hello'],
    ['another label', encodePem('PRIVATE KEY', Buffer.of(1))],
    ['no end', '-----BEGIN CERTIFICATE-----\nMIIB'],
    ['foreign characters', '-----BEGIN CERTIFICATE-----\nMI*B\n-----END CERTIFICATE-----'],
    ['wrong padding', '-----BEGIN CERTIFICATE-----\nMIIBA\n-----END CERTIFICATE-----'],
    ['an empty block', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----'],
  ])('fail/%s', (_, text) => {
    expect(() => decodeDerOrPem(Buffer.from(text), ['CERTIFICATE'])).toThrow(DerError);
  });
});

describe('parseCrl', () => {
  it('ok/a list of 100,000 entries finds each by its number', () => {
    const revoked = time(new Date('2026-01-01T00:00:00Z'));
    const entries = Array.from({ length: 100_000 }, (_, i) => seq(int(i + 1), revoked));
    const algorithm = seq(oidElement('1.2.840.10045.4.3.2'));
    const tbs = seq(int(1), algorithm, root.name, revoked, revoked, seq(...entries));
    const crl = parseCrl(seq(tbs, algorithm, bitString(Buffer.alloc(8))));
    expect(crl.entries()).toHaveLength(100_000);
    expect(crl.find('0186a0', crl.issuer)?.date.toISOString()).toBe('2026-01-01T00:00:00.000Z');
    expect(crl.find('0186a1', crl.issuer)).toBeUndefined();
    expect(crl.find('01', parseCertificate(leaf.der).subject)).toBeUndefined();
  });
});
