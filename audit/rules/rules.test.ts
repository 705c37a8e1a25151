import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRuleFiles } from '../cli/rule-files.ts';
import { createDetector } from '../core/sigma/detector.ts';
import type { RawEvent } from '../core/sigma/event-view.ts';

const folder = import.meta.dirname;
const set = loadRuleFiles(folder);
const rules = [...set.detections, ...set.correlations].map(({ rule }) => rule);
const files = readdirSync(folder).filter((name) => name.endsWith('.yml'));

type Fixtures = { readonly fires: readonly RawEvent[][]; readonly silent: readonly RawEvent[][] };

/** Behind every time of the fixtures. */
const received = Date.UTC(2100, 0, 1);

/** Names of the rules of one file that each event of a sequence makes report. */
function reports(file: string, events: readonly RawEvent[]): readonly (readonly string[])[] {
  const detector = createDetector(set);
  return events.map((event) =>
    detector
      .feed(event, received)
      .filter(({ rule }) => rule.place.file === join(folder, file))
      .map(({ rule }) => rule.name ?? ''),
  );
}

/** Chinese characters and punctuation. */
const foreign = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;

describe('rules of our own', () => {
  it('ok/all are loaded', () => {
    expect(set.faults.map(({ message }) => message)).toEqual([]);
  });

  describe.each(rules.map((rule) => ({ rule, name: rule.name })))('$name', ({ rule }) => {
    const chinese = [rule.title, rule.description, ...rule.falsePositives];
    const english = [rule.titleEn, rule.descriptionEn, ...rule.falsePositivesEn];

    it('ok/says all in both languages', () => {
      expect(english).toHaveLength(chinese.length);
      expect(chinese.filter((text) => !/\p{Script=Han}/u.test(text ?? ''))).toEqual([]);
      expect(english.filter((text) => !/[a-z]{2}/.test(text ?? '') || foreign.test(text ?? ''))).toEqual([]);
    });
  });

  it('ok/those that report name what else may look like it', () => {
    const reporting = rules.filter(({ id }) => !set.silent.has(id));
    expect(
      reporting.filter(({ falsePositives }) => falsePositives.length === 0).map(({ name }) => name),
    ).toEqual([]);
  });

  describe.each(files)('%s', (file) => {
    const path = join(folder, 'fixtures', file.replace('.yml', '.json'));
    const fixtures = JSON.parse(readFileSync(path, 'utf8')) as Fixtures;

    it.each(fixtures.fires.map((events, number) => ({ number, events })))(
      'ok/fires $number',
      ({ events }) => {
        const all = reports(file, events);
        expect(all.at(-1)).not.toEqual([]);
        expect(all.slice(0, -1).flat().length === 0 || events.length > 10).toBe(true);
      },
    );

    it.each(fixtures.silent.map((events, number) => ({ number, events })))(
      'ok/silent $number',
      ({ events }) => {
        expect(reports(file, events).flat()).toEqual([]);
      },
    );

    it('ok/every rule that reports has a fixture that makes it', () => {
      const reporting = rules.filter(
        ({ id, place }) => place.file === join(folder, file) && !set.silent.has(id),
      );
      const seen = new Set(fixtures.fires.flatMap((events) => reports(file, events).at(-1)!));
      expect(reporting.map(({ name }) => name).filter((name) => !seen.has(name ?? ''))).toEqual([]);
    });
  });
});
