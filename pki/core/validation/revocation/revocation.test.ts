import { beforeAll, describe, expect, it } from 'vitest';
import { serverExtensions, type TestHolder, testCertificate } from '../../../../test/fixtures/chain.ts';
import { assembleSigned } from '../../build/certificate.ts';
import { buildTbsCertList, crlNumber, deltaCrlIndicator, encodeCrlEntry } from '../../build/crl.ts';
import {
  authorityKeyIdentifier,
  crlDistributionPoints,
  extendedKeyUsage,
  keyIdentifier,
  keyUsage,
  ocspNoCheck,
} from '../../build/extensions.ts';
import {
  assembleOcspResponse,
  buildOcspResponseData,
  type OcspHash,
  type OcspStatus,
  ocspCertId,
  ocspErrorResponse,
} from '../../build/ocsp.ts';
import { parseCertificate } from '../../x509/certificate.ts';
import { type CertificateList, parseCrl } from '../../x509/crl.ts';
import { type OcspResponse, parseOcspResponse } from '../../x509/ocsp.ts';
import type { CrlReason } from '../../x509/reasons.ts';
import type { RevocationInputs, RevocationMode } from '../types.ts';
import { validatePath } from '../validate.ts';

const cn = (value: string) => [{ type: 'commonName', value }] as const;
const time = new Date();
const at = (hours: number) => new Date(time.getTime() + hours * 3_600_000);

let root: TestHolder;
let leaf: TestHolder;
let other: TestHolder;
let responder: TestHolder;

const responderExtensions = [
  keyUsage(['digitalSignature']),
  extendedKeyUsage(['ocspSigning']),
  ocspNoCheck(),
];

beforeAll(async () => {
  root = await testCertificate({ subject: cn('根') });
  other = await testCertificate({ subject: cn('根') });
  leaf = await testCertificate({ subject: cn('www'), issuer: root, extensions: serverExtensions });
  responder = await testCertificate({ subject: cn('ocsp'), issuer: root, extensions: responderExtensions });
});

/** The reason code of the refusal; undefined when the path is valid. */
function verdict(inputs: Partial<RevocationInputs>, mode: RevocationMode = 'required'): string | undefined {
  const report = validatePath({
    leaf: parseCertificate(leaf.der),
    trustAnchors: [parseCertificate(root.der)],
    time,
    revocation: { mode, ...inputs },
  });
  return report.failure?.reason.code;
}

type Answer = OcspStatus & {
  readonly hash?: OcspHash;
  readonly by?: TestHolder;
  readonly with?: readonly TestHolder[];
  readonly from?: Date;
  readonly until?: Date | null;
  readonly nonce?: Buffer;
  readonly serial?: Buffer;
};

async function answer({
  hash = 'sha1',
  by = root,
  with: chain = [],
  nonce,
  ...rest
}: Answer): Promise<OcspResponse> {
  const { from = at(-1), until = at(1), serial = leaf.serial, ...status } = rest;
  const data = buildOcspResponseData({
    responderSpki: by.signer.publicKeySpki,
    producedAt: from,
    responses: [
      {
        ...status,
        certId: ocspCertId(hash, root.name, root.signer.publicKeySpki, serial),
        thisUpdate: from,
        nextUpdate: until ?? undefined,
      },
    ],
    nonce,
  });
  const signature = await by.signer.sign(data);
  const certificates = chain.map((holder) => holder.der);
  return parseOcspResponse(assembleOcspResponse(data, by.signer.algorithm.der, signature, certificates));
}

describe('OCSP', () => {
  it.each(['sha1', 'sha256'] as const)('ok/good, signed by the issuer, named by %s', async (hash) => {
    expect(verdict({ ocsp: [await answer({ status: 'good', hash })] })).toBeUndefined();
  });

  it('ok/good, signed by a delegate', async () => {
    expect(
      verdict({ ocsp: [await answer({ status: 'good', by: responder, with: [responder] })] }),
    ).toBeUndefined();
  });

  it('fail/revoked and unknown', async () => {
    const revoked = await answer({ status: 'revoked', revokedAt: at(-2), reason: 'keyCompromise' });
    expect(verdict({ ocsp: [revoked] })).toBe('revoked');
    expect(verdict({ ocsp: [await answer({ status: 'unknown' })] })).toBe('ocsp-unknown');
    expect(verdict({ ocsp: [await answer({ status: 'good' }), revoked] })).toBe('revoked');
  });

  it('fail/answers about another certificate prove nothing', async () => {
    const elsewhere = await answer({ status: 'good', serial: Buffer.of(9) });
    expect(verdict({ ocsp: [elsewhere] })).toBe('revocation-no-information');
    expect(verdict({ ocsp: [elsewhere] }, 'when-available')).toBeUndefined();
  });

  it('fail/answers that are not current', async () => {
    expect(verdict({ ocsp: [await answer({ status: 'good', from: at(1), until: at(2) })] })).toBe(
      'ocsp-not-current',
    );
    expect(verdict({ ocsp: [await answer({ status: 'good', until: at(-0.5) })] })).toBe('ocsp-not-current');
    expect(verdict({ ocsp: [await answer({ status: 'good', from: at(-25), until: null })] })).toBe(
      'ocsp-not-current',
    );
    expect(verdict({ ocsp: [await answer({ status: 'good', from: at(-23), until: null })] })).toBeUndefined();
  });

  it('fail/signers without authority', async () => {
    const make = (options: Partial<Parameters<typeof testCertificate>[0]>) =>
      testCertificate({ subject: cn('ocsp'), issuer: root, extensions: responderExtensions, ...options });
    const strangers = [
      await make({ issuer: other }),
      await make({ issuer: responder }),
      await make({ extensions: serverExtensions }),
      await make({ notBefore: at(-48), days: 1 }),
    ];
    for (const by of strangers) {
      expect(verdict({ ocsp: [await answer({ status: 'good', by, with: [by] })] })).toBe('ocsp-signer');
    }
    expect(verdict({ ocsp: [await answer({ status: 'good', by: responder })] })).toBe('ocsp-signer');
  });

  it('fail/a nonce that was asked for and is not there', async () => {
    const nonce = Buffer.from('0123456789abcdef');
    expect(verdict({ nonce, ocsp: [await answer({ status: 'good', nonce })] })).toBeUndefined();
    expect(verdict({ nonce, ocsp: [await answer({ status: 'good' })] })).toBe('ocsp-nonce');
    const wrong = await answer({ status: 'good', nonce: Buffer.alloc(16) });
    expect(verdict({ nonce, ocsp: [wrong] })).toBe('ocsp-nonce');
  });

  it('fail/an answer that refuses is an answer', () => {
    const refusal = parseOcspResponse(ocspErrorResponse('tryLater'));
    expect(verdict({ ocsp: [refusal] })).toBe('ocsp-status');
  });

  it('fail/a delegate that may be checked and is revoked', async () => {
    const checked = await testCertificate({
      subject: cn('ocsp'),
      issuer: root,
      extensions: responderExtensions.slice(0, 2),
    });
    const ocsp = [await answer({ status: 'good', by: checked, with: [checked] })];
    const clean = await list({});
    expect(verdict({ ocsp, crls: [clean] }, 'required')).toBeUndefined();
    expect(
      verdict({ ocsp: ocsp, crls: [await list({ revoked: [[checked, 'keyCompromise']] })] }),
    ).toBeUndefined();
    const alone = await list({ revoked: [[checked, 'keyCompromise']], until: at(-0.1) });
    expect(verdict({ ocsp, crls: [alone] })).toBe('ocsp-signer');
  });
});

type List = {
  readonly by?: TestHolder;
  readonly number?: number;
  readonly base?: number;
  readonly until?: Date;
  readonly revoked?: readonly (readonly [TestHolder, CrlReason])[];
};

async function list({
  by = root,
  number = 1,
  base,
  until = at(1),
  revoked = [],
}: List): Promise<CertificateList> {
  const tbs = buildTbsCertList({
    signature: by.signer.algorithm.der,
    issuer: by.name,
    thisUpdate: at(-1),
    nextUpdate: until,
    entries: revoked.map(([{ serial }, reason]) => encodeCrlEntry({ serial, revokedAt: at(-2), reason })),
    extensions: [
      authorityKeyIdentifier(keyIdentifier(by.signer.publicKeySpki)),
      crlNumber(number),
      ...(base === undefined ? [] : [deltaCrlIndicator(base)]),
    ],
  });
  return parseCrl(assembleSigned(tbs, by.signer.algorithm.der, await by.signer.sign(tbs)));
}

describe('CRL', () => {
  it('ok/a current list without the certificate', async () => {
    expect(verdict({ crls: [await list({})] })).toBeUndefined();
  });

  it('fail/listed, out of date, by another key, or a delta alone', async () => {
    expect(verdict({ crls: [await list({ revoked: [[leaf, 'superseded']] })] })).toBe('revoked');
    expect(verdict({ crls: [await list({ until: at(-0.5) })] })).toBe('crl-not-current');
    expect(verdict({ crls: [await list({ by: other })] })).toBe('crl-signature');
    expect(verdict({ crls: [await list({ base: 1, number: 2 })] })).toBe('crl-out-of-scope');
  });

  it('fail/a bad list is worse than none when lists are optional', async () => {
    expect(verdict({}, 'when-available')).toBeUndefined();
    expect(verdict({ crls: [await list({ until: at(-0.5) })] }, 'when-available')).toBe('crl-not-current');
  });

  it('a delta adds to its base and takes away from it', async () => {
    const held = await list({ number: 3, revoked: [[leaf, 'certificateHold']] });
    const released = await list({ number: 4, base: 3, revoked: [[leaf, 'removeFromCRL']] });
    const revoked = await list({ number: 4, base: 3, revoked: [[leaf, 'keyCompromise']] });
    expect(verdict({ crls: [held] })).toBe('revoked');
    expect(verdict({ crls: [held, released] })).toBeUndefined();
    expect(verdict({ crls: [await list({ number: 3 }), revoked] })).toBe('revoked');
    // Made for a later base than the complete list that is at hand.
    expect(
      verdict({ crls: [await list({ number: 2, revoked: [[leaf, 'certificateHold']] }), released] }),
    ).toBe('revoked');
  });
});

describe('bounds', () => {
  it('many lists, many points and many signers of one name end soon', async () => {
    const names = Array.from({ length: 500 }, (_, i) => `http://crl.example.test/${i}`);
    const points = crlDistributionPoints(names);
    const signers = await Promise.all(
      Array.from({ length: 20 }, () => testCertificate({ subject: cn('根') })),
    );
    const end = await testCertificate({
      subject: cn('x'),
      issuer: root,
      extensions: [...serverExtensions, points],
    });
    const crls = await Promise.all(signers.map((by) => list({ by })));
    const start = performance.now();
    const report = validatePath({
      leaf: parseCertificate(end.der),
      trustAnchors: [parseCertificate(root.der)],
      intermediates: signers.map((signer) => parseCertificate(signer.der)),
      time,
      revocation: { mode: 'required', crls },
    });
    expect(report.valid).toBe(false);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
