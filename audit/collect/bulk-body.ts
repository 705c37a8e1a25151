import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { readTime } from '../core/records-body.ts';
import { auditErrors } from '../errors.ts';
import { limits } from './settings.ts';

const inflate = promisify(gunzip);

/**
 * The body of a bulk request, unpacked. Stops as soon as the bound is passed: a small body cannot become
 * a large one in memory.
 * @throws audit.bulk-encoding, audit.bulk-too-large
 */
export async function unpack(bytes: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const name = (encoding ?? 'identity').toLowerCase();
  if (name === 'identity' || name === '') return bytes;
  if (name !== 'gzip' && name !== 'x-gzip') throw auditErrors['bulk-encoding']();
  try {
    return await inflate(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw auditErrors['bulk-too-large']({ maxBytes });
    }
    throw auditErrors['bulk-encoding']({}, error);
  }
}

/** The lines of a body with their numbers from 0, without line ends; empty ones are counted and left out. */
export function* linesOf(body: Buffer): Generator<{ readonly line: number; readonly raw: Buffer }> {
  let from = 0;
  for (let line = 0; from < body.length; line++) {
    const at = body.indexOf(0x0a, from);
    const end = at < 0 ? body.length : at;
    if (end > from && !(end === from + 1 && body[from] === 0x0d))
      yield { line, raw: body.subarray(from, end) };
    from = end + 1;
  }
}

/**
 * Refuses a body of more lines than may be, empty ones too: the work on it must not grow with what it packs.
 * @throws audit.bulk-too-many
 */
export function boundLines(body: Buffer, maxLines: number): void {
  let lines = 0;
  for (let from = 0; from < body.length; lines++) {
    if (lines === maxLines) throw auditErrors['bulk-too-many']({ maxRecords: limits.bulkRecords });
    const at = body.indexOf(0x0a, from);
    from = at < 0 ? body.length : at + 1;
  }
}

/** What is read of a body before others have their turn, and what a line costs beside its bytes. */
const portionBytes = 256 * 1024;
const lineBytes = 256;

/** @returns to be told of the length of each line: whether it is time that others have their turn */
export function createPortions(): (bytes: number) => boolean {
  let read = 0;
  return (bytes) => {
    read += bytes + lineBytes;
    if (read < portionBytes) return false;
    read = 0;
    return true;
  };
}

/** `@timestamp` of a JSON object in ms; null: it has none that can be read. */
export function timestampOf(raw: Buffer): number | null {
  // Long ones are read later, by their parser, off this path.
  if (raw[0] !== 0x7b || raw.length > 256 * 1024) return null;
  try {
    const value = (JSON.parse(raw.toString('utf8')) as { '@timestamp'?: unknown })['@timestamp'];
    return readTime(value);
  } catch {
    return null;
  }
}
