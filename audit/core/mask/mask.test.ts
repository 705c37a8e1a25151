import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '#platform/kernel/ids.ts';
import type { EcsFields } from '../record.ts';
import { createMask } from './document.ts';
import { isBankCard, isIdNumber15, isIdNumber18 } from './numbers.ts';
import { maskText, nameBook, wholeMask } from './text.ts';

const id18 = '11010519491231002X';
const names = nameBook(['张三', '欧阳修文']);

describe('numbers', () => {
  it('identity numbers by region, date and check character (example of GB 11643-1999)', () => {
    expect(isIdNumber18(id18)).toBe(true);
    expect(isIdNumber18('440524188001010014')).toBe(true);
    expect(isIdNumber18('110105194912310021')).toBe(false);
    expect(isIdNumber18('99010519491231002X')).toBe(false);
    expect(isIdNumber15('110105491231002')).toBe(true);
    expect(isIdNumber15('110105491331002')).toBe(false);
  });

  it('bank cards by Luhn', () => {
    expect(isBankCard('6222021234567890128')).toBe(luhn('6222021234567890128'));
    expect(isBankCard('4111111111111111')).toBe(true);
    expect(isBankCard('4111111111111112')).toBe(false);
  });
});

/** Luhn as the standard words it, from the left. */
function luhn(text: string): boolean {
  const digits = [...text].map(Number).reverse();
  return (
    digits.reduce((sum, digit, i) => sum + (i % 2 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit]! : digit), 0) %
      10 ===
    0
  );
}

describe('text', () => {
  it.each([
    ['identity number', `身份证${id18}，`, '身份证110105********002X，'],
    ['lower case x', '11010519491231002x', '110105********002X'],
    ['15 digits', '旧证110105491231002', '旧证110105******002'],
    ['mobile', "where phone='13812345678'", "where phone='138****5678'"],
    ['mobile with country', '+8613812345678 +86 138-1234-5678', '+86138****5678 +86138****5678'],
    ['card in groups', '卡号 4111 1111 1111 1111。', '卡号 4111********1111。'],
    ['full-width digits', '１３８１２３４５６７８', '138****5678'],
    ['two in a row', `${id18} 13812345678`, '110105********002X 138****5678'],
    ['within a longer run of digits', '99440524188001010014', '99440524********0014'],
    ['names', '张三和欧阳修文办理', '张*和欧***办理'],
    ['mobile with 0', '013812345678', '0138****5678'],
    ['mobile with 0086', '008613812345678', '0086138****5678'],
    ['mobile with 0086 apart', '0086 138 1234 5678', '0086138****5678'],
    ['mobile with +86-', '+86-13812345678', '+86138****5678'],
    ['identity number with X in longer digits', '99911010519491231002X1', '999110105********002X1'],
    ['identity number, X apart', '110105 19491231 002 X', '110105********002X'],
    ['mobile beside more groups', '138-1234-5678-90 12', '138****5678-90 12'],
    ['mobile after more groups', '7 22 138-1234-5678 9', '7 22 138****5678 9'],
    ['dots', '138.1234.5678', '138****5678'],
    ['slashes', '110105/19491231/002X', '110105********002X'],
    ['underscores', '1381234_5678', '138****5678'],
    ['tab and no-break space', '138\t1234\u00a05678', '138****5678'],
    ['two blanks', '138  1234  5678', '138****5678'],
    ['parentheses', '(138)12345678', '(138****5678'],
    ['a card in dots', '4111.1111.1111.1111', '4111********1111'],
    ['nothing seen between', '138\u200b1234\u00ad5678', '138****5678'],
    ['marks on digits', '1\ufe0f\u20e33812345678', '138****5678'],
    ['a name with nothing seen between', '张\u200b三', '张*'],
    ['mathematical digits', '𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖。', '138****5678。'],
    ['Arabic digits', '١٣٨١٢٣٤٥٦٧٨', '138****5678'],
    ['circled digits', '①③⑧①②③④⑤⑥⑦⑧', '138****5678'],
    ['encoded as well as plain', '13812345678 %41', '138****5678 %41'],
    ['octal as well as plain', '13812345678 \\101', '138****5678 \\101'],
    ['traditional characters', '張三、歐陽修文與李四', '张*、欧***與李四'],
    [
      'NUL between',
      '群众来电登记的号码是 138\u00001234\u00005678，请尽快回电并记录办理情况和办理人',
      '群众来电登记的号码是 138****5678，请尽快回电并记录办理情况和办理人',
    ],
    ['what is no character between', '来电 138\ud8001234\ue0005678', '来电 138****5678'],
    ...[
      '192.168.10.100 10.0.0.1',
      'Chrome/131.0.6778.139 Safari/537.36',
      '1999-12-31 123',
      'audit(1732262431.123:456)',
      'C:\\Users\\Public\\012 and \\\\192.168.1.10\\share',
      'GET /static/assets/applicant-list-2f8c1b/index.js',
      'SHA256:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg',
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJndWVzdCJ9',
      '1732262431.5',
    ].map((text) => [`needed as it is: ${text}`, text, text]),
    [
      'a time, an address, a short number',
      '2026-11-22 16:20:31.123 10.0.0.1:5432 rows=1500',
      '2026-11-22 16:20:31.123 10.0.0.1:5432 rows=1500',
    ],
  ])('ok/%s', (_, text, masked) => {
    expect(maskText(text, names)).toBe(masked);
  });

  it.each([
    ['percent', `id=${[...id18].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('')}`],
    ['unicode escapes', '{"n":"\\u5f20\\u4e09"}'],
    ['hexadecimal', `a1=${Buffer.from(`id ${id18}`).toString('hex').toUpperCase()}`],
    ['binary', '\0\x01\x02abc\ufffd'],
    ['too long', 'a'.repeat(300_000)],
    ['percent, twice', '%2531%2533%2538%2531%2532%2533%2534%2535%2536%2537%2538'],
    ['percent, too often', `%${'25'.repeat(20)}31`],
    ['entities', '&#49;&#x33;8&#0000000000049;2345678'],
    ['entities between', '138&nbsp;1234&#8203;&hyphen;5678'],
    ['another number behind the encoding of one', '13812345678 %3139%312345678'],
    ['as many, but others', '13900001111%2013812345678 1%33900001112'],
    ['octal', "VALUES (E'\\\\061\\\\063812345678')"],
    ['octal of psql', '\\061\\063\\070\\061\\062\\063\\064\\065\\066\\067\\070'],
    ['octal of a shell', '\\0061\\0063812345678'],
    ['a name in octal', 'user=\\345\\274\\240\\344\\270\\211'],
    ['escapes in JSON in JSON', '1\\\\u0033\\\\\\\\x3812345678'],
    ['base64', `GET /person?id=${Buffer.from(id18).toString('base64')} HTTP/1.1`],
    ['base64, percent', encodeURIComponent(Buffer.from(`证件 ${id18}`).toString('base64'))],
    ['base64 for addresses, of a name', Buffer.from('申请人张三').toString('base64url')],
    ['braces', '\\u{31}3812345678'],
  ])('masked as a whole: %s', (_, text) => {
    expect(maskText(text, names)).toBe(wholeMask);
  });

  it('however digits are divided and written, no mobile survives', () => {
    const scripts = [0x30, 0x660, 0xff10, 0x1d7ce];
    const between = fc.constantFrom(
      '',
      ' ',
      '-',
      '.',
      '/',
      '_',
      '\t',
      '\u00a0',
      '  ',
      ') ',
      '\u200b',
      '\u00ad',
      '\u2800',
      '\ufffd',
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 13_000_000_000, max: 19_999_999_999 }).map(String),
        fc.constantFrom('', '0', '86', '0086', '+86 ', '7 22 '),
        fc.constantFrom(...scripts),
        between,
        between,
        (number, prefix, zero, one, two) => {
          const written = (part: string) =>
            [...part].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');
          const text = `${prefix}${written(number.slice(0, 3))}${one}${written(number.slice(3, 7))}${two}${written(number.slice(7))}`;
          const plain = maskText(text).normalize('NFKC');
          expect(plain).toContain('*');
          expect(plain.replace(/\D/g, '')).not.toContain(number);
        },
      ),
    );
  });

  it('no number survives as base64, whatever stands around it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 13_000_000_000, max: 19_999_999_999 }).map(String),
        fc.string({ maxLength: 12 }).map((text) => text.replace(/[\d()./_ -]/g, '')),
        fc.constantFrom('', 'a', 'ab', 'abc', '/api/x/', 'token-'),
        fc.constantFrom('base64' as const, 'base64url' as const),
        (number, around, path, alphabet) => {
          const hidden = Buffer.from(`${around},${number},${around}`).toString(alphabet);
          expect(maskText(`${path}${hidden}`)).toBe(wholeMask);
        },
      ),
    );
  });

  it.each([
    ['digits', '1'],
    ['groups', '138 '],
    ['dots', '1.'],
    ['nothing seen', '1\u200b'],
    ['percent', '%31'],
    ['entities', '&#0'],
    ['identity numbers', id18],
    ['octal', '\\061'],
    ['backslashes', '\\'],
    ['base64', 'MTM4'],
    ['traditional characters', '張三'],
  ])('takes linear time: %s', (_, part) => {
    const time = (length: number) => {
      const text = part.repeat(length / part.length);
      const begun = performance.now();
      maskText(text, names);
      return performance.now() - begun;
    };
    time(10_000);
    expect(time(240_000)).toBeLessThan(2000);
  });

  it('no identity number and no mobile survives in any surroundings', () => {
    const mobile = fc.integer({ min: 13_000_000_000, max: 19_999_999_999 }).map(String);
    fc.assert(
      fc.property(
        fc.string({ maxLength: 30 }),
        mobile,
        fc.string({ maxLength: 30 }),
        (before, number, after) => {
          const left = before.replace(/[\d -]+$/, '');
          const right = after.replace(/^[\d -]+/, '');
          expect(maskText(`${left}${number}${right}`)).not.toContain(number);
          expect(maskText(`${left}${id18}${right}`)).not.toContain(id18);
        },
      ),
    );
  });
});

describe('our own ids', () => {
  it('are left as they are, whatever numbers their digits look like', () => {
    expect(maskText('01a20578-da19-7000-8442-3eda22b74ba6')).toBe('01a20578-da19-7000-8442-3eda22b74ba6');
    for (let n = 0; n < 20_000; n++) {
      const id = newId(Date.UTC(2026, 10, 22) + n * 1_000_003);
      // A number that stands in one part could be anybody's.
      if (!/\d{11}/.test(id)) expect(maskText(`subject ${id}, done`)).toBe(`subject ${id}, done`);
    }
  });

  const looksLikeAPhone = '01a205a2-addf-7000-ac85-c18476947436';
  const of = (source: string) =>
    createMask().fields({ anmin: { source, event: { subject: { id: looksLikeAPhone } } } });

  it('are left as they are in our own records, also where one part looks like a number', () => {
    expect(of('anmin')).toMatchObject({ anmin: { event: { subject: { id: looksLikeAPhone } } } });
  });

  it('fail/in the records of others such a part is masked', () => {
    expect(JSON.stringify(of('web1'))).not.toContain('18476947436');
  });

  it('fail/what only looks like one hides nothing', () => {
    expect(maskText('01a20578-da19-4000-8442-3eda22b74ba6')).not.toContain('19-4000-8442-3');
    expect(maskText('01a20578-da19-7000-8442-13812345678a')).not.toContain('13812345678');
  });
});

describe('document', () => {
  const mask = createMask(['张三']);
  const document: EcsFields = {
    '@timestamp': '2026-11-22T08:20:31.000Z',
    message: '李四 查询 张三',
    event: { original: '{"xm":"李四","sfzh":"没有校验的号码"}', duration: 13_812_345_678 },
    db: { statement: `select * from person where id_no='${id18}'`, tables: ['person'], rows: 3 },
    json: { xm: '李四', sfzh: '没有校验的号码', mobile: 5, deep: [{ n: 13_812_345_678 }], [id18]: true },
  };

  it('ok/personal data are masked wherever they stand', () => {
    expect(mask.fields(document)).toEqual({
      '@timestamp': '2026-11-22T08:20:31.000Z',
      message: '李* 查询 张*',
      event: { original: '{"xm":"李*","sfzh":"没******"}', duration: 13_812_345_678 },
      db: { statement: "select * from person where id_no='110105********002X'", tables: ['person'], rows: 3 },
      json: {
        xm: '李*',
        sfzh: wholeMask,
        mobile: wholeMask,
        deep: [{ n: '138****5678' }],
        '110105********002X': true,
      },
    });
  });

  it.each([
    ['json.sfzh', '没有校验的号码', wholeMask],
    ['json.xm', '李四', '李*'],
    ['message', `张三 ${id18}`, '张* 110105********002X'],
  ])('ok/a text by itself is masked as in its field %s', (field, text, shown) => {
    expect(mask.text(text, field)).toBe(shown);
  });

  it('a source cannot bring what passes for ours', () => {
    const mobile = 13_812_345_678;
    const sent = {
      '@timestamp': '2026-11-22T08:20:31.000Z',
      ecs: { version: '13812345678' },
      event: {
        original: '{"event":{"duration":13812345678}}',
        duration: mobile,
        sequence: mobile,
        ingested: '13812345678',
      },
      db: { fingerprint: '13812345678' },
      anmin: { source: 'app', sequence: mobile, parser: 'json', id: '20261122-000013812345' },
    };
    const shown = mask.fields(sent);
    expect(JSON.stringify({ ...shown, anmin: null })).not.toContain('13812345678');
    expect(shown.anmin).toEqual(sent.anmin);
    const own = { db: { statement: 'select 1', fingerprint: '0013812345678abc' } };
    expect(mask.fields(own)).toEqual(own);
  });

  it.each(['idNumber', 'phoneNumber', 'idNo', 'ID-NO', 'id_card_no', 'Mobile Phone', '手机号'])(
    'what %s holds is personal, and masked in the message too',
    (field) => {
      expect(mask.fields({ message: '没有校验的号码 x', json: { [field]: '没有校验的号码' } })).toEqual({
        message: '没****** x',
        json: { [field]: wholeMask },
      });
    },
  );

  it('fails closed: too deep, too much, or a value that cannot be read', () => {
    let deep: EcsFields = { id: id18 };
    for (let i = 0; i < 100; i++) deep = { deep };
    const trap = Object.defineProperty({ '@timestamp': 'x' }, 'message', {
      enumerable: true,
      get: () => {
        throw new Error(id18);
      },
    }) as EcsFields;
    for (const bad of [deep, { many: Array.from({ length: 30_000 }, () => id18) }]) {
      expect(mask.fields({ '@timestamp': '2026-11-22T08:20:31.000Z', ...bad })).toEqual({
        '@timestamp': '2026-11-22T08:20:31.000Z',
        message: wholeMask,
        anmin: { masked: 'whole' },
      });
    }
    expect(mask.fields(trap)).toEqual({ '@timestamp': null, message: wholeMask, anmin: { masked: 'whole' } });
  });
});
