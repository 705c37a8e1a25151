import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { auditErrors } from '../errors.ts';
import { serveLogFile } from './served.ts';
import type { LogSource } from './witness.ts';

const maxFileBytes = 17 << 20;
const timeoutMs = 30_000;

/**
 * A log by the address of the product, `https://audit.example`: reads below `/api/audit/log/`, delivers to
 * `/api/audit/witness/cosignature` as `{ "checkpoint": text }`.
 * @param ca PEM of the authority that the server's certificate is of; undefined: those of the system
 * @throws audit.log-away when it does not answer as it must
 */
export function httpLogSource(address: string, ca?: string): LogSource {
  const base = address.endsWith('/') ? address : `${address}/`;
  const ask = async (path: string, body?: string): Promise<{ status: number; body: Buffer }> => {
    const url = new URL(path, base);
    try {
      const options = {
        method: body === undefined ? 'GET' : 'POST',
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        signal: AbortSignal.timeout(timeoutMs),
        ...(ca !== undefined && { ca }),
      };
      const request = url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options);
      request.end(body);
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      return { status: response.statusCode ?? 0, body: await readBounded(response) };
    } catch (error) {
      throw auditErrors['log-away']({ address: url.href, reason: (error as Error).message }, error);
    }
  };
  const unexpected = (path: string, status: number) =>
    auditErrors['log-away']({ address: new URL(path, base).href, reason: `HTTP ${status}` });
  return {
    async fetch(name) {
      const path = `api/audit/log/${name}`;
      const { status, body } = await ask(path);
      if (status === 404) return undefined;
      if (status !== 200) throw unexpected(path, status);
      return body;
    },
    async deliver(text) {
      const path = 'api/audit/witness/cosignature';
      const { status } = await ask(path, JSON.stringify({ checkpoint: text }));
      if (status < 200 || status > 299) throw unexpected(path, status);
    },
  };
}

async function readBounded(response: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > maxFileBytes) throw new RangeError('too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/**
 * A log as a folder, for instance on a medium that was carried over. The cosigned checkpoint is laid down
 * beside it as `<folder>.cosigned`, for the way back.
 * @throws audit.log-away
 */
export function folderLogSource(directory: string): LogSource {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw auditErrors['log-away']({ address: directory, reason: 'not a directory' });
  }
  return {
    fetch: async (path) => serveLogFile(directory, path)?.body,
    deliver: async (text) => writeFileSync(`${directory.replace(/\/+$/, '')}.cosigned`, text),
  };
}
