import { rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import {
  type Composed,
  call,
  composed,
  passwordOf,
  setUp,
  signIn,
  temporaryFolder,
  testSettings,
} from './composed.ts';
import { freePorts } from './free-ports.ts';
import { asEnvironment, type Program, start } from './program.ts';

type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what the API answered
  readonly body: any;
};

/** A product that is set up, with sources of audit records; it runs as a process of its own. */
export type OfficeProcess = {
  readonly folder: string;
  readonly dataDir: string;
  /** Address of the listener for programs. */
  readonly server: string;
  readonly tcpPort: number;
  /** Tokens of the sources that take records over HTTPS. */
  readonly tokens: Readonly<Record<string, string>>;
  startServer(): Promise<Program>;
  /** The product in this process, while it does not run as one. */
  open(): Promise<Composed>;
  /** One call to the listener for programs (`sender`) or for the console, as who signed in. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
  /** Signs in by password. @returns the cookie of the session */
  signIn(kind: 'system' | 'security' | 'audit'): Promise<string>;
  remove(): void;
};

type AskOptions = {
  readonly sender?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | string;
};

/**
 * @param syslog addresses of this machine, by the source that they feed
 * @param bulk sources that take records over HTTPS by token, as we do or (`elastic`) as Elasticsearch does
 * @param prepare what else is done to the product that was just set up
 */
export async function officeProcess(
  options: {
    readonly syslog?: Readonly<Record<string, string>>;
    readonly bulk?: readonly string[];
    readonly elastic?: readonly string[];
    readonly dataDir?: string;
    readonly prepare?: (product: Composed, folder: string) => Promise<void>;
  } = {},
): Promise<OfficeProcess> {
  const { syslog = {}, bulk = [], elastic = [] } = options;
  const folder = temporaryFolder();
  const dataDir = options.dataDir ?? join(folder, 'data');
  const [tcpPort] = await freePorts(1);
  const settings = await testSettings(dataDir, { 'audit.syslog.tcpPort': String(tcpPort) });
  const tokens: Record<string, string> = {};
  const agent = new Agent({ keepAlive: true });

  const open = () => composed({ settings, dataDir });
  const product = await open();
  try {
    await setUp(product);
    const security = await signIn(product, 'security');
    const created = async (path: string, body: object) => {
      const answer = await call(product, security, 'POST', `/api/audit/${path}`, body);
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    };
    for (const [id, address] of Object.entries(syslog)) {
      await created('sources', { id, title: id, class: 'operations', kind: 'syslog' });
      await created(`sources/${id}/senders`, { kind: 'address', value: address });
    }
    for (const id of [...bulk, ...elastic]) {
      const kind = elastic.includes(id) ? 'elastic' : 'bulk';
      await created('sources', { id, title: id, class: 'operations', kind });
      tokens[id] = (await created(`sources/${id}/senders`, { kind: 'token', label: id })).token;
    }
    await options.prepare?.(product, folder);
  } finally {
    await product.close();
  }

  const ask: OfficeProcess['ask'] = (method, path, { sender = false, headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      const sent = request(
        {
          agent,
          method,
          path,
          host: '127.0.0.1',
          port: settings[sender ? 'http.clientCertPort' : 'http.port'],
          // Only who is on this machine listens there.
          rejectUnauthorized: false,
          headers: {
            ...(payload !== undefined && {
              'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json',
              'content-length': Buffer.byteLength(payload),
            }),
            ...headers,
          },
          timeout: 20_000,
        },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('error', reject);
          answer.on('end', () => {
            const text = Buffer.concat(parts).toString('utf8');
            const json = String(answer.headers['content-type']).includes('json');
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              body: json ? JSON.parse(text) : text,
            });
          });
        },
      );
      sent.on('timeout', () => sent.destroy(new Error('no answer')));
      sent.on('error', reject);
      sent.end(payload);
    });

  return {
    folder,
    dataDir,
    server: `https://127.0.0.1:${settings['http.clientCertPort']}`,
    tcpPort: tcpPort!,
    tokens,
    async startServer() {
      const program = start('app/main.ts', [], asEnvironment(settings));
      await program.until('数据目录 Data');
      return program;
    },
    open,
    ask,
    async signIn(kind) {
      const answer = await ask('POST', '/api/access/sign-in', {
        body: { loginName: kind, password: passwordOf(kind) },
      });
      const [cookie] = answer.headers['set-cookie'] ?? [];
      if (cookie === undefined) throw new Error(JSON.stringify(answer.body));
      return cookie.split(';')[0]!;
    },
    remove() {
      agent.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As a power cut would, but for the page cache. */
export async function kill(program: Program): Promise<void> {
  if (program.child.exitCode !== null || program.child.signalCode !== null) {
    throw new Error(`ended by itself:\n${program.output()}`);
  }
  program.child.kill('SIGKILL');
  await program.ended();
}

/** Asks a program to end, and waits until it has. @returns its exit code; null: it was killed */
export async function end(program: Program): Promise<number | null> {
  program.child.kill('SIGTERM');
  return (await program.ended()).code;
}
