import { Agent, request } from 'node:https';
import { auditErrors } from '../../errors.ts';

/** How the centre is spoken to. `key` and `cert` are absent before the enrolment. PEM. */
export type Trust = { readonly ca: string; readonly key?: string; readonly cert?: string };

export type Answer = {
  readonly status: number;
  readonly retryAfterMs: number;
  /** JSON, or undefined when it is none. */
  readonly body: unknown;
};

export type Client = {
  /** @throws audit.agent-unreachable */
  post(
    path: string,
    body: Buffer,
    headers: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Answer>;
  close(): void;
};

const timeoutMs = 60_000;
const maxAnswer = 4 * 1024 * 1024;

/** HTTPS to one server, whose certificate must chain to `ca` and bear its name. */
export function createClient(server: string, trust: Trust): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 4, ...trust, minVersion: 'TLSv1.2' });
  return {
    post: (path, body, headers, signal) =>
      send(new URL(path, server), { agent, method: 'POST', signal }, body, headers),
    close: () => agent.destroy(),
  };
}

/**
 * The root certificate as the server offers it: not yet trusted, to be held against a fingerprint.
 * @throws audit.agent-unreachable
 */
export async function fetchUntrusted(server: string, path: string): Promise<Answer> {
  const agent = new Agent({ rejectUnauthorized: false });
  try {
    return await send(new URL(path, server), { agent, method: 'GET' }, Buffer.alloc(0), {});
  } finally {
    agent.destroy();
  }
}

type Options = {
  readonly agent: Agent;
  readonly method: 'GET' | 'POST';
  readonly signal?: AbortSignal | undefined;
};

function send(
  url: URL,
  { agent, method, signal }: Options,
  body: Buffer,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const server = url.origin;
  return new Promise((resolve, reject) => {
    const unreachable = (error: NodeJS.ErrnoException) =>
      reject(auditErrors['agent-unreachable']({ server, reason: error.code ?? error.message }, error));
    const length = method === 'POST' ? { 'content-length': String(body.length) } : {};
    const outgoing = request(
      url,
      { agent, method, signal, headers: { ...headers, ...length } },
      (incoming) => {
        const chunks: Buffer[] = [];
        let size = 0;
        incoming.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > maxAnswer) outgoing.destroy(new Error('the answer is too long'));
          else chunks.push(chunk);
        });
        incoming.once('error', unreachable);
        incoming.once('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            retryAfterMs: 1000 * (Number(incoming.headers['retry-after']) || 0),
            body: json(Buffer.concat(chunks)),
          }),
        );
      },
    );
    outgoing.setTimeout(timeoutMs, () => outgoing.destroy(new Error('timed out')));
    outgoing.once('error', unreachable);
    outgoing.end(body);
  });
}

function json(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Code and message of a failure, for people. */
export function failureOf({ status, body }: Answer): { status: number; code: string; message: string } {
  const { code, message } = (typeof body === 'object' && body !== null ? body : {}) as Record<
    string,
    unknown
  >;
  return { status, code: String(code ?? '-').slice(0, 100), message: String(message ?? '').slice(0, 500) };
}
