import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTilePath, tileWidth } from '../core/merkle/tiles.ts';
import { isMissing, names } from './files.ts';

/** What a log serves read-only to witnesses and monitors (C2SP tlog-tiles, APIs). */
export type ServedFile = {
  readonly body: Buffer;
  readonly contentType: 'text/plain; charset=utf-8' | 'application/octet-stream';
  /** Never changes: may be kept for ever. */
  readonly immutable: boolean;
};

/**
 * A file of a log by its path below the log's address: `checkpoint`, `tile/<L>/<N>[.p/<W>]`,
 * `tile/entries/<N>[.p/<W>]`. A partial tile that has become full since is the front of the full one.
 * @returns undefined for every other path, and for what was pruned
 */
export function serveLogFile(directory: string, path: string): ServedFile | undefined {
  if (path === names.checkpoint) {
    const body = read(join(directory, names.checkpoint));
    return body && { body, contentType: 'text/plain; charset=utf-8', immutable: false };
  }
  const place = parseTilePath(path);
  const body = place && read(join(directory, path));
  if (!place || !body) return undefined;
  return { body, contentType: 'application/octet-stream', immutable: true };
}

/**
 * What of a log everybody may have: the checkpoint and tiles of hashes, which carry no content. Bundles of entries
 * carry what the records are, for who holds the log alone.
 */
export function servePublicFile(directory: string, path: string): ServedFile | undefined {
  return parseTilePath(path)?.level === 'entries' ? undefined : serveLogFile(directory, path);
}

/** The path to ask for when a partial tile is gone: that of the full one. */
export function fullTilePath(path: string): string | undefined {
  const place = parseTilePath(path);
  return place && place.width < tileWidth ? path.replace(/\.p\/\d+$/, '') : undefined;
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isMissing(error) || ['ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      return undefined;
    }
    throw error;
  }
}
