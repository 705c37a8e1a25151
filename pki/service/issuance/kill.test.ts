import { spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createEventLog } from '#platform/events/index.ts';
import { systemClock } from '#platform/kernel/clock.ts';
import { createSealer } from '#platform/seal/index.ts';
import { openStorage } from '#platform/storage/index.ts';
import { loadProfiles } from '../../adapters/profile-files.ts';
import type { PkiTables } from '../../store/tables.ts';
import { auditBooks } from '../certificates/audit.ts';
import { createIssuing } from '../issuing.ts';
import { noAccounts, testSettings } from '../testing.ts';

const rounds = process.env.ANMIN_SOAK === '1' ? 100 : 24;

describe('kill -9', () => {
  const folder = mkdtempSync(join(tmpdir(), 'anmin-kill-'));
  const file = join(folder, 'state.db');
  const masterKey = randomBytes(32).toString('hex');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /**
   * One life of the issuing process. In the first rounds it dies a random time after its start, which is
   * during the first boot; later a random time after it began to issue.
   */
  function live(round: number): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const script = join(import.meta.dirname, 'kill.child.ts');
      const child = spawn(process.execPath, [script, file, masterKey], { stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '';
      let err = '';
      const killIn = (ms: number) => setTimeout(() => child.kill('SIGKILL'), ms);
      const timer = round < 8 ? killIn(randomInt(300, 1500)) : undefined;
      child.stdout.on('data', (chunk: Buffer) => {
        const started = out.includes('started');
        out += chunk;
        if (!timer && !started && out.includes('started')) killIn(randomInt(1, 250));
      });
      child.stderr.on('data', (chunk: Buffer) => (err += chunk));
      child.on('exit', (code, signal) => {
        clearTimeout(timer);
        if (signal === 'SIGKILL') resolve(out.split('\n').filter((line) => /^[0-9a-f]{64}$/.test(line)));
        else reject(new Error(`child ended by itself (${code}): ${err}`));
      });
    });
  }

  it('leaves no certificate or a recorded one, wherever it strikes', { timeout: 300_000 }, async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < rounds; round += 1) acknowledged.push(...(await live(round)));
    expect(acknowledged.length).toBeGreaterThan(0);

    const storage = await openStorage({ file });
    const clock = systemClock;
    const events = createEventLog({ storage, clock });
    const { profiles } = loadProfiles(join(import.meta.dirname, '../../profiles'));
    const sealer = createSealer(Buffer.from(masterKey, 'hex'));
    const issuing = createIssuing({
      storage,
      events,
      clock,
      sealer,
      profiles,
      settings: testSettings,
      holderAccounts: noAccounts,
    });
    await issuing.start();
    const db = storage.read<PkiTables>();
    const known = await db.selectFrom('pki_certificates').select(['fingerprint', 'id']).execute();
    const fingerprints = new Set(known.map(({ fingerprint }) => fingerprint));
    expect(acknowledged.filter((fingerprint) => !fingerprints.has(fingerprint))).toEqual([]);
    expect(issuing.issuers.all().map(({ kind }) => kind)).toEqual(['root', 'issuing']);
    expect((await auditBooks({ storage, clock, issuers: issuing.issuers })).faults).toEqual([]);
    const reserved = await db
      .selectFrom('pki_serials')
      .select('serial')
      .where('state', '=', 'reserved')
      .execute();
    expect(reserved).toEqual([]);
    // Each certificate has its event, and the other way round.
    const { total } = await events.list({ names: ['pki.certificate.issued'], page: 1, pageSize: 1 });
    expect(total).toBe(known.length);
    issuing.stop();
    await events.stop();
    await storage.close();
  });
});
