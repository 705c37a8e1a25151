import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { limboSuite } from '../../../../test/conformance/limbo.ts';
import {
  authorityExtensions,
  serverExtensions,
  type TestHolder,
  testCertificate,
} from '../../../../test/fixtures/chain.ts';
import { pkits, pkitsCertificate } from '../../../../test/peers/pkits.ts';
import { signatureAlgorithms } from '../../algorithms.ts';
import { assembleSigned, buildTbsCertificate, serialFromRandom } from '../../build/certificate.ts';
import {
  authorityKeyIdentifier,
  basicConstraintsAuthority,
  basicConstraintsEndEntity,
  extendedKeyUsage,
  extension,
  keyIdentifier,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
} from '../../build/extensions.ts';
import { int, seq, time as timeElement } from '../../der/writer.ts';
import { oid } from '../../oids.ts';
import { parseCertificate } from '../../x509/certificate.ts';
import { decodePem } from '../../x509/pem.ts';
import { archiveAlgorithms } from '../algorithm-policy.ts';
import type { ValidationRequest } from '../types.ts';
import { validatePath } from '../validate.ts';

const cn = (value: string) => [{ type: 'commonName', value }] as const;
const time = new Date();
const hour = 3_600_000;

let root: TestHolder;

beforeAll(async () => {
  root = await testCertificate({ subject: cn('根') });
});

/** The step that refused and its reason; undefined when the path is valid. */
function refusal(leaf: Uint8Array, more: Partial<ValidationRequest> = {}): [string, string] | undefined {
  const trustAnchors = [parseCertificate(root.der)];
  const { failure } = validatePath({ leaf: parseCertificate(leaf), trustAnchors, time, ...more });
  return failure && [failure.name, failure.reason.code];
}

const end = (extensions: readonly Buffer[], issuer = root) =>
  testCertificate({ subject: cn('end'), issuer, extensions });

type Odd = {
  readonly inner: Uint8Array;
  readonly outer: Uint8Array;
  readonly digest: string;
};

/** A leaf whose statements of the algorithm, or whose digest, are not what the issuer's key asks for. */
async function oddlySigned({ inner, outer, digest }: Odd): Promise<Buffer> {
  const { signer, name, privateKeyPkcs8 } = root;
  const spki = (await testCertificate({ subject: cn('x') })).signer.publicKeySpki;
  const tbs = buildTbsCertificate({
    serial: serialFromRandom(randomBytes(16)),
    signature: inner,
    issuer: name,
    notBefore: new Date(time.getTime() - hour),
    notAfter: new Date(time.getTime() + hour),
    subject: name,
    spki,
    extensions: [
      authorityKeyIdentifier(keyIdentifier(signer.publicKeySpki)),
      subjectKeyIdentifier(keyIdentifier(spki)),
      ...serverExtensions,
    ],
  });
  const key = createPrivateKey({ key: privateKeyPkcs8, format: 'der', type: 'pkcs8' });
  return assembleSigned(tbs, outer, sign(digest, tbs, key));
}

describe('algorithms', () => {
  const { der: sha256 } = signatureAlgorithms['ecdsa-sha256'];
  const { der: sha384 } = signatureAlgorithms['ecdsa-sha384'];
  const { der: sha1 } = signatureAlgorithms['ecdsa-sha1'];

  it('fail/the inner and the outer statement differ (§4.1.1.2)', async () => {
    const leaf = await oddlySigned({ inner: sha384, outer: sha256, digest: 'sha256' });
    expect(refusal(leaf)).toEqual(['algorithm-agreement', 'algorithm-mismatch']);
  });

  it('fail/SHA-1, unless it is asked for', async () => {
    const leaf = await oddlySigned({ inner: sha1, outer: sha1, digest: 'sha1' });
    expect(refusal(leaf)).toEqual(['signature-algorithm', 'algorithm-weak']);
    expect(refusal(leaf, { algorithms: archiveAlgorithms })).toBeUndefined();
  });

  it.skipIf(!pkits.found)('fail/a wrong signature by a key that inherits its parameters (§6.1.4 (e))', () => {
    const names = ['DSAParametersInheritedCACert', 'DSACACert'];
    const archive = (leaf: Uint8Array) =>
      refusal(leaf, {
        intermediates: names.map((name) => parseCertificate(pkitsCertificate(name))),
        trustAnchors: [parseCertificate(pkitsCertificate('TrustAnchorRootCertificate'))],
        time: new Date('2011-04-15T00:00:00Z'),
        conformance: 'path-only',
        algorithms: archiveAlgorithms,
      });
    const leaf = pkitsCertificate('ValidDSAParameterInheritanceTest5EE');
    expect(archive(leaf)).toBeUndefined();
    leaf[leaf.length - 1]! ^= 1;
    expect(archive(leaf)).toEqual(['signature', 'signature-invalid']);
  });
});

describe('certificates that no conforming CA issues', () => {
  it('fail/a name in a syntax that its form does not have (§4.2.1.6)', async () => {
    const encode = (value: string) => subjectAltName([{ type: 'dns', value }]);
    const { der } = await end([keyUsage(['digitalSignature']), encode('a_b.example.test')]);
    expect(refusal(der)).toEqual(['alternative-names', 'alternative-name-malformed']);
    expect(refusal(der, { conformance: 'path-only' })).toBeUndefined();
  });

  it('fail/version 1 (§4.1.2.1)', async () => {
    const { signer, name } = root;
    const algorithm = signer.algorithm.der;
    const validity = seq(
      timeElement(new Date(time.getTime() - hour)),
      timeElement(new Date(time.getTime() + hour)),
    );
    const tbs = seq(int(7), algorithm, name, validity, name, signer.publicKeySpki);
    const leaf = assembleSigned(tbs, algorithm, await signer.sign(tbs));
    expect(refusal(leaf)).toEqual(['version', 'version-not-3']);
    expect(refusal(leaf, { conformance: 'path-only' })).toBeUndefined();
  });

  it('fail/an extension that cannot be read, though no check needs it (§4.2)', async () => {
    const broken = extension(oid.authorityInfoAccess, false, int(1));
    const { der } = await end([...serverExtensions, broken]);
    expect(refusal(der)).toEqual(['extensions-well-formed', 'extension-malformed']);
    expect(refusal(der, { conformance: 'path-only' })?.[0]).toBe('extensions-well-formed');
  });

  it('ok/an extension that is unknown and not critical; fail/when it is critical (§4.2)', async () => {
    const unknown = (critical: boolean) => extension('1.2.3.4', critical, int(1));
    expect(refusal((await end([...serverExtensions, unknown(false)])).der)).toBeUndefined();
    expect(refusal((await end([...serverExtensions, unknown(true)])).der)).toEqual([
      'critical-extensions',
      'critical-extension-unknown',
    ]);
  });
});

describe('roots', () => {
  it('ok/a root without authorityKeyIdentifier that is asked about itself (§4.2.1.1)', () => {
    const { trusted_certs } = limboSuite.testcases.find(({ id }) =>
      id.endsWith('self-signed-root-missing-aki'),
    )!;
    const bare = parseCertificate(decodePem(trusted_certs[0]!)[0]!.der);
    expect(refusal(bare.raw, { trustAnchors: [bare] })).toBeUndefined();
  });

  it('ok/an anchor that is self-issued with an older key names that key', async () => {
    const renewed = await testCertificate({ subject: cn('根'), issuer: root });
    const { der } = await end(serverExtensions, renewed);
    expect(refusal(der, { trustAnchors: [parseCertificate(renewed.der)] })).toBeUndefined();
  });
});

describe('trust anchors limit what is below them (RFC 5937)', () => {
  const usage = keyUsage(['keyCertSign', 'cRLSign']);

  it.each<[string, Buffer[], [string, string]]>([
    [
      'no CA',
      [basicConstraintsEndEntity(), keyUsage(['digitalSignature'])],
      ['basic-constraints', 'not-a-ca'],
    ],
    [
      'keys for lists only',
      [basicConstraintsAuthority(), keyUsage(['cRLSign'])],
      ['key-cert-sign', 'key-usage'],
    ],
    [
      'another purpose',
      [basicConstraintsAuthority(), usage, extendedKeyUsage(['clientAuth'])],
      ['extended-key-usage', 'key-purpose'],
    ],
    ['a shorter path', [basicConstraintsAuthority(0), usage], ['path-length', 'path-too-long']],
  ])('fail/%s', async (_, extensions, expected) => {
    const anchor = await testCertificate({ subject: cn('锚'), extensions });
    const middle = await testCertificate({
      subject: cn('中'),
      issuer: anchor,
      extensions: authorityExtensions,
    });
    const { der } = await end(serverExtensions, middle);
    const more = {
      trustAnchors: [parseCertificate(anchor.der)],
      intermediates: [parseCertificate(middle.der)],
      eku: [oid.serverAuth],
    };
    expect(refusal(der, more)).toEqual(expected);
  });
});
