import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dayOf, type EventDocument, eventId } from '../../core/record.ts';

/** Events of tests: each has the word 民政, its own number as a word, and a user out of five; 100 a second. */
export function numbered(
  from: number,
  to: number,
  begin = Date.parse('2026-11-22T08:00:00Z'),
): EventDocument[] {
  return Array.from({ length: to - from }, (_, i) => {
    const index = from + i;
    const time = begin + index * 10;
    const message = `民政业务 第${index}号 办结`;
    const fields = {
      '@timestamp': new Date(time).toISOString(),
      message,
      event: { original: message, kind: 'event' },
      user: { name: `user${index % 5}` },
      anmin: { source: 'test' },
    };
    return { id: eventId(time, index), index, day: dayOf(time), fields };
  });
}

/** A folder that goes when `remove` is called. */
export function testFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'anmin-store-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
