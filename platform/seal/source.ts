import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { sealErrors } from './errors.ts';

/** Where the master key comes from. A hardware token would be one more source. */
export type MasterKeySource = {
  /** For messages: a path, or the name of a setting. */
  readonly where: string;
  /** @returns 32 bytes, or undefined when there is none yet */
  read(): Promise<Buffer | undefined>;
  /** Makes a key that did not exist; absent when this source cannot. */
  create?(): Promise<Buffer>;
};

const prefix = 'anmin-master-key-1:';

/**
 * A key file of one line, mode 0600. It is never overwritten.
 * @throws seal.open-to-others, seal.bad-key, seal.unreadable
 */
export function keyFile(path: string): MasterKeySource {
  return {
    where: path,
    async read() {
      let text: string;
      try {
        const fd = openSync(path, 'r');
        try {
          const mode = fstatSync(fd).mode & 0o777;
          if ((mode & 0o077) !== 0)
            throw sealErrors['open-to-others']({ where: path, mode: mode.toString(8) });
          text = readFileSync(fd, 'utf8');
        } finally {
          closeSync(fd);
        }
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code === 'ENOENT') return undefined;
        if (code?.startsWith('seal.')) throw error;
        throw sealErrors.unreadable({ where: path, reason: code ?? 'unknown' }, error);
      }
      if (!text.startsWith(prefix)) throw sealErrors['bad-key']({ where: path });
      return decodeKey(text.slice(prefix.length).trim(), path);
    },
    async create() {
      const key = randomBytes(32);
      try {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        const fd = openSync(path, 'wx', 0o600);
        try {
          writeSync(fd, `${prefix}${key.toString('base64')}\n`);
          fsyncSync(fd);
        } finally {
          closeSync(fd);
        }
        // The name must survive a power cut as well as the content.
        const folder = openSync(dirname(path), 'r');
        fsyncSync(folder);
        closeSync(folder);
      } catch (error) {
        const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
        throw sealErrors.unreadable({ where: path, reason }, error);
      }
      return key;
    },
  };
}

/** A key given by the configuration (`ANMIN_MASTER_KEY`): 32 bytes in Base64. */
export function configuredKey(base64: string): MasterKeySource {
  return { where: 'ANMIN_MASTER_KEY', read: async () => decodeKey(base64, 'ANMIN_MASTER_KEY') };
}

function decodeKey(base64: string, where: string): Buffer {
  const key = Buffer.from(base64, 'base64');
  // Buffer.from skips what is not Base64; writing it back shows whether anything was skipped.
  if (key.length !== 32 || key.toString('base64') !== base64) throw sealErrors['bad-key']({ where });
  return key;
}
