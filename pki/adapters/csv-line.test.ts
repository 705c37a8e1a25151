import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsvLine } from './csv-line.ts';

describe('a line of CSV', () => {
  it('ok/ gives back the cells that were written', () => {
    const cell = fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, '').trim());
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 6 }), (cells) => {
        const quoted = cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
        expect(parseCsvLine(quoted)).toEqual(cells);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['1,张三', ['1', '张三']],
    [' 1 , 张三 ', ['1', '张三']],
    ['1,,', ['1', '', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['', ['']],
  ])('ok/ %s', (text, expected) => {
    expect(parseCsvLine(text)).toEqual(expected);
  });

  it.each(['"a,b', 'a,"b', 'a"b,c', '"a"b,c'])('fail/ quotes do not match: %s', (text) => {
    expect(parseCsvLine(text)).toBeUndefined();
  });
});
