import { randomBytes, randomUUID } from 'node:crypto';
import { createEventLog, eventMigrations } from '../events/index.ts';
import { createListener, httpDefaults, type Listener, sessionCookie } from '../http/index.ts';
import type { Event } from '../kernel/event.ts';
import { createSealer } from '../seal/index.ts';
import { migrate, type Storage } from '../storage/index.ts';
import { temporaryStorage } from '../storage/testing.ts';
import { hotp, totpStep } from './core/totp.ts';
import {
  type Access,
  type AccessConfig,
  type AdminEnroller,
  accessDefaults,
  accessMigrations,
  accessPermissions,
  type CertificateJudge,
  createAccess,
  createPasswordHasher,
} from './index.ts';
import type { SetupBody, SetupResult } from './schemas.ts';

export const goodPassword = (name: string): string => `Zhihui-${name.length}-Min9zheng`;

// biome-ignore lint/suspicious/noExplicitAny: tests read what the API answered
type Answer = { readonly status: number; readonly body: any };

export type Client = {
  /** Sends JSON with the cookie of the last sign-in. */
  call(method: string, url: string, body?: unknown): Promise<Answer>;
  signIn(loginName: string, password: string, code?: string): Promise<Answer>;
  cookie: string | undefined;
};

export type World = {
  readonly access: Access;
  readonly listener: Listener;
  readonly enrolled: { reference: string; fingerprint: string; withdrawn: boolean }[];
  readonly judged: { verdict: Awaited<ReturnType<CertificateJudge['judge']>>; seen: readonly Buffer[] };
  /** Active persons of the directory. */
  readonly persons: Set<string>;
  /** Live certificates by person: which account has their key. */
  readonly keys: Map<string, readonly { serial: string; by: string }[]>;
  /** `fail` before anything is made; `crash` after it was made, before anybody is told. */
  readonly enroller: { fail: (kind: string) => boolean; crash: (kind: string) => boolean };
  now: Date;
  client(): Client;
  setup(): Promise<SetupResult>;
  /** Signed in, with a one-time code where the account has one. */
  as(kind: 'system' | 'security' | 'audit'): Promise<Client>;
  events(): Promise<readonly Event[]>;
  close(): Promise<void>;
};

export const setupBody = (token: string): SetupBody => {
  const administrator = (loginName: string, name: string, staffNumber: string) => ({
    loginName,
    name,
    staffNumber,
    pkcs12Password: 'for the file',
    password: goodPassword(loginName),
  });
  return {
    token,
    organisation: { name: '安平县民政局', code: '131125', level: 'county' },
    system: administrator('system', '赵建国', 'A001'),
    security: administrator('security', '钱秀兰', 'A002'),
    audit: administrator('audit', '孙志强', 'A003'),
  };
};

/** The code that an authenticator app would show. */
export const codeOf = (secret: Buffer, time: Date): string => hotp(secret, totpStep(time));

/** Access on a database and a listener of its own, with a clock that the test turns. */
export async function world(config: Partial<AccessConfig> = {}, given?: Storage): Promise<World> {
  const storage = given ?? (await temporaryStorage());
  await migrate(storage, [eventMigrations, accessMigrations]);
  const state = { now: new Date('2026-03-02T01:00:00.000Z') };
  const clock = { now: () => state.now };
  const events = createEventLog({ storage, clock });
  const enrolled: World['enrolled'] = [];
  const judged: World['judged'] = {
    seen: [],
    verdict: { ok: false, reason: { zh: '已过期', en: 'expired' } },
  };
  const persons = new Set(['person-1', 'person-2']);
  const keys: World['keys'] = new Map();
  const faults: World['enroller'] = { fail: () => false, crash: () => false };
  const enroller: AdminEnroller = {
    async enrol({ reference, staffNumber }) {
      if (faults.fail(reference.split('-')[1] ?? '')) throw new Error('enrolment broke down');
      const fingerprint = randomBytes(32).toString('hex');
      enrolled.push({ reference, fingerprint, withdrawn: false });
      if (faults.crash(reference.split('-')[1] ?? '')) throw new Error('crashed');
      return { holderId: `holder-${staffNumber}`, fingerprint, pkcs12: Buffer.from(fingerprint) };
    },
    async withdraw(made) {
      for (const each of enrolled) {
        if (each.fingerprint === made || each.reference === made) each.withdrawn = true;
      }
    },
  };
  const access = createAccess({
    storage,
    events,
    clock,
    sealer: createSealer(randomBytes(32)),
    config: { ...accessDefaults, secondFactor: 'none', ...config },
    permissions: {
      ...accessPermissions,
      'things.all.read': { zh: '查看', en: 'Read', roles: ['staff', 'audit-admin'] },
    },
    judge: {
      async judge(chain) {
        judged.seen = chain;
        return judged.verdict;
      },
    },
    enroller,
    people: {
      isActivePerson: async (holderId) => persons.has(holderId),
      keysWithOthers: async (_tx, holderId, accountId) =>
        (keys.get(holderId) ?? []).filter(({ by }) => by !== accountId).map(({ serial }) => serial),
    },
    hasher: createPasswordHasher({ N: 1024, r: 8, p: 1 }),
    consoleUrl: () => 'https://127.0.0.1:8443',
    certificateSignInUrl: () => 'https://127.0.0.1:8444/sign-in',
  });
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const listener = await createListener({ log: silent, config: httpDefaults, sessions: access.authenticate });
  listener.mount('/api/access', access.routes);

  const client = (): Client => {
    const address = `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}::1`;
    const self: Client = {
      cookie: undefined,
      async call(method, url, body) {
        const answer = await listener.app.inject({
          method: method as 'GET',
          url: `/api/access${url}`,
          remoteAddress: address,
          headers: self.cookie === undefined ? {} : { cookie: `${sessionCookie}=${self.cookie}` },
          ...(body !== undefined && { payload: body as object }),
        });
        const set = answer.cookies.find(({ name }) => name === sessionCookie);
        if (set) self.cookie = set.value === '' ? undefined : set.value;
        return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() };
      },
      signIn: (loginName, password, code) =>
        self.call('POST', '/sign-in', { loginName, password, ...(code !== undefined && { code }) }),
    };
    return self;
  };

  return {
    access,
    listener,
    enrolled,
    judged,
    enroller: faults,
    persons,
    keys,
    get now() {
      return state.now;
    },
    set now(time: Date) {
      state.now = time;
    },
    client,
    async setup() {
      const link = await access.service.createSetup();
      return access.service.completeSetup(setupBody(link!.token));
    },
    async as(kind) {
      const signedIn = client();
      const { status, body } = await signedIn.signIn(kind, goodPassword(kind));
      if (status !== 200) throw new Error(JSON.stringify(body));
      return signedIn;
    },
    events: async () => (await events.list({ page: 1, pageSize: 1000, order: 'oldest' })).items,
    async close() {
      await listener.close();
      await events.stop();
      await storage.close();
    },
  };
}
