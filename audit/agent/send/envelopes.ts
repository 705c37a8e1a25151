import { isUtf8 } from 'node:buffer';
import type { Batch } from '../spool/spool.ts';

export const envelopeType = 'application/vnd.anmin.records+ndjson';

/** A batch as `POST /api/audit/collect/:id` takes it: one JSON object a line, any bytes unharmed. */
export function encodeBatch({ records }: Batch): Buffer {
  const lines = records.map(({ raw, time, position }) => {
    const rest = { ...(time !== undefined && { time }), position };
    const text = isUtf8(raw) ? JSON.stringify({ raw: raw.toString('utf8'), ...rest }) : undefined;
    // Control characters take six characters each: Base64 is shorter then.
    if (text !== undefined && text.length <= raw.length * 1.4 + 64) return text;
    return JSON.stringify({ raw64: raw.toString('base64'), ...rest });
  });
  return Buffer.from(`${lines.join('\n')}\n`);
}
