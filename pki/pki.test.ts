import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpsServer, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEventLog, eventMigrations } from '#platform/events/index.ts';
import { createListener, httpDefaults, type Listener } from '#platform/http/index.ts';
import type { PersonActor } from '#platform/kernel/actor.ts';
import { systemActor } from '#platform/kernel/actor.ts';
import { newId } from '#platform/kernel/ids.ts';
import { createSealer } from '#platform/seal/index.ts';
import { temporaryStorage } from '#platform/storage/testing.ts';
import { certtool, runCerttool } from '../test/peers/certtool.ts';
import { peer } from '../test/peers/find.ts';
import { openssl } from '../test/peers/openssl.ts';
import { parseCrl } from './core/x509/crl.ts';
import { encodePem } from './core/x509/pem.ts';
import { createPki, type Pki } from './index.ts';
import { pkiMigrations } from './migrations/index.ts';
import { noAccounts } from './service/testing.ts';
import { findByFingerprint } from './store/certificates.ts';
import type { PkiTables } from './store/tables.ts';

const curl = peer('curl', { debian: 'curl', versionArgs: ['--version'] });
const run = promisify(execFile);
const day = 86_400_000;

describe('the certificates domain', () => {
  let storage: Awaited<ReturnType<typeof temporaryStorage>>;
  let pki: Pki;
  let plain: Listener;
  let base: string;
  let folder: string;
  const time = { shift: 0 };
  const clock = { now: () => new Date(Date.now() + time.shift) };

  beforeAll(async () => {
    storage = await temporaryStorage([eventMigrations, pkiMigrations]);
    const events = createEventLog({ storage, clock });
    const authority = { commonName: '测试根', keyAlgorithm: 'ec-p384', years: 20 } as const;
    pki = createPki({
      storage,
      events,
      clock,
      sealer: createSealer(Buffer.alloc(32, 7)),
      publicBaseUrl: () => base,
      holderAccounts: noAccounts,
      config: {
        country: 'CN',
        organization: '民政统一身份认证',
        root: authority,
        issuing: { commonName: '测试签发', keyAlgorithm: 'ec-p256', years: 10 },
        crlHours: 24,
        deltaCrlHours: 1,
        crlShards: 2,
        ocspMinutes: 60,
        requestExpiryDays: 30,
        expiryNoticeDays: 30,
      },
    });
    const log = { debug() {}, info() {}, warn() {}, error() {} } as never;
    plain = await createListener({ log, config: httpDefaults, sessions: async () => undefined });
    plain.mount('', pki.publicRoutes());
    pki.attachOcsp(plain.app.server as never);
    base = `http://127.0.0.1:${await plain.listen({ host: '127.0.0.1', port: 0 })}`;
    await pki.start();
    folder = mkdtempSync(join(tmpdir(), 'anmin-domain-'));
  });
  afterAll(async () => {
    pki.stop();
    await plain.close();
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  });

  let count = 0;
  async function administrator() {
    count += 1;
    const enrolled = await pki.enroller.enrol({
      reference: newId(),
      name: `管理员${count}`,
      staffNumber: `ADM${count}`,
      organisation: { name: '某县民政局', code: '330106', level: 'county' },
      pkcs12Password: 'correct horse',
    });
    const row = (await findByFingerprint(storage.read<PkiTables>(), enrolled.fingerprint))!;
    return { ...enrolled, row, chain: [row.der, pki.service.issuing.issuers.active('issuing').row.der] };
  }
  const reasonOf = async (chain: readonly Buffer[]) => {
    const verdict = await pki.judgeSignIn(chain);
    return verdict.ok ? 'ok' : verdict.code;
  };

  describe('sign-in', () => {
    it('ok/an administrator of the set-up', async () => {
      const { chain, holderId, fingerprint } = await administrator();
      expect(await pki.judgeSignIn(chain)).toEqual({ ok: true, holderId, fingerprint });
      expect(await reasonOf(chain.slice(0, 1))).toBe('ok');
    });

    it('fail/no, unreadable, foreign certificate', async () => {
      expect(await reasonOf([])).toBe('no-certificate');
      expect(await reasonOf([Buffer.from('nonsense')])).toBe('unreadable');
      const args = [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-outform',
        'DER',
      ];
      await run(openssl.path, [
        ...args,
        '-subj',
        '/CN=X',
        '-keyout',
        join(folder, 'k'),
        '-out',
        join(folder, 'x.der'),
      ]);
      const { readFileSync } = await import('node:fs');
      expect(await reasonOf([readFileSync(join(folder, 'x.der'))])).toBe('foreign');
    });

    it('fail/held, then ok/released, then fail/revoked, at once', async () => {
      const { chain, row } = await administrator();
      const { issuance, actor } = pki.service.issuing;
      await issuance.suspend(row.id, 'r', actor);
      expect(await reasonOf(chain)).toBe('held');
      await issuance.release(row.id, 'r', actor);
      expect(await reasonOf(chain)).toBe('ok');
      await issuance.revoke(row.id, 'privilegeWithdrawn', 'r', actor);
      expect(await reasonOf(chain)).toBe('revoked');
    });

    it('fail/expired', async () => {
      const { chain } = await administrator();
      time.shift = 800 * day;
      expect(await reasonOf(chain)).toBe('expired');
      time.shift = 0;
    });

    it('fail/a server certificate', async () => {
      const { cert } = await pki.serverIdentity(['localhost'], ['127.0.0.1']);
      expect(await reasonOf([new X509Certificate(cert).raw])).toBe('purpose');
    });

    it('fail/the holder has left', async () => {
      const { chain, holderId } = await administrator();
      await storage.transaction<PkiTables, unknown>((tx) =>
        tx.updateTable('pki_holders').set({ state: 'left' }).where('id', '=', holderId).execute(),
      );
      expect(await reasonOf(chain)).toBe('holder-left');
    });
  });

  describe('server certificate', () => {
    it('makes one certificate when two ask at once', async () => {
      const names = [['both.internal'], ['127.0.0.1']] as const;
      const [one, other] = await Promise.all([pki.serverIdentity(...names), pki.serverIdentity(...names)]);
      expect(one.cert).toBe(other.cert);
    });

    it('serves TLS to a client that trusts the root, and stays the same until it is due', async () => {
      const identity = await pki.serverIdentity(['localhost'], ['127.0.0.1']);
      expect((await pki.serverIdentity(['localhost'], ['127.0.0.1'])).cert).toBe(identity.cert);
      const server = createHttpsServer(identity, (_, response) => response.end('hello'));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const ca = encodePem('CERTIFICATE', pki.service.issuing.issuers.active('root').row.der);
      const { port } = server.address() as AddressInfo;
      const status = await new Promise((resolve, reject) => {
        httpsRequest({ host: '127.0.0.1', port, ca }, (response) => resolve(response.statusCode))
          .on('error', reject)
          .end();
      });
      expect(status).toBe(200);
      server.close();
    });

    it('is renewed by the job before its end, and the listener is told', async () => {
      const before = await pki.serverIdentity(['localhost'], []);
      const told: string[] = [];
      const end = pki.onServerIdentityRenewed(({ cert }) => told.push(cert));
      const job = pki.jobs.find(({ name }) => name === 'pki.server-identity')!;
      await job.run(new AbortController().signal);
      expect(told).toEqual([]);
      time.shift = 250 * day;
      await job.run(new AbortController().signal);
      time.shift = 0;
      expect(told).toHaveLength(1);
      expect(told[0]).not.toBe(before.cert);
      end();
    });
  });

  describe.skipIf(!curl.found)('published over HTTP', () => {
    const get = async (path: string, ...options: string[]) => {
      const { stdout } = await run(curl.path, ['-s', '-i', ...options, `${base}${path}`], {
        encoding: 'buffer',
      });
      const end = stdout.indexOf('\r\n\r\n');
      return { head: stdout.subarray(0, end).toString().toLowerCase(), body: stdout.subarray(end + 4) };
    };

    it('the CRL at the address in the certificate, at once on demand, with conditional requests', async () => {
      const { row } = await administrator();
      const { issuance, actor, revocation } = pki.service.issuing;
      await issuance.revoke(row.id, 'superseded', 'r', actor);
      await revocation.publish(actor);
      const path = `/crl/${row.authority_id}/${row.shard}.crl`;
      expect(new X509Certificate(row.der).toLegacyObject().raw.toString('latin1')).toContain(
        `${base}${path}`,
      );
      const { head, body } = await get(path);
      expect(head).toMatch(/^http\/1.1 200/);
      expect(head).toContain('content-type: application/pkix-crl');
      const [, etag] = /etag: ("[^"]+")/i.exec(
        (await run(curl.path, ['-s', '-I', '-X', 'GET', `${base}${path}`])).stdout,
      )!;
      expect(
        parseCrl(body)
          .entries()
          .map(({ serialHex }) => serialHex),
      ).toContain(row.serial);
      expect((await get(path, '-H', `If-None-Match: ${etag}`)).head).toMatch(/^http\/1.1 304/);
      expect((await get(path.replace('.crl', '-delta.crl'))).head).toMatch(/^http\/1.1 200/);
    });

    it('the certificate of the authority; nothing else', async () => {
      const { row } = pki.service.issuing.issuers.active('issuing');
      const { head, body } = await get(`/ca/${row.fingerprint}.cer`);
      expect(head).toContain('content-type: application/pkix-cert');
      expect(body.equals(row.der)).toBe(true);
      expect((await get(`/ca/${'0'.repeat(64)}.cer`)).head).toMatch(/^http\/1.1 404/);
      expect((await get(`/crl/${newId()}/0.crl`)).head).toMatch(/^http\/1.1 404/);
      expect((await get('/crl/../../etc/0.crl', '--path-as-is')).head).toMatch(/^http\/1.1 4/);
    });

    it('OCSP on the same listener', async () => {
      expect((await get('/ocsp/AAAA')).body.toString('hex')).toBe('30030a0101');
    });
  });

  it.skipIf(!certtool.found)('certtool verifies the chain', async () => {
    const { chain } = await administrator();
    const root = pki.service.issuing.issuers.active('root').row.der;
    writeFileSync(join(folder, 'root.pem'), encodePem('CERTIFICATE', root));
    const pem = chain.map((der) => encodePem('CERTIFICATE', der)).join('');
    const { code, out } = runCerttool(['--verify', '--load-ca-certificate', join(folder, 'root.pem')], pem);
    expect(out).toContain('Chain verification output: Verified');
    expect(code).toBe(0);
  });

  describe('lists', () => {
    const officer: PersonActor = {
      kind: 'person',
      accountId: newId(),
      name: '审核员',
      sessionId: newId(),
      method: 'password',
      permissions: new Set(['pki.certificates.read', 'pki.validate']),
    };

    it('are searched by name, number, serial; own certificates only without the permission', async () => {
      const { row, holderId } = await administrator();
      const { list, get } = pki.service.certificates;
      const found = async (q: string) => (await list(officer, { q })).items.map(({ id }) => id);
      for (const q of [
        row.common_name,
        `ADM${count}`,
        row.serial.slice(2, 20),
        row.fingerprint.slice(0, 16),
      ]) {
        expect(await found(q)).toContain(row.id);
      }
      expect(await found('100%_nobody')).toEqual([]);
      const { permissions: _, ...rest } = officer;
      const self: PersonActor = { ...rest, holderId, permissions: new Set() };
      const own = await list(self, {});
      expect(own.items.map(({ id }) => id)).toEqual([row.id]);
      const other = await administrator();
      await expect(get(self, other.row.id)).rejects.toMatchObject({ code: 'pki.certificate-not-found' });
      expect((await pki.service.certificates.inventory(self)).valid).toBe(1);
    });

    it('detail shows decoded fields, chain and history in order; downloads open elsewhere', async () => {
      const { row } = await administrator();
      const { issuance, actor } = pki.service.issuing;
      await issuance.suspend(row.id, 'r', actor);
      const detail = await pki.service.certificates.get(officer, row.id);
      expect(detail.history.map(({ event }) => event)).toEqual([
        'pki.certificate.issued',
        'pki.certificate.collected',
        'pki.certificate.suspended',
      ]);
      expect(detail.certificate.state).toBe('suspended');
      expect(detail.chain).toHaveLength(2);
      const usage = detail.fields.find(({ label }) => label.en === 'Key usage');
      expect(usage).toEqual({
        label: { zh: '密钥用途', en: 'Key usage' },
        value: 'digitalSignature',
        critical: true,
      });
      const { content } = await pki.service.certificates.download(officer, row.id, 'p7b');
      writeFileSync(join(folder, 'x.p7b'), content);
      const { stdout } = await run(openssl.path, [
        'pkcs7',
        '-inform',
        'DER',
        '-in',
        join(folder, 'x.p7b'),
        '-print_certs',
      ]);
      expect(stdout.match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
    });

    it('inventory counts what holders have, as the list does, and the own certificates of the system apart', async () => {
      const { list, inventory: count } = pki.service.certificates;
      const inventory = await count(officer);
      for (const state of ['valid', 'expiring', 'expired', 'suspended', 'revoked'] as const) {
        expect((await list(officer, { state, owner: 'holder' })).total).toBe(inventory[state]);
      }
      const own = await list(officer, { owner: 'system', pageSize: 200 });
      expect(inventory.system).toBe(own.total);
      expect(own.total).toBeGreaterThan(0);
      expect(own.items.every(({ holderId }) => holderId === null)).toBe(true);
      const all = await list(officer, {});
      expect((await list(officer, { owner: 'holder' })).total).toBe(all.total - own.total);
      const profiles = inventory.byProfile.map(({ profile }) => profile);
      expect(profiles).toContain('staff-signin');
      expect(profiles).not.toContain('root');
      expect(inventory.issuedLast30Days).toBe(all.total - own.total);
    });

    it('validation reports the step that failed, with our own CRLs', async () => {
      const { row } = await administrator();
      const pem = encodePem('CERTIFICATE', row.der);
      const { validate } = pki.service.issuing.validation;
      expect((await validate(officer, { chain: pem, revocation: 'required' })).valid).toBe(true);
      const { issuance, actor, crls } = pki.service.issuing;
      await issuance.revoke(row.id, 'superseded', 'r', actor);
      await crls.publishDue(actor);
      const report = await validate(officer, { chain: pem, revocation: 'required' });
      expect(report.valid).toBe(false);
      expect(report.failure?.reason?.zh).toMatch(/吊销/);
      await expect(validate(officer, { chain: 'x' })).rejects.toMatchObject({ code: 'pki.validation-input' });
    });
  });

  it('notices of coming expiry go out once each', async () => {
    const { row } = await administrator();
    const { expiry } = pki.service.issuing;
    const notices = async () =>
      (
        await storage
          .read<PkiTables>()
          .selectFrom('pki_notices')
          .selectAll()
          .where('certificate_id', '=', row.id)
          .execute()
      ).length;
    const end = Date.parse(row.not_after);
    for (const [daysLeft, expected] of [
      [31, 0],
      [29, 1],
      [28, 1],
      [13, 2],
      [6, 3],
      [0.5, 4],
      [0.4, 4],
    ] as const) {
      time.shift = end - daysLeft * day - Date.now();
      await expiry.notify();
      expect(await notices()).toBe(expected);
    }
    time.shift = 0;
  });

  it('the commands print and answer by exit code', async () => {
    const lines: string[] = [];
    const actor = systemActor('cli', ['pki.certificates.read', 'pki.revocation.publish']);
    const anmin = (verb: string, ...args: string[]) => {
      const context = {
        actor,
        args,
        json: true,
        stdin: process.stdin,
        out: (text: string) => lines.push(text),
        err() {},
      };
      return pki.commands.find((command) => command.verb === verb)!.run(context);
    };
    expect(await anmin('ca show')).toBe(0);
    expect(JSON.parse(lines.at(-1)!)).toHaveLength(2);
    expect(await anmin('crl publish')).toBe(0);
    expect(await anmin('certificates list', '--state', 'revoked')).toBe(0);
    expect(await anmin('certificates list', '--state', 'nonsense')).toBe(2);
    expect(await anmin('audit')).toBe(0);
    const { row } = await administrator();
    await storage.transaction<PkiTables, unknown>((tx) =>
      tx.updateTable('pki_serials').set({ state: 'abandoned' }).where('serial', '=', row.serial).execute(),
    );
    expect(await anmin('audit')).toBe(1);
    expect(lines.at(-1)).toContain('serial-not-issued');
  });

  it('metrics tell of answers and of lists', async () => {
    const registry = new Registry();
    pki.metrics(registry);
    const text = await registry.metrics();
    expect(text).toMatch(/anmin_pki_ocsp_answers_total\{kind="malformed"\} \d/);
    expect(text).toMatch(/anmin_pki_crl_next_update_seconds\{[^}]*kind="delta"\} \d/);
  });
});
