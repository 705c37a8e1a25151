import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peer } from '../../../test/peers/find.ts';
import { openssl } from '../../../test/peers/openssl.ts';
import { buildOcspRequest, ocspCertId } from '../../core/build/ocsp.ts';
import { parseOcspResponse } from '../../core/x509/ocsp.ts';
import { encodePem } from '../../core/x509/pem.ts';
import { attachOcsp } from '../../public/ocsp.ts';
import { findCertificate } from '../../store/certificates.ts';
import type { PkiTables } from '../../store/tables.ts';
import { orderFor, type TestIssuing, testIssuing } from '../testing.ts';

const curl = peer('curl', { debian: 'curl', versionArgs: ['--version'] });
const run = promisify(execFile);

describe('revocation status', () => {
  let house: TestIssuing;
  let server: Server;
  let url: string;
  let folder: string;

  beforeAll(async () => {
    house = await testIssuing();
    await house.issuing.start();
    server = createServer((_, response) => response.writeHead(404).end());
    attachOcsp(server, { ocsp: house.issuing.ocsp, clock: house.deps.clock });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ocsp`;
    folder = mkdtempSync(join(tmpdir(), 'anmin-ocsp-'));
    for (const { kind, row } of house.issuing.issuers.all()) {
      writeFileSync(join(folder, `${kind}.pem`), encodePem('CERTIFICATE', row.der));
    }
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await house.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function issued() {
    const { certificateId } = await house.issuing.issuance.issue(
      orderFor(await house.addHolder()),
      house.issuing.actor,
    );
    return (await findCertificate(house.storage.read<PkiTables>(), certificateId))!;
  }

  const issuing = () => house.issuing.issuers.active('issuing');
  const change = (id: string, how: 'suspend' | 'release') =>
    house.issuing.issuance[how](id, 'request', house.issuing.actor);
  const revoke = (id: string) =>
    house.issuing.issuance.revoke(id, 'keyCompromise', 'request', house.issuing.actor);

  /** Asynchronous, so that this process can answer meanwhile. */
  async function ask(serial: string, ...options: string[]): Promise<string> {
    const files = ['-issuer', join(folder, 'issuing.pem'), '-CAfile', join(folder, 'root.pem')];
    const args = ['ocsp', ...files, '-serial', `0x${serial}`, '-url', url, ...options];
    const { stdout, stderr } = await run(openssl.path, args, { timeout: 20_000 });
    return stdout + stderr;
  }

  describe.skipIf(!openssl.found)('asked by openssl ocsp', () => {
    it('ok/good, with a nonce and without', async () => {
      const { serial } = await issued();
      for (const nonce of ['-nonce', '-no_nonce']) {
        const out = await ask(serial, nonce);
        expect(out).toContain('Response verify OK');
        expect(out).toMatch(new RegExp(`0x${serial}: good`, 'i'));
        expect(out).not.toContain('WARNING: no nonce');
      }
    });

    it('ok/asked with SHA-256', async () => {
      const row = await issued();
      writeFileSync(join(folder, 'leaf.pem'), encodePem('CERTIFICATE', row.der));
      const { stdout, stderr } = await run(openssl.path, [
        'ocsp',
        '-sha256',
        '-issuer',
        join(folder, 'issuing.pem'),
        '-cert',
        join(folder, 'leaf.pem'),
        '-CAfile',
        join(folder, 'root.pem'),
        '-url',
        url,
        '-no_nonce',
      ]);
      expect(stdout + stderr).toMatch(/good[\s\S]*Response verify OK/);
    });

    it('ok/revoked at once, warm answer or not', async () => {
      const row = await issued();
      expect(await ask(row.serial, '-no_nonce')).toContain('good');
      await revoke(row.id);
      for (const nonce of ['-nonce', '-no_nonce']) {
        const out = await ask(row.serial, nonce);
        expect(out).toMatch(/: revoked[\s\S]*Reason: keyCompromise/);
      }
    });

    it('ok/held, then good again when released', async () => {
      const row = await issued();
      await change(row.id, 'suspend');
      expect(await ask(row.serial, '-no_nonce')).toMatch(/revoked[\s\S]*certificateHold/);
      await change(row.id, 'release');
      expect(await ask(row.serial, '-no_nonce')).toContain('good');
    });

    it('ok/unknown for a serial that was never issued, or only reserved', async () => {
      expect(await ask('40112233445566778899aabbccddeeff')).toContain('unknown');
      const serial = '41112233445566778899aabbccddeeff';
      await house.storage.transaction<PkiTables, unknown>((tx) =>
        tx
          .insertInto('pki_serials')
          .values({
            serial,
            authority_id: issuing().id,
            profile: 'staff-signin',
            request_id: null,
            state: 'abandoned',
            reserved_at: new Date().toISOString(),
          })
          .execute(),
      );
      expect(await ask(serial)).toContain('unknown');
    });

    it('ok/the root answers for the issuing authority', async () => {
      const args = ['ocsp', '-issuer', join(folder, 'root.pem'), '-cert', join(folder, 'issuing.pem')];
      const trust = ['-CAfile', join(folder, 'root.pem'), '-url', url];
      const { stdout, stderr } = await run(openssl.path, [...args, ...trust], { timeout: 20_000 });
      expect(stdout + stderr).toContain('Response verify OK');
      expect(stdout + stderr).toContain('issuing.pem: good');
    });

    it('fail/unauthorized for another issuer', async () => {
      const args = [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-subj',
        '/CN=Other',
      ];
      await run(openssl.path, [...args, '-keyout', join(folder, 'o.key'), '-out', join(folder, 'other.pem')]);
      const { stdout, stderr } = await run(openssl.path, [
        'ocsp',
        '-issuer',
        join(folder, 'other.pem'),
        '-serial',
        '0x1234',
        '-url',
        url,
      ]).catch((error: { stdout: string; stderr: string }) => error);
      expect(stdout + stderr).toContain('unauthorized');
    });
  });

  describe.skipIf(!curl.found)('asked by curl with GET', () => {
    it('ok/base64 in the path, encoded or bare, with caching headers', async () => {
      const { serial } = await issued();
      const { name, spki } = issuing();
      const request = buildOcspRequest(ocspCertId('sha1', name, spki, Buffer.from(serial, 'hex')));
      const base64 = request.toString('base64');
      for (const path of [base64, encodeURIComponent(base64)]) {
        const { stdout } = await run(curl.path, ['-s', '-i', `${url}/${path}`], { encoding: 'buffer' });
        const end = stdout.indexOf('\r\n\r\n');
        const head = stdout.subarray(0, end).toString();
        expect(head).toMatch(/200 OK/);
        expect(head).toMatch(/application\/ocsp-response/);
        expect(head).toMatch(/max-age=1, public/);
        expect(parseOcspResponse(stdout.subarray(end + 4)).basic?.responses[0]?.status).toBe('good');
      }
    });

    it('fail/what is no question is malformed, too long or of another type', async () => {
      const status = async (...args: string[]) =>
        (await run(curl.path, ['-s', '-o', '-', '-w', '%{http_code}', ...args], { encoding: 'buffer' }))
          .stdout;
      expect((await status(`${url}/AAAA`)).toString('hex')).toContain('30030a0101');
      expect((await status(`${url}/%ZZ`)).toString('hex')).toContain('30030a0101');
      writeFileSync(join(folder, 'long'), Buffer.alloc(100_000));
      const post = [
        '-H',
        'Content-Type: application/ocsp-request',
        '--data-binary',
        `@${join(folder, 'long')}`,
      ];
      expect((await status(...post, url)).toString()).toContain('413');
      expect((await status('-d', 'x', url)).toString()).toContain('415');
    });
  });

  describe('nonce (RFC 9654)', () => {
    const answer = async (nonce: Buffer) => {
      const { serial } = await issued();
      const { name, spki } = issuing();
      const certId = ocspCertId('sha256', name, spki, Buffer.from(serial, 'hex'));
      const { der } = await house.issuing.ocsp.answer(buildOcspRequest(certId, nonce));
      return parseOcspResponse(der);
    };

    it('ok/1, 32 and 128 octets come back', async () => {
      for (const length of [1, 32, 128]) {
        const nonce = Buffer.alloc(length, 7);
        expect(Buffer.from((await answer(nonce)).basic!.nonce!)).toEqual(nonce);
      }
    });

    it('fail/none and 129 octets are malformed', async () => {
      for (const length of [0, 129])
        expect((await answer(Buffer.alloc(length))).status).toBe('malformedRequest');
    });
  });

  it('answers are signed ahead at start, and forgotten like any other', async () => {
    const row = await issued();
    const other = house.restarted();
    const { name, spki } = issuing();
    const question = buildOcspRequest(ocspCertId('sha1', name, spki, Buffer.from(row.serial, 'hex')));
    await other.start();
    // The newest certificate comes first.
    await expect.poll(() => other.ocsp.warmCount()).toBeGreaterThan(0);
    const answer = other.ocsp.answer(question);
    expect(answer).not.toBeInstanceOf(Promise);
    expect(other.ocsp.counts.warm).toBe(1);
    expect(parseOcspResponse((await answer).der).basic?.responses[0]?.status).toBe('good');
    await revoke(row.id);
    const now = async () => parseOcspResponse((await other.ocsp.answer(question)).der).basic?.responses[0];
    await expect.poll(async () => (await now())?.status, { timeout: 2000 }).toBe('revoked');
    expect(await other.ocsp.answer(question)).toMatchObject({ final: true });
    other.stop();
  });

  it('another process hears of a revocation within two seconds', async () => {
    const other = house.restarted();
    await other.start();
    const row = await issued();
    const { name, spki } = issuing();
    const question = buildOcspRequest(ocspCertId('sha1', name, spki, Buffer.from(row.serial, 'hex')));
    const statusThere = async () =>
      parseOcspResponse((await other.ocsp.answer(question)).der).basic?.responses[0]?.status;
    expect(await statusThere()).toBe('good');
    await revoke(row.id);
    await expect.poll(statusThere, { timeout: 2000 }).toBe('revoked');
    other.stop();
  });
});
