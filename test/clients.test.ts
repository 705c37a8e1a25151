import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  appoint,
  type Composed,
  call,
  composed,
  setUp,
  signIn as signInByPassword,
  temporaryFolder,
} from './composed.ts';
import { type Office, openOffice } from './office.ts';
import { certtool } from './peers/certtool.ts';
import { peer } from './peers/find.ts';
import { openssl } from './peers/openssl.ts';

const curl = peer('curl', { debian: 'curl', versionArgs: ['--version'] });
const p12Password = 'clients 7 only';

/** Asynchronous, so that the product in this process can answer meanwhile. */
function run(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return new Promise<{ code: number; out: string }>((resolve) => {
    const options = { timeout: 20_000, env: { ...process.env, ...env } };
    execFile(file, args, options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      resolve({ code, out: `${stdout}${stderr}` });
    });
  });
}

/** Outside clients against the running product: its own listeners, what it published, what it handed out. */
describe.skipIf(!openssl.found || !curl.found)('outside clients', () => {
  let product: Composed;
  let office: Office;
  let folder: string;
  const at = (name: string) => join(folder, name);

  beforeAll(async () => {
    product = await composed({ settings: { 'pki.crlShards': '1' } });
    await setUp(product);
    office = await openOffice(product);
    folder = temporaryFolder();
    // As a stranger gets them: the page names the root, the certificate names its issuer.
    const { plain } = product.server.urls;
    const page = (await run(curl.path, ['-sS', `${plain}/`])).out;
    const [, root] = /href="(\/ca\/[0-9a-f]{64}\.cer)"/.exec(page)!;
    await run(curl.path, ['-sS', '-o', at('root.cer'), plain + root]);
    await run(openssl.path, ['x509', '-inform', 'DER', '-in', at('root.cer'), '-out', at('root.pem')]);
  }, 120_000);
  afterAll(async () => {
    await product?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  let count = 0;
  /** A person with a certificate whose key was collected, by whoever has to, and opened by openssl. */
  async function person({ legacy = false, account = true } = {}) {
    count += 1;
    const number = `C${count}`;
    const holderId = await office.addPerson(`客户端${count}`, number);
    const { requestId, certificateId } = await office.issue(holderId);
    let as = office.entry;
    if (account) {
      const loginName = `client-${count}`;
      await appoint(product, { loginName, name: number, holderId });
      // The clerk could sign in as somebody who has an account.
      await expect(office.collect(requestId, p12Password)).rejects.toThrow('pki.key-for-holder-only');
      as = await signInByPassword(product, loginName);
    }
    writeFileSync(at(`${number}.p12`), await office.collect(requestId, p12Password, { legacy, as }));
    const pkcs12 = [
      'pkcs12',
      '-in',
      at(`${number}.p12`),
      '-passin',
      'env:P12',
      ...(legacy ? ['-legacy'] : []),
    ];
    const open = (...args: string[]) => run(openssl.path, [...pkcs12, ...args], { P12: p12Password });
    const files = { key: at(`${number}.key`), pem: at(`${number}.pem`), chain: at(`${number}-chain.pem`) };
    const opened = [
      await open('-nocerts', '-nodes', '-out', files.key),
      await open('-clcerts', '-nokeys', '-out', files.pem),
      await open('-cacerts', '-nokeys', '-out', files.chain),
    ];
    const text = (await run(openssl.path, ['x509', '-in', files.pem, '-noout', '-text', '-serial'])).out;
    return { certificateId, opened, files, text, info: (await open('-info', '-noout')).out };
  }
  type Person = Awaited<ReturnType<typeof person>>;

  const urlIn = (text: string, pattern: RegExp) => /URI:(\S+)/.exec(text.slice(text.search(pattern)))![1]!;

  async function download(url: string, name: string): Promise<string> {
    const { code, out } = await run(curl.path, ['-sS', '--fail', '-o', at(name), url]);
    expect(code, `${url} ${out}`).toBe(0);
    return at(name);
  }

  /** Issuer, CRL and delta CRL from the addresses in the certificate, as PEM. */
  async function published({ text }: Person) {
    const issuer = await download(urlIn(text, /CA Issuers/), 'issuing.cer');
    await run(openssl.path, ['x509', '-inform', 'DER', '-in', issuer, '-out', at('issuing.pem')]);
    const crl = await download(urlIn(text, /CRL Distribution Points/), 'full.crl');
    const delta = await download(urlIn(text, /Freshest CRL/), 'delta.crl');
    for (const [from, to] of [
      [crl, 'full.pem'],
      [delta, 'delta.pem'],
    ] as const) {
      await run(openssl.path, ['crl', '-inform', 'DER', '-in', from, '-out', at(to)]);
    }
    return { issuing: at('issuing.pem'), crl: at('full.pem'), delta: at('delta.pem') };
  }

  const verify = async (who: Person, ...more: string[]) => {
    const { issuing, crl } = await published(who);
    const files = ['-CAfile', at('root.pem'), '-untrusted', issuing, '-CRLfile', crl];
    return run(openssl.path, ['verify', '-x509_strict', '-crl_check', ...files, ...more, who.files.pem]);
  };

  const ocsp = async (who: Person, ...which: string[]) => {
    if (!existsSync(at('issuing.pem'))) await published(who);
    const files = [
      '-issuer',
      at('issuing.pem'),
      '-CAfile',
      at('root.pem'),
      '-url',
      urlIn(who.text, /OCSP - URI/),
    ];
    const asked = which.length > 0 ? which : ['-cert', who.files.pem];
    return (await run(openssl.path, ['ocsp', ...files, ...asked, '-no_nonce'])).out;
  };

  /** Signs in by certificate and asks who that is. */
  async function signIn(who: Person, jar: string) {
    const { certificateSignIn } = product.server.urls;
    const tls = ['--cert', who.files.pem, '--key', who.files.key, '--cacert', at('root.pem')];
    const options = ['-sS', '-o', at('answer'), '-w', '%{http_code}', '-c', jar, ...tls];
    const { out } = await run(curl.path, [...options, certificateSignIn]);
    return out;
  }
  const me = async (jar: string) => {
    const url = `${product.server.urls.console}/api/access/me`;
    const options = ['-sS', '-o', at('me'), '-w', '%{http_code}', '-b', jar, '--cacert', at('root.pem')];
    return (await run(curl.path, [...options, url])).out;
  };

  it.each([
    ['modern', false, /PBES2.*AES-256/],
    ['legacy', true, /pbeWithSHA1And3-KeyTripleDES/i],
  ] as const)('openssl pkcs12 opens the %s file', async (_, legacy, sort) => {
    const { opened, info, files } = await person({ legacy });
    expect(opened.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(info).toMatch(sort);
    const publicKeys = await Promise.all([
      run(openssl.path, ['pkey', '-in', files.key, '-pubout']),
      run(openssl.path, ['x509', '-in', files.pem, '-noout', '-pubkey']),
    ]);
    expect(publicKeys[0].out).toContain('BEGIN PUBLIC KEY');
    expect(publicKeys[0].out).toBe(publicKeys[1].out);
    const chain = readFileSync(files.chain, 'latin1').match(/BEGIN CERTIFICATE/g);
    expect(chain).toHaveLength(2);
  });

  it('carry a certificate through its life: verified, asked about, signed in with, revoked, refused', async () => {
    const who = await person();
    expect((await verify(who)).out).toContain(': OK');
    expect(await ocsp(who)).toMatch(/: good[\s\S]*Response verify OK/);
    if (certtool.found) {
      const { issuing } = await published(who);
      writeFileSync(at('path.pem'), readFileSync(who.files.pem, 'latin1') + readFileSync(issuing, 'latin1'));
      const args = ['--verify', '--load-ca-certificate', at('root.pem'), '--infile', at('path.pem')];
      expect((await run(certtool.path, args)).out).toContain('Chain verification output: Verified');
    }
    const jar = at('jar');
    expect(await signIn(who, jar)).toMatch(/^30[23]$/);
    expect(await me(jar)).toBe('200');
    expect(JSON.parse(readFileSync(at('me'), 'utf8'))).toMatchObject({ method: 'certificate' });

    await office.revoke(who.certificateId);
    await expect.poll(() => ocsp(who), { timeout: 2000, interval: 50 }).toMatch(/: revoked/);
    await expect.poll(() => me(jar), { timeout: 5000 }).toBe('401');
    rmSync(jar);
    expect(await signIn(who, jar)).not.toMatch(/^[23]/);
    expect(existsSync(jar) ? readFileSync(jar, 'utf8') : '').not.toMatch(/session/);
    expect(readFileSync(at('answer'), 'utf8')).toContain('吊销');

    const serial = /serial=([0-9A-F]+)/.exec(who.text)![1]!;
    const list = async (file: string) =>
      (await run(openssl.path, ['crl', '-in', file, '-noout', '-text'])).out;
    await expect
      .poll(async () => list((await published(who)).delta), { timeout: 10_000 })
      .toMatch(new RegExp(`Delta CRL Indicator[\\s\\S]*${serial}[\\s\\S]*Key Compromise`));
    const both = ['-use_deltas', '-CRLfile', at('delta.pem')];
    expect((await verify(who, ...both)).out).toContain('certificate revoked');
    await call(product, office.approver, 'POST', '/api/pki/revocation/publish');
    expect(await list((await published(who)).crl)).toContain(serial);
    const after = await verify(who);
    expect(after.code).not.toBe(0);
    expect(after.out).toContain('certificate revoked');
  });

  it('openssl ocsp hears unknown for a serial that was never issued', async () => {
    expect(
      await ocsp(await person({ account: false }), '-serial', '0x40112233445566778899aabbccddeeff'),
    ).toMatch(/: unknown/);
  });

  it('curl without a certificate, or with one of another house, gets no session', async () => {
    const key = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    await run(openssl.path, [...key, '-subj', '/CN=X', '-keyout', at('x.key'), '-out', at('x.pem')]);
    const stranger = { files: { key: at('x.key'), pem: at('x.pem') } } as Person;
    expect(await signIn(stranger, at('none'))).not.toMatch(/^[23]/);
    expect(await me(at('none'))).toBe('401');
  });
});
