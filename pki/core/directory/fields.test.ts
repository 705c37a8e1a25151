import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDnsName } from '../validation/names/dns.ts';
import { readDnsName } from './dns-name.ts';
import { readCode, readEmail, readMobile, readNumber } from './fields.ts';
import { readHolder } from './holder.ts';
import { readIpAddress } from './ip-address.ts';
import { readName, readText } from './text.ts';

const code = (expected: string) => expect.objectContaining({ code: `pki.${expected}` });

describe('a name', () => {
  it.each([
    ['Chinese', '阿依古丽·买买提', '阿依古丽·买买提'],
    ['with spaces around', '  张三\u3000', '张三'],
    ['beyond the BMP, 64 characters', '𠮷'.repeat(64), '𠮷'.repeat(64)],
    ['decomposed, made NFC', 'Jose\u0301', 'José'],
    ['with an ideographic variant', '葛\u{e0100}', '葛\u{e0100}'],
  ])('ok/ %s', (_, value, expected) => {
    expect(readText('name', value, 64)).toBe(expected);
  });

  it.each([
    ['empty', '', 'field-missing'],
    ['only spaces', ' \u3000 ', 'field-missing'],
    ['65 characters', '张'.repeat(65), 'field-too-long'],
    ['very long', '张'.repeat(100_000), 'field-too-long'],
    ['a null', '张\0三', 'field-control-character'],
    ['a line break', '张\n三', 'field-control-character'],
    ['an escape sequence', '\u001b[31m张', 'field-control-character'],
    ['C1', '张\u0085三', 'field-control-character'],
    ['a bidi override', '张\u202e三', 'field-hidden-character'],
    ['a bidi isolate', '张\u2066三', 'field-hidden-character'],
    ['zero width', '张\u200b三', 'field-hidden-character'],
    ['a soft hyphen', '张\u00ad三', 'field-hidden-character'],
    ['a line separator', '张\u2028三', 'field-hidden-character'],
    ['a tag character', '张\u{e0041}三', 'field-hidden-character'],
    ['a lone surrogate', '张\ud800三', 'field-hidden-character'],
    ['a Hangul filler', '张\u3164三', 'field-hidden-character'],
    ['a blank of Braille', '张\u2800三', 'field-hidden-character'],
    ['a variation selector behind a Latin letter', 'A\ufe00', 'field-hidden-character'],
    ['private use', '张\ue000', 'field-private-character'],
    ['a formula', '=1+1', 'field-formula'],
    ['a formula by @', '@SUM(A1)', 'field-formula'],
    ['a formula by minus', '-2+3', 'field-formula'],
  ])('fail/ %s', (_, value, expected) => {
    expect(() => readText('name', value, 64)).toThrow(code(expected));
  });

  it.each(['张三 Zhang San', 'Иван', 'Έλληνας', '政务服务器-A01', '王 Οδυσσέας', 'ДВ 张三 ひらがな'])(
    'ok/ in one of the scripts that look alike, beside any other: %s',
    (value) => expect(readName('name', value, 64)).toBe(value.normalize('NFC')),
  );

  it.each([
    ['Cyrillic among Latin', 'Wаng', 'а', 'U+0430'],
    ['Greek among Latin', 'Οffice', 'Ο', 'U+039F'],
    ['Greek among Cyrillic', 'Иван ο', 'ο', 'U+03BF'],
    ['in another word', '民政局 IT отдел', 'о', 'U+043E'],
    ['with a mark', 'Zё', 'ё', 'U+0451'],
  ])('fail/ %s, naming field and letter', (_, value, letter, character) => {
    const refused = expect.objectContaining({
      code: 'pki.field-mixed-scripts',
      details: expect.objectContaining({ field: 'title', letter, character }),
    });
    expect(() => readName('title', value, 64)).toThrow(refused);
    const person = { name: '张三', number: '1', title: value };
    expect(() => readHolder('person', person)).toThrow(refused);
  });

  it('ok/ whatever is taken is clean, and taken again as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (value) => {
        let text: string;
        try {
          text = readText('name', value, 64);
        } catch (error) {
          expect(error).toHaveProperty('code', expect.stringMatching(/^pki\.field-/));
          return;
        }
        expect(readText('name', text, 64)).toBe(text);
        expect(text).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect([...text].length).toBeLessThanOrEqual(64);
      }),
      { numRuns: 500 },
    );
  });
});

describe('DNS names', () => {
  it.each([
    ['WWW.Example.GOV.cn', 'www.example.gov.cn'],
    ['oa', 'oa'],
    ['xn--fiqs8s.cn', 'xn--fiqs8s.cn'],
    [`${'a'.repeat(63)}.cn`, `${'a'.repeat(63)}.cn`],
    ['1.2.3.4.in-addr.arpa', '1.2.3.4.in-addr.arpa'],
  ])('ok/ %s', (value, expected) => {
    expect(readDnsName(value)).toBe(expected);
  });

  it.each([
    ['*.example.cn', 'dns-wildcard'],
    ['a.*.cn', 'dns-wildcard'],
    ['', 'field-malformed'],
    ['.', 'field-malformed'],
    ['example.cn.', 'field-malformed'],
    ['a..b', 'field-malformed'],
    ['-a.cn', 'field-malformed'],
    ['a-.cn', 'field-malformed'],
    ['a_b.cn', 'field-malformed'],
    ['中国.cn', 'field-malformed'],
    ['a b.cn', 'field-malformed'],
    ['10.0.0.1', 'field-malformed'],
    ['http://a.cn', 'field-malformed'],
    [`${'a'.repeat(64)}.cn`, 'field-malformed'],
    [`${'a.'.repeat(126)}cn`, 'field-malformed'],
    ['a.cn\0.evil', 'field-malformed'],
  ])('fail/ %s', (value, expected) => {
    expect(() => readDnsName(value)).toThrow(code(expected));
  });

  it('ok/ every domain of fast-check is one', () => {
    fc.assert(fc.property(fc.domain(), (name) => isDnsName(name.toLowerCase())));
  });
});

describe('IP addresses', () => {
  it('ok/ every IPv4 address of a machine is itself', () => {
    const ofMachine = fc.ipV4().filter((address) => !/^(0|22[4-9]|2[34]\d|25\d)\./.test(address));
    fc.assert(
      fc.property(ofMachine, (address) => {
        expect(readIpAddress(address)).toBe(address);
      }),
    );
  });

  it('ok/ an IPv6 address has one spelling, the one that WHATWG URLs write', () => {
    fc.assert(
      fc.property(
        fc.ipV6().filter((address) => !/\.|^ff|^[0:]*$|^[0:]*:ffff(:|$)/i.test(address)),
        (address) => {
          expect(`[${readIpAddress(address)}]`).toBe(new URL(`http://[${address}]`).hostname);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('ok/ nothing is taken that node:net does not take', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789abf:.'), maxLength: 24 }), (text) => {
        let taken: string | undefined;
        try {
          taken = readIpAddress(text);
        } catch {}
        if (taken !== undefined) expect(isIPv4(text) || isIPv6(text)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4/24',
    '::1%eth0',
    '1::2::3',
    ':::',
    '12345::',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '::',
    'ff02::1',
    '::ffff:1.2.3.4',
    '::ffff:102:304',
  ])('fail/ %s', (value) => {
    expect(() => readIpAddress(value)).toThrow(code('field-malformed'));
  });
});

describe('other fields', () => {
  it.each([
    [readNumber, 'A-001/2', 'A-001/2'],
    [readCode, ' 330106000000 ', '330106000000'],
    [readCode, '91350100M000100Y43', '91350100M000100Y43'],
    [readCode, ' 91110000802100433b', '91110000802100433B'],
    [readMobile, '+86 138-0013-8000', '+8613800138000'],
    [readEmail, 'Zhang.San+x@MZ.Example.GOV.cn', 'Zhang.San+x@mz.example.gov.cn'],
  ])('ok/ %o %s', (read, value, expected) => {
    expect((read as (value: string) => string)(value)).toBe(expected);
  });

  it.each([
    [readNumber, '', 'field-missing'],
    [readNumber, '=1', 'field-malformed'],
    [readNumber, '工号1', 'field-malformed'],
    [readNumber, 'A_1', 'field-malformed'],
    [readNumber, 'A'.repeat(41), 'field-too-long'],
    [readCode, "1' or '1", 'field-malformed'],
    [readCode, '91350100M000100Y34', 'credit-code'],
    [readCode, '91350100I000100Y43', 'credit-code'],
    [readCode, '11010519491231002X', 'credit-code'],
    [readMobile, '13800138000x', 'field-malformed'],
    [readMobile, '110', 'field-malformed'],
    [readEmail, 'a@b', 'field-malformed'],
    [readEmail, '@b.cn', 'field-malformed'],
    [readEmail, 'a@b@c.cn', 'field-malformed'],
    [readEmail, 'a..b@c.cn', 'field-malformed'],
    [readEmail, '=a@c.cn', 'field-malformed'],
    [readEmail, 'a@c.cn\r\nbcc: x@y.cn', 'field-malformed'],
    [readEmail, `${'a'.repeat(65)}@c.cn`, 'field-malformed'],
  ])('fail/ %o %s', (read, value, expected) => {
    expect(() => (read as (value: string) => string)(value)).toThrow(code(expected));
  });

  it('fail/ a unified social credit code with one character changed', () => {
    const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
    const right = '91350100M000100Y43';
    fc.assert(
      fc.property(fc.nat(17), fc.constantFrom(...alphabet), (at, char) => {
        fc.pre(right[at] !== char);
        const wrong = right.slice(0, at) + char + right.slice(at + 1);
        expect(() => readCode(wrong)).toThrow(code('credit-code'));
      }),
    );
  });

  it('fail/ people have no addresses, servers no mail; 51 names are too many', () => {
    const base = { name: '甲', number: '1' };
    expect(() => readHolder('person', { ...base, dnsNames: ['a.cn'] })).toThrow(code('field-not-for-kind'));
    expect(() => readHolder('server', { ...base, email: 'a@b.cn' })).toThrow(code('field-not-for-kind'));
    const dnsNames = Array.from({ length: 51 }, (_, n) => `n${n}.cn`);
    expect(() => readHolder('server', { ...base, dnsNames })).toThrow(code('field-too-many'));
  });

  it('ok/ names that are the same count once', () => {
    const { dnsNames, ipAddresses } = readHolder('device', {
      name: '甲',
      number: '1',
      dnsNames: ['a.cn', 'A.CN'],
      ipAddresses: ['::1', '0:0:0:0:0:0:0:1'],
    });
    expect({ dnsNames, ipAddresses }).toEqual({ dnsNames: ['a.cn'], ipAddresses: ['::1'] });
  });
});
