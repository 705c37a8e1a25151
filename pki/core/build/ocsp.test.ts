import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverExtensions, type TestHolder, testCertificate } from '../../../test/fixtures/chain.ts';
import { openssl, runOpenssl } from '../../../test/peers/openssl.ts';
import { extendedKeyUsage, keyUsage, ocspNoCheck } from './extensions.ts';
import {
  assembleOcspResponse,
  buildOcspRequest,
  buildOcspResponseData,
  isNonceAllowed,
  type OcspHash,
  type OcspStatus,
  ocspCertId,
  ocspErrorResponse,
} from './ocsp.ts';

const folder = mkdtempSync(join(tmpdir(), 'anmin-ocsp-'));
const now = new Date();
let root: TestHolder;
let leaf: TestHolder;
let responder: TestHolder;

beforeAll(async () => {
  root = await testCertificate({ subject: [{ type: 'commonName', value: '根证书' }] });
  leaf = await testCertificate({
    subject: [{ type: 'commonName', value: 'leaf' }],
    issuer: root,
    extensions: serverExtensions,
  });
  responder = await testCertificate({
    subject: [{ type: 'commonName', value: 'OCSP 应答' }],
    issuer: root,
    extensions: [keyUsage(['digitalSignature']), extendedKeyUsage(['ocspSigning']), ocspNoCheck()],
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const certId = (hash: OcspHash) => ocspCertId(hash, root.name, root.signer.publicKeySpki, leaf.serial);

async function answer(
  status: OcspStatus,
  signer: TestHolder,
  hash: OcspHash,
  nonce?: Buffer,
): Promise<Buffer> {
  const data = buildOcspResponseData({
    responderSpki: signer.signer.publicKeySpki,
    producedAt: now,
    responses: [
      { ...status, certId: certId(hash), thisUpdate: now, nextUpdate: new Date(now.getTime() + 3.6e6) },
    ],
    ...(nonce ? { nonce } : {}),
  });
  const signature = await signer.signer.sign(data);
  return assembleOcspResponse(data, signer.signer.algorithm.der, signature, [signer.der]);
}

/** What `openssl ocsp` says about our answer to its own question. */
function ask(response: Buffer, hash: OcspHash): { code: number; out: string } {
  return runOpenssl([
    'ocsp',
    '-no_nonce',
    '-issuer',
    file('root.pem', root.pem),
    `-${hash}`,
    '-cert',
    file('leaf.pem', leaf.pem),
    '-CAfile',
    join(folder, 'root.pem'),
    '-respin',
    file('answer.der', response),
    '-resp_text',
  ]);
}

describe.skipIf(!openssl.found)('an OCSP answer in the eyes of openssl', () => {
  it.each([
    ['good', { status: 'good' }, 'leaf.pem: good'],
    ['unknown', { status: 'unknown' }, 'leaf.pem: unknown'],
    ['revoked', { status: 'revoked', revokedAt: now }, 'leaf.pem: revoked'],
    [
      'revoked with reason',
      { status: 'revoked', revokedAt: now, reason: 'keyCompromise' },
      'Reason: keyCompromise',
    ],
  ] as const)('ok/%s, by delegated responder, by either hash', async (_name, status, text) => {
    for (const hash of ['sha1', 'sha256'] as const) {
      const { out } = ask(await answer(status, responder, hash), hash);
      expect(out).toContain('Response verify OK');
      expect(out).toContain(text);
      expect(out).toContain('OCSP No Check');
    }
  });

  it('ok/signed by the authority itself', async () => {
    expect(ask(await answer({ status: 'good' }, root, 'sha1'), 'sha1').out).toContain('Response verify OK');
  });

  it('fail/signed by a certificate that is not for it', async () => {
    expect(ask(await answer({ status: 'good' }, leaf, 'sha1'), 'sha1').out).toContain(
      'missing ocspsigning usage',
    );
  });

  it('ok/our question is the one that openssl asks', () => {
    const args = [
      'ocsp',
      '-no_nonce',
      '-issuer',
      file('root.pem', root.pem),
      '-cert',
      file('leaf.pem', leaf.pem),
    ];
    const path = join(folder, 'question.der');
    runOpenssl([...args, '-reqout', path]);
    const ours = file('ours.der', buildOcspRequest(certId('sha1')));
    const print = (request: string) => runOpenssl(['ocsp', '-reqin', request, '-req_text']).out;
    expect(print(ours)).toBe(print(path));
  });

  it('ok/the nonce comes back', async () => {
    const nonce = Buffer.alloc(32, 0xab);
    const request = file('nonce.der', buildOcspRequest(certId('sha1'), nonce));
    const response = file('answer.der', await answer({ status: 'good' }, responder, 'sha1', nonce));
    const root_ = file('root.pem', root.pem);
    const check = (respin: string) =>
      runOpenssl(['ocsp', '-reqin', request, '-respin', respin, '-CAfile', root_, '-issuer', root_]).out;
    expect(check(response)).toContain('Response verify OK');
    const other = file('other.der', await answer({ status: 'good' }, responder, 'sha1', Buffer.alloc(32, 1)));
    expect(check(other)).toContain('Nonce Verify error');
  });

  it.each([
    ['malformedRequest', 'malformedrequest (1)'],
    ['internalError', 'internalerror (2)'],
    ['tryLater', 'trylater (3)'],
    ['sigRequired', 'sigrequired (5)'],
    ['unauthorized', 'unauthorized (6)'],
  ] as const)('ok/error answer %s', (status, text) => {
    expect(ask(ocspErrorResponse(status), 'sha1').out).toContain(text);
  });
});

describe('nonce lengths (RFC 9654 §2.1)', () => {
  it.each([1, 32, 128])('ok/%i', (length) => expect(isNonceAllowed(Buffer.alloc(length))).toBe(true));
  it.each([0, 129])('fail/%i', (length) => expect(isNonceAllowed(Buffer.alloc(length))).toBe(false));
});
