import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIp } from '../../x509/general-name.ts';
import { dnsExcluded, dnsNameMatches, dnsPermitted, isDnsConstraint, isPresentedDnsName } from './dns.ts';
import { emailWithin, isEmailConstraint, parseMailbox } from './email.ts';
import { ipWithin, isIpConstraint } from './ip.ts';
import { uriHost, uriWithin } from './uri.ts';

describe('DNS names', () => {
  it.each([
    ['a.example.test', 'A.EXAMPLE.test', true],
    ['*.example.test', 'a.example.test', true],
    ['a.example.test', 'a.example.test.', true],
    ['*.example.test', 'a.b.example.test', false],
    ['*.example.test', 'example.test', false],
    ['*.test', 'example.test', false],
    ['*', 'example', false],
    ['a*.example.test', 'ab.example.test', false],
    ['a.*.test', 'a.b.test', false],
    ['*.example.test', '*.example.test', false],
    ['example.test', 'xexample.test', false],
    ['10.0.0.1', '10.0.0.1', false],
    ['a_b.example.test', 'a_b.example.test', false],
    ['', '', false],
  ])('%s for %s: %s', (presented, wanted, expected) => {
    expect(dnsNameMatches(presented, wanted)).toBe(expected);
  });

  it('a wildcard never matches more than what it was written for', () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
    fc.assert(
      fc.property(fc.array(label, { minLength: 3, maxLength: 5 }), (labels) => {
        const host = labels.join('.');
        expect(dnsNameMatches(`*.${labels.slice(1).join('.')}`, host)).toBe(true);
        expect(dnsNameMatches(`*.${labels.slice(2).join('.')}`, host)).toBe(false);
        expect(dnsPermitted(host, labels.slice(1).join('.'))).toBe(true);
        expect(dnsExcluded(`*.${labels.slice(1).join('.')}`, host)).toBe(true);
        expect(dnsPermitted(`*.${labels.slice(1).join('.')}`, host)).toBe(false);
      }),
    );
  });

  it('constraints are names without dots in front', () => {
    expect(['', 'example.test', 'test'].every(isDnsConstraint)).toBe(true);
    expect(['.example.test', '*.test', 'a b', 'a..b'].some(isDnsConstraint)).toBe(false);
    expect(isPresentedDnsName(`${'a'.repeat(64)}.test`)).toBe(false);
  });
});

describe('mail addresses', () => {
  it.each([
    ['Wang@Example.TEST', 'Wang@example.test', true],
    ['wang@example.test', 'Wang@example.test', false],
    ['wang@example.test', 'example.test', true],
    ['wang@a.example.test', 'example.test', false],
    ['wang@a.example.test', '.example.test', true],
    ['wang@example.test', '.example.test', false],
    ['wang@@example.test', 'example.test', false],
  ])('%s within %s: %s', (text, base, expected) => {
    expect(emailWithin(text, base)).toBe(expected);
  });

  it('are refused where they are not plain', () => {
    for (const text of [
      '@example.test',
      'a@',
      'a b@example.test',
      '"a"@example.test',
      'a@10.0.0.1',
      'a@*.test',
    ]) {
      expect(parseMailbox(text)).toBeUndefined();
    }
    expect(isEmailConstraint('a@b@c')).toBe(false);
  });
});

describe('URIs', () => {
  it.each([
    ['https://a.example.test/x', 'a.example.test'],
    ['ldap://user@A.example.test:389/y', 'a.example.test'],
    ['https://10.0.0.1/', undefined],
    ['https://[::1]/', undefined],
    ['urn:oid:1.2', undefined],
    ['https://evil.test\\@good.test', undefined],
  ])('host of %s', (text, host) => {
    expect(uriHost(text)).toBe(host);
  });

  it('a leading dot means below, none means exactly', () => {
    expect(uriWithin('a.example.test', '.example.test')).toBe(true);
    expect(uriWithin('example.test', '.example.test')).toBe(false);
    expect(uriWithin('example.test', 'example.test')).toBe(true);
    expect(uriWithin('a.example.test', 'example.test')).toBe(false);
  });
});

describe('addresses', () => {
  const network = (text: string) => Buffer.concat(text.split('/').map((part) => parseIp(part)!));

  it('are in their network and in no other family', () => {
    expect(ipWithin(parseIp('10.1.2.3')!, network('10.0.0.0/255.0.0.0'))).toBe(true);
    expect(ipWithin(parseIp('11.1.2.3')!, network('10.0.0.0/255.0.0.0'))).toBe(false);
    expect(ipWithin(parseIp('::a01:203')!, network('10.0.0.0/255.0.0.0'))).toBe(false);
  });

  it('masks are ones and then zeros', () => {
    for (let bits = 0; bits <= 32; bits++) {
      const mask = Buffer.alloc(4);
      mask.writeUInt32BE(bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0);
      expect(isIpConstraint(Buffer.concat([Buffer.alloc(4), mask]))).toBe(true);
    }
    expect(isIpConstraint(network('10.0.0.0/255.0.255.0'))).toBe(false);
    expect(isIpConstraint(network('10.0.0.0/0.255.0.0'))).toBe(false);
    expect(isIpConstraint(Buffer.alloc(4))).toBe(false);
  });
});
