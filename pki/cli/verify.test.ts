import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '#platform/kernel/actor.ts';
import { pemOf, serverExtensions, type TestHolder, testCertificate } from '../../test/fixtures/chain.ts';
import { openssl, runOpenssl } from '../../test/peers/openssl.ts';
import { assembleSigned } from '../core/build/certificate.ts';
import { buildTbsCertList, crlNumber, encodeCrlEntry } from '../core/build/crl.ts';
import {
  authorityKeyIdentifier,
  basicConstraintsAuthority,
  keyIdentifier,
  keyUsage,
} from '../core/build/extensions.ts';
import { verifyCommand } from './verify.ts';

const cn = (value: string) => [{ type: 'commonName', value }] as const;
const folder = mkdtempSync(join(tmpdir(), 'anmin-verify-'));
const path = (name: string) => join(folder, name);

afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  const root = await testCertificate({ subject: cn('根'), days: 100 });
  const issuing = await testCertificate({
    subject: cn('签发'),
    issuer: root,
    days: 90,
    extensions: [basicConstraintsAuthority(0), keyUsage(['keyCertSign', 'cRLSign'])],
  });
  const leaf = await testCertificate({
    subject: cn('www'),
    issuer: issuing,
    extensions: serverExtensions,
    days: 80,
  });
  const below = await testCertificate({ subject: cn('下级'), issuer: issuing });
  const tooDeep = await testCertificate({ subject: cn('z'), issuer: below, extensions: serverExtensions });
  const stranger = await testCertificate({ subject: cn('根'), days: 100 });
  writeFileSync(path('root.pem'), root.pem);
  writeFileSync(path('root.der'), root.der);
  writeFileSync(path('stranger.pem'), stranger.pem);
  writeFileSync(path('leaf.pem'), leaf.pem);
  writeFileSync(path('issuing.pem'), issuing.pem);
  writeFileSync(path('chain.pem'), leaf.pem + issuing.pem);
  writeFileSync(path('chain.der'), Buffer.concat([leaf.der, issuing.der]));
  writeFileSync(path('deep.pem'), tooDeep.pem + below.pem + issuing.pem);
  writeFileSync(path('broken.pem'), leaf.pem.replace(/[A-Z]/, '*'));
  writeFileSync(path('trailing.der'), Buffer.concat([leaf.der, Buffer.of(0x30)]));
  for (const [name, revoked] of [
    ['clean', undefined],
    ['revoked', leaf],
  ] as const) {
    writeFileSync(path(`${name}.crl.pem`), pemOf('X509 CRL', await crlOf(issuing, revoked)));
  }
});

async function crlOf(issuer: TestHolder, revoked: TestHolder | undefined): Promise<Buffer> {
  const { signer, name } = issuer;
  const hour = 3_600_000;
  const revokedAt = new Date(Date.now() - hour);
  const tbs = buildTbsCertList({
    signature: signer.algorithm.der,
    issuer: name,
    thisUpdate: new Date(Date.now() - hour),
    nextUpdate: new Date(Date.now() + hour),
    entries: revoked ? [encodeCrlEntry({ serial: revoked.serial, revokedAt, reason: 'keyCompromise' })] : [],
    extensions: [authorityKeyIdentifier(keyIdentifier(signer.publicKeySpki)), crlNumber(1)],
  });
  return assembleSigned(tbs, signer.algorithm.der, await signer.sign(tbs));
}

async function run(args: string, json = true) {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await verifyCommand.run({
    actor: systemActor('cli', []),
    args: args.split(' ').map((arg) => arg.replace('@', `${folder}/`)),
    json,
    stdin: Readable.from([]),
    out: (text) => lines.push(text),
    err: (text) => errors.push(text),
  });
  return { code, output: lines.join('\n'), errors: errors.join('\n') };
}

const chain = '--trust @root.pem --chain @chain.pem';
const soon = new Date(Date.now() + 1000).toISOString();

describe('anmin pki verify', () => {
  it.each([
    ['PEM', chain],
    ['DER', '--trust @root.der --chain @chain.der'],
    ['several files', '--trust @root.pem --chain @leaf.pem --chain @issuing.pem'],
    ['more anchors than one', '--trust @stranger.pem --trust @root.pem --chain @chain.pem'],
    [
      'its name, purpose, time and depth',
      `${chain} --name dns:www.example.test --eku serverAuth --time ${soon} --max-depth 1`,
    ],
    ['a clean list', `${chain} --crl @clean.crl.pem`],
  ])('ok/%s', async (_, args) => {
    const { code, output } = await run(args);
    expect({ code, valid: JSON.parse(output).valid }).toEqual({ code: 0, valid: true });
  });

  it.each([
    ['another root of the same name', '--trust @stranger.pem --chain @chain.pem', 'path-building'],
    ['no intermediate', '--trust @root.pem --chain @leaf.pem', 'path-building'],
    ['a path that is too long', '--trust @root.pem --chain @deep.pem', 'path-length'],
    ['another name', `${chain} --name dns:evil.test`, 'peer-names'],
    ['another purpose', `${chain} --eku 1.3.6.1.5.5.7.3.2`, 'extended-key-usage'],
    ['a moment after its end', `${chain} --time 2099-01-01T00:00:00Z`, 'validity'],
    ['a depth that is too small', `${chain} --max-depth 0`, 'path-length'],
    ['revoked', `${chain} --crl @revoked.crl.pem`, 'revocation'],
    ['no proof that it is not revoked', `${chain} --require-revocation`, 'revocation'],
    ['no policy', `${chain} --policy 1.2.3.4`, 'explicit-policy'],
  ])('fail/%s', async (_, args, step) => {
    const { code, output } = await run(args);
    const { valid, failure } = JSON.parse(output);
    expect({ code, valid, step: failure.name }).toEqual({ code: 1, valid: false, step });
    expect(failure.clause).toMatch(/^RFC \d+/);
    expect(failure.reason).toMatchObject({
      zh: expect.stringMatching(/\p{sc=Han}/u),
      en: expect.any(String),
    });
  });

  it.each([
    ['nothing', '--trust @root.pem'],
    ['a file that is not there', '--trust @none.pem --chain @chain.pem'],
    ['a broken file', '--trust @root.pem --chain @broken.pem'],
    ['data behind the certificate', '--trust @root.pem --chain @trailing.der'],
    ['a list where a certificate should be', '--trust @root.pem --chain @clean.crl.pem'],
    ['an unknown option', `${chain} --frob`],
    ['a time without offset', `${chain} --time 2026-01-01T00:00:00`],
    ['a name without kind', `${chain} --name www.example.test`],
    ['an address that is none', `${chain} --name ip:1.2.3`],
    ['a purpose that is unknown', `${chain} --eku serverauthentication`],
    ['a depth that is no number', `${chain} --max-depth two`],
  ])('bad input/%s', async (_, args) => {
    const { code, output, errors } = await run(args);
    expect(code).toBe(2);
    expect(JSON.parse(output).error).toMatchObject({ zh: expect.any(String), en: expect.any(String) });
    expect(errors).toMatch(/\p{sc=Han}/u);
  });

  it('speaks to a person in both languages', async () => {
    const { output } = await run(`${chain} --name dns:evil.test`, false);
    expect(output).toContain('证书链无效 / not valid');
    expect(output).toContain('原因：证书不属于：dns:evil.test');
    expect(output).toContain('RFC 9525 §6');
    expect((await run(chain, false)).output).toContain('证书链有效 / valid');
  });
});

describe.skipIf(!openssl.found)('openssl verify -x509_strict', () => {
  it.each([
    [
      'ok/the chain',
      '--trust @root.pem --chain @leaf.pem --chain @issuing.pem',
      'root.pem',
      ['issuing.pem'],
      'leaf.pem',
    ],
    [
      'fail/another root',
      '--trust @stranger.pem --chain @chain.pem',
      'stranger.pem',
      ['issuing.pem'],
      'leaf.pem',
    ],
    ['fail/no intermediate', '--trust @root.pem --chain @leaf.pem', 'root.pem', [], 'leaf.pem'],
    ['fail/too long', '--trust @root.pem --chain @deep.pem', 'root.pem', ['deep.pem'], 'deep.pem'],
  ])('%s: the same verdict', async (_, args, trust, untrusted, leaf) => {
    const more = untrusted.flatMap((file) => ['-untrusted', path(file)]);
    const theirs = runOpenssl(['verify', '-x509_strict', '-CAfile', path(trust), ...more, path(leaf)]);
    expect((await run(args)).code === 0).toBe(theirs.code === 0);
  });

  it.each(['clean', 'revoked'])('a %s list: the same verdict', async (name) => {
    const list = path(`${name}.crl.pem`);
    const args = ['verify', '-crl_check', '-CRLfile', list, '-CAfile', path('root.pem')];
    const theirs = runOpenssl([...args, '-untrusted', path('issuing.pem'), path('leaf.pem')]);
    const ours = await run(`${chain} --crl ${list}`);
    expect([ours.code === 0, theirs.code === 0]).toEqual([name === 'clean', name === 'clean']);
  });
});
