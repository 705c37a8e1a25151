import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { linearRegex } from '../../adapters/linear-regex.ts';
import { readRuleDocuments } from '../../adapters/sigma-yaml.ts';
import { createDetector } from './detector.ts';
import { createEventReader, type RawEvent } from './event-view.ts';
import { loadRules } from './rule-set.ts';
import { eventsOf } from './testing.ts';

/** Files of a tar archive (POSIX ustar: 512-byte blocks, size in octal at 124; GNU long names by type L). */
function untar(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  let longName = '';
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const field = (from: number, to: number) =>
      archive.toString('utf8', at + from, at + to).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 136), 8);
    const content = archive.toString('utf8', at + 512, at + 512 + size);
    if (field(156, 157) === 'L') longName = content.replace(/\0.*$/s, '');
    else {
      if (field(156, 157) === '0') files.set(longName || field(0, 100), content);
      longName = '';
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

const archive = untar(gunzipSync(readFileSync(join(import.meta.dirname, 'vectors/sigma-rules.tar.gz'))));
const documents = [...archive]
  .filter(([name]) => name.endsWith('.yml'))
  .flatMap(([name, text]) => readRuleDocuments(name, text));
const set = loadRules(documents, { regex: linearRegex, placeholders: {} });

describe('the rules of SigmaHQ', () => {
  it('ok/all 1,462 are loaded', () => {
    expect(set.faults.map(({ message }) => message)).toEqual([]);
    expect(set.detections).toHaveLength(1462);
  });

  it('ok/the index leaves out no rule that matches', () => {
    const rules = set.detections.map(({ rule }) => rule);
    const read = createEventReader(set.slots.names(), true);
    const detector = createDetector(set, { routed: false });
    let matches = 0;
    for (const event of eventsOf(rules, 1, 7)) {
      const view = read(event as RawEvent);
      const expected = set.detections.filter(({ test }) => test(view)).map(({ rule }) => rule.id);
      expect(detector.feed(event as RawEvent, 0).map(({ rule }) => rule.id)).toEqual(expected);
      matches += expected.length;
    }
    expect(matches).toBeGreaterThan(3000);
  });

  it('ok/most rules fire for an event made for them', () => {
    const detector = createDetector(set, { routed: false });
    const fired = new Set<string>();
    for (const event of eventsOf(
      set.detections.map(({ rule }) => rule),
      4,
      11,
    ))
      for (const { rule } of detector.feed(event as RawEvent, 0)) fired.add(rule.id);
    expect(fired.size).toBeGreaterThan(1400);
  });
});
