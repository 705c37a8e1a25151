import { setImmediate as turn } from 'node:timers/promises';
import { auditErrors } from '../../errors.ts';
import { boundLines, createPortions, linesOf, timestampOf } from '../bulk-body.ts';
import { limits } from '../settings.ts';

/** One operation of an Elasticsearch `_bulk` body. */
export type Action = {
  readonly operation: 'index' | 'create' | 'update' | 'delete';
  readonly index: string;
  readonly id: string | undefined;
  /** The document as it was sent; undefined for a deletion. */
  readonly document: Buffer | undefined;
  /** Its `@timestamp` in ms; null: it has none. */
  readonly time: number | null;
};

/** A body that no cluster would take: its reason, as the sender will log it. */
export class MalformedBulk extends Error {}

const operations = new Set(['index', 'create', 'update', 'delete']);

/**
 * Reads the lines of a `_bulk` body: an action, then its document (none after a deletion).
 * @param fallback the index of the address, for actions that name none
 * @throws MalformedBulk, audit.bulk-too-many
 */
export async function readActions(body: Buffer, fallback: string | undefined): Promise<Action[]> {
  boundLines(body, 2 * limits.bulkRecords);
  const portionRead = createPortions();
  const actions: Action[] = [];
  const lines = linesOf(body);
  for (let next = lines.next(); !next.done; next = lines.next()) {
    const { line, raw } = next.value;
    const { operation, meta } = readAction(raw, line + 1);
    const document = operation === 'delete' ? undefined : lines.next().value?.raw;
    if (operation !== 'delete' && document === undefined) {
      throw new MalformedBulk('The bulk request must be terminated by a newline [\\n]');
    }
    if (actions.length === limits.bulkRecords) {
      throw auditErrors['bulk-too-many']({ maxRecords: limits.bulkRecords });
    }
    const { _index: index, _id: id } = meta;
    actions.push({
      operation,
      index: typeof index === 'string' ? index.slice(0, 255) : (fallback ?? ''),
      id: typeof id === 'string' ? id.slice(0, 512) : undefined,
      document,
      time: document === undefined ? null : timestampOf(document),
    });
    if (portionRead(raw.length + (document?.length ?? 0))) await turn();
  }
  return actions;
}

function readAction(
  raw: Buffer,
  line: number,
): { operation: Action['operation']; meta: Record<string, unknown> } {
  let value: unknown;
  try {
    value = raw.length > 16_384 ? undefined : JSON.parse(raw.toString('utf8'));
  } catch {
    value = undefined;
  }
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const [operation, meta] = entries[0] ?? [];
  const known = operation !== undefined && operations.has(operation);
  if (entries.length !== 1 || !known || typeof meta !== 'object' || meta === null) {
    throw new MalformedBulk(`Malformed action/metadata line [${line}]`);
  }
  return { operation: operation as Action['operation'], meta: meta as Record<string, unknown> };
}
