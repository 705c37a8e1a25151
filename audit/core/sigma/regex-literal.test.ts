import { describe, expect, it } from 'vitest';
import { requiredText } from './regex-literal.ts';

describe('texts that a regular expression cannot do without', () => {
  it.each([
    ['plain', 'PowerShell', '', 'powershell'],
    ['the longest of several', 'ab.*cdef', '', 'cdef'],
    ['not what may be absent', 'abc?d', '', 'ab'],
    ['not what may be absent by star', 'xabc*', '', 'xab'],
    ['not before a count', 'abcd{0,3}ef', '', 'abc'],
    ['once at least', 'ab+cde', '', 'cde'],
    ['groups are passed over', '(one|two)three', '', 'three'],
    ['nested groups and classes', '(a(b[)]c)d)xy', '', 'xy'],
    ['classes are passed over', '[abc]def[^]x]', '', 'def'],
    ['escaped marks are text', String.raw`\\\.exe`, '', String.raw`\.exe`],
    ['classes by letter are not', String.raw`ab\d+cd\s`, '', 'ab'],
    ['characters by number are not', String.raw`\x41bcd\x{42}ef`, '', 'bcd'],
    ['alternatives need none', 'abc|def', '', ''],
    ['s and k have other capitals', 'powershell', 'i', 'power'],
    ['flags inside', '(?i)kernel', '', 'ernel'],
  ])('ok/%s', (_, pattern, flags, expected) => expect(requiredText(pattern, flags)).toBe(expected));
});
