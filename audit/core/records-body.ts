/** What the agent sends and the centre takes: one JSON object a line, any bytes unharmed. */
export const recordsMediaType = 'application/vnd.anmin.records+ndjson';

/** A longer record is refused; who cuts records out of something else cuts them no longer. */
export const maxRecordBytes = 1024 * 1024;

export type SentRecord = {
  readonly raw: Buffer;
  /** When it happened, where the sender knows; ms since 1970 UTC. */
  readonly time?: number;
  /** Its place in the stream of its sender, ascending. */
  readonly position?: number;
};

/** The body of a request with these records. */
export function encodeRecords(records: readonly SentRecord[]): Buffer {
  const lines = records.map(({ raw, time, position }) => {
    const rest = { ...(time !== undefined && { time }), ...(position !== undefined && { position }) };
    const said = textOf(raw);
    const line = said === undefined ? undefined : JSON.stringify({ raw: said, ...rest });
    // Control characters take six characters each: Base64 is shorter then.
    if (line !== undefined && line.length <= raw.length * 1.4 + 64) return line;
    return JSON.stringify({ raw64: raw.toString('base64'), ...rest });
  });
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** One line of such a body, without its line end; undefined: it is none. */
export function decodeRecord(line: Buffer): SentRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { raw, raw64, time, position } = value as Record<string, unknown>;
  const bytes =
    typeof raw === 'string'
      ? Buffer.from(raw, 'utf8')
      : typeof raw64 === 'string'
        ? Buffer.from(raw64, 'base64')
        : undefined;
  if (bytes === undefined) return undefined;
  if (position !== undefined && (!Number.isSafeInteger(position) || (position as number) < 0))
    return undefined;
  const ms = readTime(time);
  return {
    raw: bytes,
    ...(ms !== null && { time: ms }),
    ...(position !== undefined && { position: position as number }),
  };
}

/** RFC 3339 text or ms since 1970 in a plausible range; null: neither. */
export function readTime(value: unknown): number | null {
  const time = typeof value === 'number' ? value : typeof value === 'string' ? dateOf(value) : Number.NaN;
  return Number.isFinite(time) && time >= 0 && time < 32_503_680_000_000 ? Math.trunc(time) : null;
}

const dateOf = (text: string): number =>
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)$/i.test(text)
    ? Date.parse(text)
    : Number.NaN;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Undefined: these bytes are no UTF-8. */
function textOf(bytes: Buffer): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}
