import { describe, expect, it } from 'vitest';
import { en } from './en/index.ts';
import { zh } from './zh/index.ts';

function leaves(tree: object, at = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const path = at === '' ? key : `${at}.${key}`;
    if (typeof value === 'string') found.set(path, value);
    else for (const [below, text] of leaves(value, path)) found.set(below, text);
  }
  return found;
}
const chinese = leaves(zh);
const english = leaves(en);
const slots = (text: string | undefined) =>
  [...(text ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

describe('texts', () => {
  it('have the same keys in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it('fill the same places in both languages', () => {
    const different = [...chinese].filter(
      ([key, text]) => String(slots(text)) !== String(slots(english.get(key))),
    );
    expect(different).toEqual([]);
  });

  it('are not empty, and English has no Chinese in it', () => {
    for (const [key, text] of [...chinese, ...english]) expect(text.trim(), key).not.toBe('');
    expect([...english].filter(([, text]) => /\p{Script=Han}/u.test(text))).toEqual([]);
  });

  it('say in Chinese what they say in English', () => {
    const untranslated = [...chinese].filter(
      ([key, text]) => !/[\p{Script=Han}\u3001]/u.test(text) && english.get(key) !== text,
    );
    expect(untranslated).toEqual([]);
  });
});
