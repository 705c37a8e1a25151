import { describe, expect, it } from 'vitest';
import { looksMasked } from './masked.ts';

describe('what looks masked', () => {
  it.each(['王**', '张*', '3507**********2216', '******', '联系人 张* 已核实'])('ok/%s', (text) => {
    expect(looksMasked(text)).toBe(true);
  });
  it.each([null, '', 'sunwei', 'SELECT * FROM person', '表:*'])('fail/%s', (text) => {
    expect(looksMasked(text)).toBe(false);
  });
});
