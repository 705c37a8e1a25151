import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createEventLog, eventMigrations } from '#platform/events/index.ts';
import { newId } from '#platform/kernel/ids.ts';
import { createSealer } from '#platform/seal/index.ts';
import { migrate, openStorage, type Storage } from '#platform/storage/index.ts';
import { temporaryStorage } from '#platform/storage/testing.ts';
import { loadProfiles } from '../adapters/profile-files.ts';
import { pkiMigrations } from '../migrations/index.ts';
import type { HolderAccounts, IssueOrder } from '../ports.ts';
import type { PkiTables } from '../store/tables.ts';
import { createIssuing } from './issuing.ts';
import type { PkiSettings } from './settings.ts';

export const testSettings: PkiSettings = {
  country: 'CN',
  organization: '民政统一身份认证',
  root: { commonName: '测试根', keyAlgorithm: 'ec-p384', years: 20 },
  issuing: { commonName: '测试签发', keyAlgorithm: 'ec-p256', years: 10 },
  crlHours: 24,
  deltaCrlHours: 1,
  crlShards: 4,
  ocspMinutes: 60,
  requestExpiryDays: 30,
  expiryNoticeDays: 30,
  publicBaseUrl: () => 'http://127.0.0.1:8080',
  keyStore: 'sealed',
};

/** A house in which nobody has an account. */
export const noAccounts: HolderAccounts = { canSignIn: async () => false };

/** Storage (SQLite unless an address is given), events, seal and a clock that tests move. */
export async function testDeps(startAt: Date, postgresUrl?: string) {
  const sets = [eventMigrations, pkiMigrations];
  const storage = postgresUrl ? await openStorage({ url: postgresUrl }) : await temporaryStorage(sets);
  if (postgresUrl) await migrate(storage, sets);
  const time = { now: startAt };
  const clock = { now: () => new Date(time.now) };
  const events = createEventLog({ storage, clock });
  return {
    deps: { storage, events, clock, sealer: createSealer(randomBytes(32)) },
    pass(ms: number) {
      time.now = new Date(time.now.getTime() + ms);
    },
    eventNames: async () =>
      (await events.list({ page: 1, pageSize: 200, order: 'oldest' })).items.map(({ name }) => name),
    eventCount: async (name: string) => (await events.list({ page: 1, pageSize: 1, names: [name] })).total,
    async close() {
      await events.stop();
      await storage.close();
    },
  };
}

/** The issuing side on a database of its own, with a bureau of one organisation; all real but the clock. */
export async function testIssuing(settings: Partial<PkiSettings> = {}, startAt = new Date()) {
  const { deps: common, close, eventNames, pass } = await testDeps(startAt);
  const { storage } = common;
  const { profiles, problems } = loadProfiles(join(import.meta.dirname, '../profiles'));
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const accounts = new Set<string>();
  const deps = {
    ...common,
    profiles,
    holderAccounts: { canSignIn: async (holderId: string) => accounts.has(holderId) },
    settings: { ...testSettings, ...settings },
  };
  const issuing = createIssuing(deps);
  const organisationId = await addBureau(storage);
  return {
    deps,
    issuing,
    storage,
    /** Holders who have an account. */
    accounts,
    pass,
    /** A second one on the same database, as a restarted process would be. */
    restarted: () => createIssuing(deps),
    addHolder: (over: Partial<PkiTables['pki_holders']> = {}) => addHolder(storage, organisationId, over),
    eventNames,
    close,
  };
}

export type TestIssuing = Awaited<ReturnType<typeof testIssuing>>;

/** One organisation at the top of the tree. */
export async function addBureau(storage: Storage): Promise<string> {
  const id = newId();
  await storage.transaction<PkiTables, unknown>((tx) =>
    tx
      .insertInto('pki_organisations')
      .values({
        id,
        parent_id: null,
        code: id,
        name: '杭州市民政局',
        level: 'city',
        path: `/${id}/`,
        created_at: new Date().toISOString(),
      })
      .execute(),
  );
  return id;
}

export async function addHolder(
  storage: Storage,
  organisationId: string,
  over: Partial<PkiTables['pki_holders']> = {},
): Promise<string> {
  const id = newId();
  const at = new Date().toISOString();
  await storage.transaction<PkiTables, unknown>((tx) =>
    tx
      .insertInto('pki_holders')
      .values({
        id,
        kind: 'person',
        organisation_id: organisationId,
        name: '王芳',
        number: randomBytes(8).toString('hex'),
        email: null,
        mobile: null,
        title: null,
        dns_names: '[]',
        ip_addresses: '[]',
        state: 'active',
        created_at: at,
        updated_at: at,
        ...over,
      })
      .execute(),
  );
  return id;
}

/** An order for a key made here, unless told otherwise. */
export function orderFor(holderId: string, over: Partial<IssueOrder> = {}): IssueOrder {
  return {
    requestId: newId(),
    profile: 'staff-signin',
    holderId,
    csr: null,
    keyAlgorithm: null,
    days: null,
    dnsNames: null,
    ipAddresses: null,
    renewedFromId: null,
    sameKey: false,
    ...over,
  };
}
