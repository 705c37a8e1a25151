import { describe, expect, it } from 'vitest';
import { linearRegex } from '../../adapters/linear-regex.ts';
import { readRuleDocuments } from '../../adapters/sigma-yaml.ts';
import { createDetector } from './detector.ts';
import type { RawEvent } from './event-view.ts';
import { loadRules } from './rule-set.ts';

const placeholders = { admins: ['root', 'adm*'], nets: ['10.0.0.0/8'] };

/** Whether a detection section fires for an event. */
function fires(detection: string, event: RawEvent): boolean {
  const yaml = `title: t\nlogsource: { category: test }\ndetection:\n  ${detection.trim().replaceAll('\n', '\n  ')}\n`;
  const set = loadRules(readRuleDocuments('t.yml', yaml), { regex: linearRegex, placeholders });
  expect(set.faults.map(({ message }) => message)).toEqual([]);
  return createDetector(set).feed(event, 0).length === 1;
}

const item = (text: string) => `s:\n  ${text}\ncondition: s`;
const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
const wide = (text: string) => Buffer.from(text, 'utf16le').toString('base64');

describe('values and modifiers', () => {
  it.each<[string, string, RawEvent, boolean]>([
    ['texts are compared without case', 'f: PowerShell', { f: 'POWERSHELL' }, true],
    ['beyond ASCII too', 'f: Ä民', { f: 'ä民' }, true],
    ['cased', 'f|cased: Abc', { f: 'abc' }, false],
    ['cased, the same', 'f|contains|cased: Abc', { f: 'xAbcx' }, true],
    ['a list is any', 'f: [a, b]', { f: 'b' }, true],
    ['all of a list', "f|contains|all: ['-a', '-b']", { f: 'x -b -a' }, true],
    ['all of a list, one missing', "f|contains|all: ['-a', '-b']", { f: 'x -b' }, false],
    ['startswith', 'f|startswith: ab', { f: 'ABc' }, true],
    ['startswith with a wildcard inside', "f|startswith: 'a*c'", { f: 'xabc' }, false],
    ['endswith', "f|endswith: '\\cmd.exe'", { f: 'C:\\x\\CMD.EXE' }, true],
    ['endswith with a question mark', "f|endswith: '3?'", { f: '0x13a' }, true],
    ['endswith with a question mark, not elsewhere', "f|endswith: '3?'", { f: '3a0x' }, false],
    ['a wildcard over a line end', "f: 'a*z'", { f: 'a\nz' }, true],
    ['numbers equal texts of numbers', 'f: 4688', { f: '4688' }, true],
    ['texts equal numbers', "f: '4688'", { f: 4688 }, true],
    ['number with leading zeros in the event', 'f: 7', { f: '007' }, true],
    ['leading zeros in the rule are text', 'f: 00000429', { f: '00000429' }, true],
    ['leading zeros in the rule are no number', 'f|contains: 00000429', { f: '9429' }, false],
    ['booleans', 'f: true', { f: 'True' }, true],
    ['booleans differ', 'f: true', { f: false }, false],
    ['null: the field is missing', 'f: null', { g: 1 }, true],
    ['null: the field is null', 'f: null', { f: null }, true],
    ['null: one of several is', 'f: null', { f: ['a', null] }, false],
    ['null: the field is empty text', 'f: null', { f: '' }, false],
    ['empty text', "f: ''", { f: '' }, true],
    ['empty text is not missing', "f: ''", { g: '' }, false],
    ['exists', 'f|exists: true', { f: null }, true],
    ['exists, missing', 'f|exists: true', { g: 1 }, false],
    ['exists not', 'f|exists: false', { g: 1 }, true],
    ['neq', 'f|neq: a', { f: 'b' }, true],
    ['neq, equal', 'f|neq: [a, b]', { f: 'B' }, false],
    ['neq, missing', 'f|neq: a', { g: 'b' }, false],
    ['gt', 'f|gt: 5', { f: '6' }, true],
    ['gte', 'f|gte: 5', { f: 5 }, true],
    ['lt with a fraction', 'f|lt: 0.5', { f: 0.25 }, true],
    ['lte of no number', 'f|lte: 5', { f: 'many' }, false],
    ['cidr', 'f|cidr: 10.0.0.0/8', { f: '10.200.1.1' }, true],
    ['cidr, outside', 'f|cidr: [10.0.0.0/8, 192.168.0.0/16]', { f: '172.16.0.1' }, false],
    ['cidr of IPv6', "f|cidr: 'fe80::/10'", { f: 'fe80::1' }, true],
    ['cidr of no address', 'f|cidr: 0.0.0.0/0', { f: '10.1' }, false],
    ['regular expressions see case', "f|re: '^ab.$'", { f: 'ABc' }, false],
    ['re|i', "f|re|i: '^ab.$'", { f: 'ABc' }, true],
    ['re: the dot is no line end', "f|re: 'a.b'", { f: 'a\nb' }, false],
    ['re|s', "f|re|s: 'a.b'", { f: 'a\nb' }, true],
    ['re|m', "f|re|m: '^b$'", { f: 'a\nb' }, true],
    ['re without m', "f|re: '^b$'", { f: 'a\nb' }, false],
    ['base64', 'f|base64: foobar', { f: 'Zm9vYmFy' }, true],
    ['base64 within', 'f|base64|contains: foobar', { f: `x${base64('foobar')}y` }, true],
    ['base64offset at 0', "f|base64offset|contains: 'http://'", { f: base64('http://x.y/z') }, true],
    ['base64offset at 1', "f|base64offset|contains: 'http://'", { f: base64('ahttp://x.y/z') }, true],
    ['base64offset at 2', "f|base64offset|contains: 'http://'", { f: base64('abhttp://x.y/z') }, true],
    [
      'base64offset of something else',
      "f|base64offset|contains: 'http://'",
      { f: base64('abftp://x') },
      false,
    ],
    ['wide', "f|wide|base64offset|contains: 'IEX ('", { f: wide('; IEX (New-Object)') }, true],
    ['utf16', 'f|utf16|base64: ab', { f: Buffer.from('\ufeffab', 'utf16le').toString('base64') }, true],
    ['utf16be', 'f|utf16be|base64: ab', { f: 'AGEAYg==' }, true],
    ['windash', "f|windash|contains: ' -f '", { f: 'x /f y' }, true],
    ['windash, a dash of typography', "f|windash|contains: ' -f '", { f: 'x \u2013f y' }, true],
    ['windash, from a slash', "f|contains|windash: ' /f '", { f: 'x -f y' }, true],
    ['without windash', "f|contains: ' -f '", { f: 'x /f y' }, false],
    ['fieldref', 'f|fieldref: g', { f: 'Abc', g: 'abc' }, true],
    ['fieldref with neq', 'f|fieldref|neq: g', { f: 'a', g: 'a' }, false],
    ['fieldref of what is not there', 'f|fieldref: g', { f: 'a' }, false],
    ['fieldref endswith', 'f|fieldref|endswith: g', { f: 'DOM\\abc', g: 'ABC' }, true],
    ['expand to several', "f|expand: '%admins%'", { f: 'admin2' }, true],
    ['expand within', "f|expand|contains: 'su %admins%'", { f: 'x su root' }, true],
    ['expand to networks', "f|expand|cidr: '%nets%'", { f: '10.1.2.3' }, true],
    ['an escaped percent sign', "f|expand: '\\%x%admins%'", { f: '%xroot' }, true],
    ['without expand it is text', "f: '%admins%'", { f: '%ADMINS%' }, true],
    ['hour', 'f|hour: 23', { f: '2026-01-01T23:10:00+08:00' }, true],
    ['hour, compared', 'f|hour|gte: 18', { f: '2026-01-01 17:59:59' }, false],
    ['minute of another', 'f|minute: [10, 20]', { f: '2026-01-01T23:20:00Z' }, true],
    ['any element of a list', 'f: b', { f: ['a', 'b'] }, true],
    ['all over the elements of a list', 'f|contains|all: [a, b]', { f: ['xa', 'xb'] }, true],
    ['an object is no text', 'f|contains: a', { f: { a: 'a' } }, false],
  ])('ok/%s', (_, text, event, expected) => expect(fires(item(text), event)).toBe(expected));
});

describe('fields', () => {
  it.each<[string, string, RawEvent, boolean]>([
    ['nested', 'a.b.c: x', { a: { b: { c: 'x' } } }, true],
    ['a literal dot', 'a.b.c: x', { 'a.b.c': 'x' }, true],
    ['the literal one goes first', 'a.b: x', { a: { b: 'y' }, 'a.b': 'x' }, true],
    ['the literal one goes first, in any order', 'a.b: y', { 'a.b': 'x', a: { b: 'y' } }, false],
    ['across lists', 'a.b: y', { a: [{ b: 'x' }, { b: 'y' }] }, true],
    ['names have case', 'Image: x', { image: 'x' }, false],
    ['by the name of ECS', 'CommandLine: x', { process: { command_line: 'x' } }, true],
    ['from the name of ECS', 'process.command_line: x', { CommandLine: 'x' }, true],
    [
      'its own name goes first',
      'CommandLine: x',
      { CommandLine: 'y', process: { command_line: 'x' } },
      false,
    ],
  ])('ok/%s', (_, text, event, expected) => expect(fires(item(text), event)).toBe(expected));
});

describe('keywords', () => {
  const words = "k:\n  - 'drop table'\n  - 4242\ncondition: k";
  it.each<[string, string, RawEvent, boolean]>([
    ['anywhere in the event', words, { a: { b: ['x DROP TABLE y'] } }, true],
    ['a number', words, { a: 'code 4242.' }, true],
    ['a number as number', words, { a: 4242 }, true],
    ['not in names', words, { 'drop table': 'x' }, false],
    [
      'all, in several places',
      "k:\n  '|all':\n    - one\n    - two\ncondition: k",
      { a: 'one', b: ['x two'] },
      true,
    ],
    ['all, one missing', "k:\n  '|all':\n    - one\n    - two\ncondition: k", { a: 'one' }, false],
    ['with wildcards', "k:\n  - 'a*z'\ncondition: k", { m: '-- a to z --' }, true],
    ['a single text', 'k: needle\ncondition: k', { m: 'the needle' }, true],
    ['as regular expression', "k:\n  '|re': 'n[e]+dle'\ncondition: k", { m: 'the needle' }, true],
  ])('ok/%s', (_, detection, event, expected) => expect(fires(detection, event)).toBe(expected));
});

describe('conditions', () => {
  const searches = 'a: { f: 1 }\nb: { g: 1 }\nsel_x: { h: 1 }\nsel_y: { i: 1 }\n_hidden: { j: 1 }\n';
  const [f, g, h, i, j] = [{ f: 1 }, { g: 1 }, { h: 1 }, { i: 1 }, { j: 1 }];
  it.each<[string, RawEvent, boolean]>([
    ['a and b', { ...f, ...g }, true],
    ['a or b and sel_x', { ...f }, true],
    ['(a or b) and sel_x', { ...f }, false],
    ['not a and b', { ...g }, true],
    ['not (a and b)', { ...f }, true],
    ['not not a', { ...f }, true],
    ['a AND NOT b', { ...f }, true],
    ['1 of sel_*', { ...i }, true],
    ['any of sel_*', { ...h }, true],
    ['all of sel_*', { ...h }, false],
    ['all of sel_*', { ...h, ...i }, true],
    ['1 of *_x', { ...h }, true],
    ['1 of s*_x', { ...i }, false],
    ['2 of them', { ...f, ...i }, true],
    ['2 of them', { ...f, ...j }, false],
    ['1 of them', { ...j }, false],
    ['1 of _hid*', { ...j }, true],
    ['not 1 of sel_* and a', { ...f, ...h }, false],
  ])('ok/%s', (condition, event, expected) =>
    expect(fires(`${searches}condition: ${condition}`, event)).toBe(expected),
  );

  it('ok/several conditions are linked with OR', () => {
    expect(fires(`${searches}condition:\n  - a\n  - b`, g)).toBe(true);
  });

  it('ok/a list of maps is any of them', () => {
    expect(fires('s:\n  - f: 1\n    g: 1\n  - h: 1\ncondition: s', h)).toBe(true);
    expect(fires('s:\n  - f: 1\n    g: 1\n  - h: 1\ncondition: s', f)).toBe(false);
  });
});
