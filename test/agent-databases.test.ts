import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgentOffice, agentOffice, source } from './agent-office.ts';
import { type Composed, call, signIn } from './composed.ts';
import { end } from './office-process.ts';
import { mariadb, startAuditedMariadb } from './peers/mariadb.ts';
import { pgaudit, startAuditedPostgres } from './peers/pgaudit.ts';
import type { Program } from './program.ts';

let office: AgentOffice;
let product: Composed;
let agent: Program | undefined;

beforeEach(async () => {
  office = await agentOffice();
  product = await office.open();
});
afterEach(async () => {
  agent?.child.kill('SIGKILL');
  agent = undefined;
  await product?.close();
  rmSync(office.folder, { recursive: true, force: true });
});

/** Files that the agent says it follows. */
function followed(): number {
  const path = join(office.state, 'state.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).inputs[0].files.length : 0;
}

type Fields = { readonly db: Record<string, unknown>; readonly user?: { readonly name?: string } };

/** Waits until a search of the audit officer finds so many. */
async function find(query: string, count: number): Promise<Fields[]> {
  const officer = await signIn(product, 'audit');
  let fields: Fields[] = [];
  await expect
    .poll(
      async () => {
        const { status, body } = await call(product, officer, 'POST', '/api/audit/events/search', {
          query: `anmin.source:${source} and ${query}`,
          from: '2000-01-01T00:00:00.000Z',
          to: '2100-01-01T00:00:00.000Z',
          limit: 200,
        });
        expect(status).toBe(200);
        fields = body.items.map((item: { fields: Fields }) => item.fields);
        return fields.length;
      },
      { timeout: 30_000, interval: 200 },
    )
    .toBe(count);
  return fields;
}

const many = Array.from({ length: 150 }, (_, n) => n);

describe.skipIf(!pgaudit.found)('PostgreSQL with pgaudit', () => {
  it('ok/ who read a person’s row is found, over rotated logs and statements of several lines', async () => {
    const postgres = await startAuditedPostgres();
    try {
      agent = office.startAgent([
        { name: 'postgres', files: [join(postgres.logs, '*.csv')], records: 'postgresql-csv' },
      ]);
      await postgres.run([
        'CREATE TABLE persons (id integer primary key, name text, note text)',
        ...many.map((n) => `INSERT INTO persons VALUES (${n}, '王${n}', 'a "quoted", note')`),
        'SELECT *\n  FROM persons\n\n -- 第二行, "引号"\n WHERE name = \'王7\'',
        'GRANT SELECT ON persons TO PUBLIC',
        'DROP TABLE persons',
      ]);
      await find('db.class:WRITE and db.operation:INSERT', 150);
      const [read] = await find('db.class:READ and db.tables:*persons', 1);
      expect(read).toMatchObject({ db: { user: 'officer', operation: 'SELECT', system: 'postgresql' } });
      expect(read!.db.statement).toBe(
        'SELECT *\n  FROM persons\n\n -- 第二行, "引号"\n WHERE name = \'王7\'',
      );
      await find('db.class:ROLE', 1);
      await find('anmin.unknown:true', 0);
      expect(await end(agent)).toBe(0);
    } finally {
      await postgres.stop();
    }
  });
});

describe.skipIf(!mariadb.found)('MariaDB with server_audit', () => {
  it('ok/ who read a person’s row is found, over logs that the server rotates by itself', async () => {
    const server = await startAuditedMariadb();
    try {
      server.run(
        "CREATE DATABASE archive; CREATE USER clerk IDENTIFIED BY ''; GRANT ALL ON archive.* TO clerk",
      );
      agent = office.startAgent([{ name: 'mariadb', files: [server.log] }]);
      // What was rotated away before the very first look is not asked for.
      await expect.poll(() => followed(), { timeout: 20_000 }).toBe(1);
      server.run(
        [
          'CREATE TABLE archive.persons (id integer primary key, name varchar(40))',
          ...many.map((n) => `INSERT INTO archive.persons VALUES (${n}, '王${n}')`),
          "SELECT *\n FROM archive.persons\n WHERE name = '王7'",
        ].join(';\n'),
        'clerk',
      );
      await find('db.operation:INSERT and db.user:clerk', 150);
      const [read] = await find('db.operation:SELECT and db.tables:*persons', 1);
      expect(read).toMatchObject({ db: { user: 'clerk', system: 'mariadb' } });
      expect(read!.db.statement).toContain("WHERE name = '王7'");
      await find('anmin.unknown:true', 0);
      expect(await end(agent)).toBe(0);
    } finally {
      await server.stop();
    }
  });
});
