import { describe, expect, it } from 'vitest';
import { linearRegex } from '../../adapters/linear-regex.ts';
import { readRuleDocuments } from '../../adapters/sigma-yaml.ts';
import type { EventDocument } from '../../core/record.ts';
import { loadRules } from '../../core/sigma/rule-set.ts';
import { type Documents, shareDocuments } from './documents.ts';
import { createReading } from './reading.ts';

const rules = loadRules(
  readRuleDocuments(
    't.yml',
    `title: failed
id: 00000000-0000-4000-8000-000000000001
name: failed
logsource: {}
detection: { s: { event.outcome: failure }, condition: s }
---
title: often
id: 00000000-0000-4000-8000-000000000002
name: often
correlation: { type: event_count, rules: [failed], group-by: [user.name], timespan: 1h, condition: { gte: 3 } }
---
title: then in
id: 00000000-0000-4000-8000-000000000003
correlation: { type: temporal, rules: [often], group-by: [user.name], timespan: 1h, condition: { gte: 1 } }
`,
  ),
  { regex: linearRegex, placeholders: {} },
);
const often = '00000000-0000-4000-8000-000000000002';
const second = '00000000-0000-4000-8000-000000000003';

const failures: EventDocument[] = Array.from({ length: 4 }, (_, index) => ({
  id: `20261122-${index.toString(16).padStart(12, '0')}`,
  index,
  day: '2026-11-22',
  fields: {
    '@timestamp': `2026-11-22T03:00:0${index}.000Z`,
    event: { outcome: 'failure', ingested: `2026-11-22T03:00:0${index}.000Z` },
    user: { name: 'root' },
    anmin: { source: 'web1' },
  },
}));
const documents: Documents = { read: async (from, limit) => failures.slice(from, from + limit) };
const now = Date.parse('2026-11-22T04:00:00Z');
const titles = async (reading: ReturnType<typeof createReading>, from: number, count: number) =>
  (await reading.detect(from, count)).matches.map(({ title }) => title);

describe('correlations', () => {
  it('are asked for nothing before it was said what they remember', async () => {
    expect(rules.faults).toEqual([]);
    const reading = createReading({ documents, rules });
    reading.setOff(new Set());
    await expect(reading.detect(0, 1)).rejects.toThrow();
    await expect(reading.save()).rejects.toThrow();
    expect(await reading.restore(null, now)).toBe(true);
    expect((await reading.detect(0, 1)).next).toBe(1);
  });

  it('go on where another left off, or begin anew with what cannot be read', async () => {
    const one = createReading({ documents, rules });
    await one.restore(null, now);
    expect(await titles(one, 0, 2)).not.toContain('often');
    const other = createReading({ documents, rules });
    expect(await other.restore(await one.save(), now)).toBe(true);
    expect(await titles(other, 2, 1)).toContain('then in');
    expect(await other.restore('{"version":9}', now)).toBe(false);
    expect(await titles(other, 2, 1)).toEqual([]);
  });

  it('keep what they remember while they are off', async () => {
    const reading = createReading({ documents, rules });
    await reading.restore(null, now);
    await reading.detect(0, 2);
    reading.setOff(new Set([often, second]));
    const again = createReading({ documents, rules });
    await again.restore(await reading.save(), now);
    expect(await titles(again, 2, 1)).toContain('then in');
    reading.setOff(new Set());
    expect(await titles(reading, 2, 1)).toContain('then in');
  });

  it('that another one counts stay when they are off, and are silent', async () => {
    const reading = createReading({ documents, rules });
    await reading.restore(null, now);
    reading.setOff(new Set([often]));
    expect(await titles(reading, 0, 3)).toEqual(['then in']);
  });
});

describe('shared documents', () => {
  it('are read once for all, up to places where followers meet; failures and ends are not kept', async () => {
    const reads: string[] = [];
    let size = 2;
    let fails = true;
    const shared = shareDocuments({
      async read(from, limit) {
        reads.push(`${from}+${limit}`);
        if (fails) throw new Error('once');
        return failures.slice(from, Math.min(size, from + limit));
      },
    });
    await expect(shared.read(0, 3)).rejects.toThrow('once');
    fails = false;
    expect(await Promise.all([shared.read(0, 3), shared.read(0, 3)])).toEqual([
      failures.slice(0, 2),
      failures.slice(0, 2),
    ]);
    expect(await shared.read(2, 3)).toEqual([]);
    size = 4;
    expect(await shared.read(2, 3)).toEqual(failures.slice(2, 3));
    expect(await shared.read(3, 3)).toEqual(failures.slice(3));
    expect(reads).toEqual(['0+3', '0+3', '2+1', '2+1', '3+3']);
    shared.forget();
    await shared.read(3, 3);
    expect(reads.at(-1)).toBe('3+3');
    expect(reads).toHaveLength(6);
  });
});
