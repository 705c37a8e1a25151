import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxFileBytes, readCsvFile } from './csv-file.ts';
import { reportToCsv, safeCell } from './report.ts';

const code = (expected: string) => expect.objectContaining({ code: `pki.${expected}` });
/** “工号,姓名” and “1,张三” in GB18030 (GBK part). */
const gb = Buffer.from('b9a4bac52cd0d5c3fb0a312cd5c5c8fd', 'hex');
const gbRare = Buffer.from('8139ee39', 'hex');
const texts = (bytes: Buffer) => readCsvFile(bytes).lines.map(({ text }) => text);

describe('a CSV file', () => {
  it.each([
    ['UTF-8', Buffer.from('工号,姓名\n1,张三'), 'utf-8'],
    ['UTF-8 with BOM', Buffer.from('\ufeff工号,姓名\n1,张三'), 'utf-8'],
    ['GB18030', gb, 'gb18030'],
    ['ASCII', Buffer.from('a,b\n1,2'), 'utf-8'],
  ])('ok/ in %s', (_, bytes, encoding) => {
    const file = readCsvFile(bytes);
    expect(file.encoding).toBe(encoding);
    expect(file.lines.map(({ text }) => text)).toEqual(
      encoding === 'utf-8' && bytes.length < 10 ? ['a,b', '1,2'] : ['工号,姓名', '1,张三'],
    );
  });

  it('ok/ with characters of four bytes in GB18030', () => {
    expect(texts(Buffer.concat([gb, gbRare])).at(-1)).toBe('1,张三㐀');
  });

  it('ok/ one broken line in UTF-8 stays one broken line, kept byte by byte', () => {
    const bytes = Buffer.concat([
      Buffer.from('工号,姓名\n1,张三\n2,'),
      Buffer.from([0xd5, 0xc5, 0xff]),
      Buffer.from('\n3,李四'),
    ]);
    const { encoding, lines } = readCsvFile(bytes);
    expect(encoding).toBe('utf-8');
    expect(lines.map(({ text }) => text)).toEqual(['工号,姓名', '1,张三', undefined, '3,李四']);
    expect(lines[2]!.raw).toBe('2,\\xd5\\xc5\\xff');
  });

  it('ok/ all line ends, and the line numbers of an editor', () => {
    const { lines } = readCsvFile(Buffer.from('a\r\n\r\nb\rc\n\nd'));
    expect(lines.map(({ line, text }) => [line, text])).toEqual([
      [1, 'a'],
      [3, 'b'],
      [4, 'c'],
      [6, 'd'],
    ]);
  });

  it('ok/ no byte of any file is lost from its lines', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (array) => {
        const bytes = Buffer.from(array);
        let file: ReturnType<typeof readCsvFile>;
        try {
          file = readCsvFile(bytes);
        } catch (error) {
          expect(error).toHaveProperty('code', expect.stringMatching(/^pki\.import-(not-text|empty)$/));
          return;
        }
        for (const { text, bytes: length } of file.lines) {
          if (text !== undefined && file.encoding === 'utf-8') expect(Buffer.byteLength(text)).toBe(length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'import-empty'],
    ['empty lines', Buffer.from('\n\r\n \n'), 'import-empty'],
    ['a BOM alone', Buffer.from('\ufeff'), 'import-empty'],
    ['an Excel workbook', Buffer.from('504b030414', 'hex'), 'import-not-text'],
    ['an old Excel workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'import-not-text'],
    ['UTF-16', Buffer.from('fffe4100', 'hex'), 'import-not-text'],
    ['more than 8 MiB', Buffer.alloc(maxFileBytes + 1, 0x41), 'import-too-large'],
    ['too many lines', Buffer.from('a\n'.repeat(20_002)), 'import-too-many-lines'],
  ])('fail/ %s', (_, bytes, expected) => {
    expect(() => readCsvFile(bytes)).toThrow(code(expected));
  });
});

describe('the report as CSV', () => {
  it.each([
    ['=cmd|calc', `"'=cmd|calc"`],
    ['+86', `"'+86"`],
    ['  =1', `"'  =1"`],
    ['＝1', `"'＝1"`],
    ['a"b', '"a""b"'],
    ['张三', '"张三"'],
  ])('ok/ %s is no formula', (value, expected) => {
    expect(safeCell(value)).toBe(expected);
  });

  it('ok/ has one line for each of the file, with BOM', () => {
    const line = {
      line: 2,
      outcome: 'refused',
      code: 'pki.x',
      field: 'name',
      message: { zh: '错', en: 'bad' },
      raw: '=1',
    };
    const csv = reportToCsv({ import: {} as never, lines: [line as never] }, 'zh');
    expect(csv).toBe(
      `\ufeff"行号","结果","代码","字段","说明","原文"\r\n"2","refused","pki.x","name","错","'=1"\r\n`,
    );
  });
});
