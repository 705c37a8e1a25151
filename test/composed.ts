import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '#platform/config/index.ts';
import { sessionCookie } from '#platform/http/index.ts';
import { type Clock, systemClock } from '#platform/kernel/clock.ts';
import { compose, type System } from '../app/compose.ts';
import { type Server, startServer } from '../app/server.ts';
import { freePorts } from './free-ports.ts';

/** The whole product on a data directory and ports of its own. */
export type Composed = {
  readonly dataDir: string;
  readonly config: Config;
  readonly system: System;
  readonly server: Server;
  close(): Promise<void>;
};

export const passwordOf = (loginName: string): string => `Anmin-${loginName.length}-Zhihui9x`;

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'anmin-test-'));

/** Settings of a test, as overrides of the configuration. */
export async function testSettings(dataDir: string, more: Readonly<Record<string, string>> = {}) {
  const [main, clientCertificate, plain] = await freePorts(3);
  return {
    dataDir,
    'http.port': String(main),
    'http.clientCertPort': String(clientCertificate),
    'http.plainPort': String(plain),
    'access.secondFactor': 'none',
    'log.level': 'error',
    ...more,
  };
}

export async function composed(
  options: {
    settings?: Readonly<Record<string, string>>;
    /** `ANMIN_*`: the only way of a secret into the configuration. */
    env?: Readonly<Record<string, string>>;
    clock?: Clock;
    /** Of an earlier start: it outlives this one. */
    dataDir?: string;
  } = {},
): Promise<Composed> {
  const dataDir = options.dataDir ?? temporaryFolder();
  const config = loadConfig({
    env: options.env ?? {},
    overrides: await testSettings(dataDir, options.settings),
  });
  const system = await compose(config, { clock: options.clock ?? systemClock });
  const server = await startServer(system);
  return {
    dataDir,
    config,
    system,
    server,
    async close() {
      await server.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type AdminKind = 'system' | 'security' | 'audit';

/** The set-up as the wizard does it; login names are the kinds. */
export async function setUp({ server }: Composed): Promise<void> {
  const administrator = (loginName: AdminKind, name: string, staffNumber: string) => ({
    loginName,
    name,
    staffNumber,
    pkcs12Password: passwordOf(loginName),
    password: passwordOf(loginName),
  });
  const answer = await server.main.app.inject({
    method: 'POST',
    url: '/api/access/setup',
    payload: {
      token: new URLSearchParams(new URL(server.setupUrl!).hash.slice(1)).get('token'),
      organisation: { name: '松溪县民政局', code: '350724', level: 'county' },
      system: administrator('system', '周卫国', 'A001'),
      security: administrator('security', '林静怡', 'A002'),
      audit: administrator('audit', '韩德胜', 'A003'),
    },
  });
  if (answer.statusCode !== 200 && answer.statusCode !== 201) throw new Error(answer.body);
}

/** Signs in by password. @returns the headers of the session */
export async function signIn(
  { server }: Composed,
  loginName: string,
  password = passwordOf(loginName),
): Promise<{ cookie: string }> {
  const answer = await server.main.app.inject({
    method: 'POST',
    url: '/api/access/sign-in',
    payload: { loginName, password },
  });
  const cookie = answer.cookies.find(({ name }) => name === sessionCookie);
  if (!cookie) throw new Error(answer.body);
  return { cookie: `${sessionCookie}=${cookie.value}` };
}

/** One call of the API. */
export async function call(
  { server }: Composed,
  headers: Readonly<Record<string, string>>,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  payload?: object,
  // biome-ignore lint/suspicious/noExplicitAny: tests read what the API answered
): Promise<{ status: number; body: any }> {
  const answer = await server.main.app.inject({ method, url, headers, ...(payload && { payload }) });
  const json = String(answer.headers['content-type']).includes('json');
  return { status: answer.statusCode, body: json ? answer.json() : answer.body };
}

/** An account with roles whose password is `passwordOf(loginName)`: made, appointed, first password changed. */
export async function appoint(
  composed: Composed,
  of: { loginName: string; name: string; holderId?: string; roles?: readonly string[] },
): Promise<string> {
  const admin = await signIn(composed, 'system');
  const { loginName, name, holderId, roles = [] } = of;
  const created = await call(composed, admin, 'POST', '/api/access/accounts', {
    loginName,
    displayName: name,
    issuePassword: true,
    ...(holderId && { holderId }),
  });
  const { account, oneTimePassword } = created.body;
  if (roles.length > 0) {
    const security = await signIn(composed, 'security');
    const granted = await call(composed, security, 'PUT', `/api/access/accounts/${account.id}/roles`, {
      roles,
      reason: '任命',
    });
    if (granted.status >= 300) throw new Error(JSON.stringify(granted.body));
  }
  const first = await signIn(composed, loginName, oneTimePassword);
  const changed = await call(composed, first, 'POST', '/api/access/me/password', {
    current: oneTimePassword,
    next: passwordOf(loginName),
  });
  if (changed.status >= 300) throw new Error(JSON.stringify(changed.body));
  return account.id;
}
