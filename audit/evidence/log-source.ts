import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditErrors } from '../errors.ts';
import { serveLogFile } from './served.ts';
import type { LogSource } from './witness.ts';

const maxFileBytes = 17 << 20;
const timeoutMs = 30_000;

/**
 * A log by the address of the product, `https://audit.example`: reads below `/api/audit/log/`, delivers to
 * `/api/audit/witness/cosignature`.
 * @throws audit.log-away when it does not answer as it must
 */
export function httpLogSource(address: string): LogSource {
  const ask = async (path: string, init: RequestInit = {}) => {
    const url = new URL(path, address.endsWith('/') ? address : `${address}/`);
    try {
      return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      const cause = (error as Error).cause;
      const reason = cause instanceof Error ? cause.message : (error as Error).message;
      throw auditErrors['log-away']({ address: url.href, reason }, error);
    }
  };
  const unexpected = (response: Response) =>
    auditErrors['log-away']({ address: response.url, reason: `HTTP ${response.status}` });
  return {
    async fetch(path) {
      const response = await ask(`api/audit/log/${path}`);
      if (response.status === 404) return undefined;
      if (!response.ok) throw unexpected(response);
      return readBounded(response);
    },
    async deliver(text) {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ checkpoint: text });
      const response = await ask('api/audit/witness/cosignature', { method: 'POST', headers, body });
      if (!response.ok) throw unexpected(response);
    },
  };
}

async function readBounded(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > maxFileBytes) throw auditErrors['log-away']({ address: response.url, reason: 'too large' });
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/**
 * A log as a folder, for instance on a medium that was carried over. The cosigned checkpoint is laid down
 * beside it as `<folder>.cosigned`, for the way back.
 */
export function folderLogSource(directory: string): LogSource {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw auditErrors['log-away']({ address: directory, reason: 'not a directory' });
  }
  return {
    fetch: async (path) => serveLogFile(directory, path)?.body,
    deliver: async (text) => writeFileSync(`${join(directory)}.cosigned`, text),
  };
}
