import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvField, reportCsv } from './report-csv.ts';

describe('the report of an import as CSV', () => {
  it('reads back as it was, whatever a line held', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        const [row] = parse(`x,${csvField(raw)}\r\n`, { relax_column_count: true }) as string[][];
        expect(row?.[1]?.replace(/^'(?=\s*[=+\-@\t\r＝＋－＠])/, '')).toBe(raw);
      }),
    );
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx', '＝1', '＋1', '－1', '＠x', ' =1', '\n=1', '\u3000＝1'])(
    'disarms %j, which a spreadsheet would run',
    (text) => {
      expect(csvField(text).replace(/^"/, '').startsWith("'")).toBe(true);
    },
  );

  it.each(['a=1', "'=1", '1＋1', ' a', '林静怡 <a@b>'])('leaves %j as it is', (text) => {
    expect(csvField(text)).toBe(text);
  });

  it('has a byte order mark, the heads and a line for every line, in the chosen language', () => {
    const report = {
      import: {} as never,
      lines: [
        {
          line: 2,
          outcome: 'refused' as const,
          code: 'pki.x',
          field: 'name',
          message: { zh: '重复', en: 'twice' },
          raw: 'a,b',
        },
      ],
    };
    const csv = reportCsv(report, ['行', '结果', '字段', '原因', '代码', '原文'], { refused: '拒绝' }, 'zh');
    expect(csv).toBe('\ufeff行,结果,字段,原因,代码,原文\r\n2,拒绝,name,重复,pki.x,"a,b"\r\n');
  });
});
