import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '#platform/kernel/actor.ts';
import { buildOcspRequest, ocspCertId } from '../pki/core/build/ocsp.ts';
import { parseCertificate } from '../pki/core/x509/certificate.ts';
import { parseCrl } from '../pki/core/x509/crl.ts';
import { parseOcspResponse } from '../pki/core/x509/ocsp.ts';
import { type Composed, call, composed, setUp, signIn } from './composed.ts';
import { type Office, openOffice } from './office.ts';
import { type PostgresCluster, postgres, startPostgres } from './peers/postgres.ts';

describe.skipIf(!postgres.found)('the whole product on PostgreSQL', () => {
  let cluster: PostgresCluster;
  let product: Composed;
  let office: Office;
  beforeAll(async () => {
    cluster = await startPostgres();
    product = await composed({ env: { ANMIN_DATABASE_URL: await cluster.createDatabase() } });
    await setUp(product);
    office = await openOffice(product);
  }, 120_000);
  afterAll(async () => {
    await product?.close();
    await cluster?.stop();
  });

  const get = async (path: string, who = office.entry) => {
    const { status, body } = await call(product, who, 'GET', path);
    expect(status, path).toBe(200);
    return body;
  };
  const fetched = async (url: string) => {
    const answer = await fetch(url);
    expect(answer.status, url).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  };

  it('imports a directory, with a report for each line', async () => {
    const lines = ['姓名,工号,机构代码', '何志远,P001,330106', '王秀英,P002,330106', '无处去,P003,999999'];
    const organisations = ['机构代码,机构名称,层级,上级机构代码', '330106,西湖区民政局,县,'];
    const admin = await signIn(product, 'system');
    const report = async (kind: string, rows: string[]) => {
      const content = Buffer.from(rows.join('\r\n')).toString('base64');
      const input = { kind, fileName: `${kind}.csv`, content };
      return (await call(product, admin, 'POST', '/api/pki/imports', input)).body;
    };
    expect((await report('organisations', organisations)).import).toMatchObject({ created: 1, refused: 0 });
    expect((await report('people', lines)).import).toMatchObject({ created: 2, refused: 1 });
    const found = await get('/api/pki/holders?q=王秀英', admin);
    expect(found).toMatchObject({ total: 1, items: [{ number: 'P002' }] });
  });

  it('carries a certificate from request to revocation, and tells the world', async () => {
    const [holder] = (await get('/api/pki/holders?q=P001')).items;
    const { requestId, certificateId } = await office.issue(holder.id);
    expect((await office.collect(requestId, 'correct horse 7')).length).toBeGreaterThan(500);
    const again = await call(product, office.entry, 'POST', `/api/pki/requests/${requestId}/collect`, {
      password: 'correct horse 7',
    });
    expect(again.body.code).toBe('pki.key-collected');

    const list = await get('/api/pki/certificates?q=何志远');
    expect(list).toMatchObject({ total: 1, items: [{ id: certificateId, state: 'valid' }] });
    expect((await get('/api/pki/certificates?state=revoked')).total).toBe(0);

    const { content } = await get(`/api/pki/certificates/${certificateId}/file?format=der`);
    const raw = Buffer.from(content, 'base64');
    const certificate = parseCertificate(raw);
    const [issuing] = product.system.pki.service.issuing.issuers
      .all()
      .filter(({ kind }) => kind === 'issuing');
    const certId = ocspCertId(
      'sha1',
      issuing!.name,
      issuing!.spki,
      Buffer.from(certificate.serialHex, 'hex'),
    );
    const ocsp = async () => {
      const question = buildOcspRequest(certId).toString('base64');
      const der = await fetched(`${product.server.urls.plain}/ocsp/${encodeURIComponent(question)}`);
      return parseOcspResponse(der).basic!.responses[0]!.status;
    };
    expect(await ocsp()).toBe('good');

    await office.revoke(certificateId);
    expect(await ocsp()).toBe('revoked');
    const url = new RegExp(`${product.server.urls.plain}/crl/[0-9a-f-]{36}/[0-9]+\\.crl`).exec(
      raw.toString('latin1'),
    )![0];
    const serials = async (from: string) =>
      parseCrl(await fetched(from))
        .entries()
        .map(({ serialHex }) => serialHex);
    const delta = url.replace('.crl', '-delta.crl');
    await expect.poll(() => serials(delta), { timeout: 10_000 }).toContain(certificate.serialHex);
    expect((await call(product, office.approver, 'POST', '/api/pki/revocation/publish')).status).toBe(200);
    expect(await serials(url)).toContain(certificate.serialHex);

    const detail = await get(`/api/pki/certificates/${certificateId}`);
    expect(detail.certificate.state).toBe('revoked');
    expect(detail.history.map(({ event }: { event: string }) => event)).toEqual([
      'pki.certificate.issued',
      'pki.certificate.collected',
      'pki.certificate.revoked',
    ]);
    const inventory = await get('/api/pki/inventory');
    expect(inventory).toMatchObject({ revoked: 1, suspended: 0 });
    expect((await get('/api/pki/certificates?state=valid&owner=holder')).total).toBe(inventory.valid);
    expect(
      (await get('/api/pki/certificates?profile=staff-signin&sort=expires&page=1&pageSize=2')).items,
    ).toHaveLength(2);
    expect((await get('/api/pki/revocation', office.approver)).crls.length).toBeGreaterThan(2);
  });

  it('holds and releases, and renews with the same key', async () => {
    const [holder] = (await get('/api/pki/holders?q=P002')).items;
    const { certificateId } = await office.issue(holder.id);
    await office.carry({ kind: 'suspend', certificateId });
    expect((await get('/api/pki/certificates?state=suspended')).total).toBe(1);
    await office.carry({ kind: 'release', certificateId });
    const renewed = await office.carry({ kind: 'renew', certificateId, sameKey: true });
    const detail = await get(`/api/pki/certificates/${renewed.resultCertificateId}`);
    expect(detail.certificate.state).toBe('valid');
  });

  it('has books that agree, by the command line', async () => {
    const lines: string[] = [];
    const code = await product.system.commands.get('pki audit')!.run({
      actor: systemActor('cli', ['pki.certificates.read', 'pki.requests.read', 'pki.revocation.read']),
      args: [],
      json: true,
      stdin: process.stdin,
      out: (text) => void lines.push(text),
      err: (text) => void lines.push(text),
    });
    expect(lines.join('\n')).not.toContain('serial-not-issued');
    expect(code, lines.join('\n')).toBe(0);
  });
});
