import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { freePort } from '../../test/free-ports.ts';
import { peer } from '../../test/peers/find.ts';
import { startChild } from '../children.ts';
import { poster } from './client.ts';
import type { Contender } from './contender.ts';
import type { PeerAuthority } from './peer-authority.ts';

export const cfsslPeer = peer('cfssl', {
  registry: 'go install github.com/cloudflare/cfssl/cmd/cfssl@v1.6.5',
});

const url = (path: string) => `http://127.0.0.1:8080/${path}`;
const config = {
  signing: {
    default: {
      expiry: '8760h',
      usages: ['digital signature', 'server auth', 'client auth'],
      crl_url: url('crl/0.crl'),
      ocsp_url: url('ocsp'),
      issuer_urls: [url('ca/0.cer')],
    },
  },
};
/** The tables that its migrations for SQLite make. */
const tables = `
  create table certificates (serial_number blob not null, authority_key_identifier blob not null, ca_label blob,
    status blob not null, reason int, expiry timestamp, revoked_at timestamp, pem blob not null, issued_at timestamp,
    not_before timestamp, metadata text, sans text, common_name text,
    primary key (serial_number, authority_key_identifier));
  create table ocsp_responses (serial_number blob not null, authority_key_identifier blob not null,
    body blob not null, expiry timestamp, primary key (serial_number, authority_key_identifier))`;

/** `cfssl serve` on SQLite, in WAL mode with an fsync for each commit, as the product has it. */
export async function cfssl({ folder, issuing }: PeerAuthority): Promise<Contender> {
  const database = join(folder, 'cfssl.db');
  const db = new DatabaseSync(database);
  db.exec(`pragma journal_mode = wal; ${tables}`);
  const put = (name: string, value: unknown) => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(value));
    return file;
  };
  const source = `file:${database}?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=30000`;
  const port = await freePort();
  const child = await startChild(
    cfsslPeer.path,
    [
      ...['serve', '-address', '127.0.0.1', '-port', String(port), '-loglevel', '4'],
      ...['-ca', issuing.file, '-ca-key', issuing.keyFile, '-config', put('cfssl.json', config)],
      ...['-db-config', put('cfssl-db.json', { driver: 'sqlite3', data_source: source })],
    ],
    { port, cwd: folder },
  );
  const { post, close } = poster(`http://127.0.0.1:${port}/api/v1/cfssl/sign`);
  const bodies = new Map<number, string>();
  return {
    name: 'cfssl serve',
    note: 'HTTP, row in SQLite on disk',
    child,
    prepare(csrs) {
      bodies.clear();
      for (const { index, pem } of csrs) bodies.set(index, JSON.stringify({ certificate_request: pem }));
    },
    async issue({ index }) {
      const answer = JSON.parse(await post(bodies.get(index)!)) as { result: { certificate: string } };
      return answer.result.certificate;
    },
    async recorded() {
      return Number(db.prepare('select count(*) as count from certificates').get()!.count);
    },
    async close() {
      close();
      await child.stop();
      db.close();
    },
  };
}
