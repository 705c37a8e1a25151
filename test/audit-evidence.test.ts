import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cosign } from '../audit/core/notes/cosignature.ts';
import { generateNoteKey, noteSigner } from '../audit/core/notes/keys.ts';
import { formatNote, parseNote } from '../audit/core/notes/note.ts';
import { openAuditOffice } from './audit-office.ts';
import { call } from './composed.ts';
import { start } from './program.ts';

const { product, officer, audit, security } = await openAuditOffice();

describe('evidence of the composed product', { timeout: 120_000 }, () => {
  let elsewhere: string;
  let file: Buffer;
  let key: string;

  const verifyProof = async (bytes: Buffer) => {
    const path = join(elsewhere, 'file.jsonl');
    writeFileSync(path, bytes);
    return start('bin/anmin.mjs', ['audit', 'verify-proof', path, '--key', key], {}, elsewhere).ended();
  };

  beforeAll(async () => {
    elsewhere = mkdtempSync(join(tmpdir(), 'anmin-elsewhere-'));
  });
  afterAll(async () => {
    await product.close();
    rmSync(elsewhere, { recursive: true, force: true });
  });

  it('is asked for with a reason, made, and taken as a file', async () => {
    const wanted = {
      title: '角色变更的证据',
      query: 'anmin.source:anmin',
      from: new Date(Date.now() - 3_600_000).toISOString(),
      to: new Date(Date.now() + 60_000).toISOString(),
    };
    const without = await call(product, officer, 'POST', '/api/audit/exports', { ...wanted, reason: '' });
    expect(without.status).toBe(400);
    await expect
      .poll(async () => (await call(product, officer, 'GET', '/api/audit/evidence')).body.followers[0].lag)
      .toBe(0);
    const asked = await call(product, officer, 'POST', '/api/audit/exports', {
      ...wanted,
      reason: '年度检查调取',
    });
    expect(asked.status).toBe(201);
    const url = `/api/audit/exports/${asked.body.id}`;
    await expect
      .poll(async () => (await call(product, officer, 'GET', url)).body, { timeout: 30_000 })
      .toMatchObject({ state: 'done' });
    const { body: made } = await call(product, officer, 'GET', url);
    expect(made.records).toBeGreaterThan(5);
    const taken = await product.server.main.app.inject({
      method: 'GET',
      url: `${url}/file`,
      headers: officer,
    });
    file = taken.rawPayload;
    // Made by the product itself, for a person.
    await expect
      .poll(
        async () => {
          const query = 'anmin.source:anmin and event.action:audit.evidence.exported';
          const { from, to } = wanted;
          return (await call(product, officer, 'POST', '/api/audit/events/search', { query, from, to })).body
            .items;
        },
        { timeout: 20_000 },
      )
      .toMatchObject([
        { fields: { user: { name: 'audit.export' }, anmin: { event: { data: { for: '何清源' } } } } },
      ]);
    expect(file.length).toBe(made.bytes);
    const { body } = await call(product, officer, 'GET', '/api/audit/evidence');
    key = join(elsewhere, 'log.pub');
    writeFileSync(key, `${body.vkey}\n`);
  });

  it('is proven elsewhere by file and key alone', async () => {
    const { code, output } = await verifyProof(file);
    expect(output).toContain('证据成立');
    expect(code).toBe(0);
    expect(readFileSync(key, 'utf8')).toMatch(/^anmin\//);
  });

  it.each([
    { name: 'one bit in its first line', change: (bytes: Buffer) => flip(bytes, 20) },
    { name: 'one bit in the middle', change: (bytes: Buffer) => flip(bytes, bytes.length >> 1) },
    { name: 'one bit near its end', change: (bytes: Buffer) => flip(bytes, bytes.length - 10) },
    {
      name: 'a line less',
      change: (bytes: Buffer) => {
        const lines = bytes.toString('utf8').split('\n');
        return Buffer.from([...lines.slice(0, 2), ...lines.slice(3)].join('\n'));
      },
    },
  ])('is refused with $name', async ({ change }) => {
    const { code, output } = await verifyProof(change(Buffer.from(file)));
    expect(output).toContain('证据不成立');
    expect(code).toBe(1);
  });

  it('a hold is placed by the audit administrator and lifted by two persons only', async () => {
    const hold = { title: '配合调查', reason: '收到调取通知书', keepFrom: new Date().toISOString() };
    expect((await call(product, security, 'POST', '/api/audit/holds', hold)).status).toBe(403);
    const { body } = await call(product, audit, 'POST', '/api/audit/holds', hold);
    const url = `/api/audit/holds/${body.id}`;
    expect((await call(product, security, 'POST', `${url}/lift`)).body.code).toBe('audit.hold-not-asked');
    expect((await call(product, audit, 'POST', `${url}/ask-to-lift`, { text: '已办结' })).status).toBe(204);
    expect((await call(product, audit, 'POST', `${url}/lift`)).body.code).toBe('audit.hold-same-person');
    expect((await call(product, officer, 'POST', `${url}/lift`)).status).toBe(403);
    expect((await call(product, security, 'POST', `${url}/lift`)).status).toBe(204);
    const { body: holds } = await call(product, officer, 'GET', '/api/audit/holds');
    expect(holds.items[0]).toMatchObject({ liftAskedBy: '韩德胜', liftedBy: '林静怡' });
  });

  it('the line of a witness is taken, and that it came is on record, once an hour', async () => {
    const signer = noteSigner('witness', 'bureau.example/audit-admin', generateNoteKey());
    const added = await call(product, audit, 'POST', '/api/audit/witnesses', { vkey: signer.vkey });
    expect(added.status).toBe(201);
    for (let round = 0; round < 3; round++) {
      const { body: checkpoint } = await call(product, {}, 'GET', '/api/audit/log/checkpoint');
      const { text, signatures } = parseNote(String(checkpoint))!;
      const line = cosign(text, signer, Math.floor(Date.now() / 1000));
      const cosigned = formatNote({ text, signatures: [...signatures, line] });
      const url = '/api/audit/witness/cosignature';
      expect((await call(product, {}, 'POST', url, { checkpoint: cosigned })).status).toBe(204);
    }
    await expect
      .poll(
        async () => {
          const { body } = await call(product, officer, 'POST', '/api/audit/events/search', {
            query: 'anmin.source:anmin and event.action:audit.witness.cosigned',
            from: new Date(Date.now() - 3_600_000).toISOString(),
            to: new Date(Date.now() + 60_000).toISOString(),
          });
          return body.items.map((item: { fields: { anmin: { event: object } } }) => item.fields.anmin.event);
        },
        { timeout: 20_000 },
      )
      .toMatchObject([{ subject: { id: added.body.id, label: 'bureau.example/audit-admin' } }]);
  });

  it('the searchable copy says how it is', async () => {
    const { status, body } = await call(product, officer, 'GET', '/api/audit/store');
    expect(status).toBe(200);
    expect(body).toEqual({ name: 'embedded', state: 'ok', fault: null, retention: 'job', cluster: null });
  });

  it('rules say the name of their file, not where it lies on the server', async () => {
    const { body } = await call(product, security, 'GET', '/api/audit/rules');
    expect(body.items.length).toBeGreaterThan(10);
    for (const { file: name } of body.items) expect(name).toMatch(/^[^/\\]+\.yml$/);
  });
});

function flip(bytes: Buffer, at: number): Buffer {
  bytes[at] = bytes[at]! ^ 1;
  return bytes;
}
