import { describe, expect, it } from 'vitest';
import { looksLikeCsr, renewalBody, renewalKeys, requestBody } from './draft.ts';

describe('a request', () => {
  it('asks for what its form of delivery needs and nothing that was left over', () => {
    const draft = {
      profile: 'server',
      holderId: 'h',
      csr: ' pem ',
      keyAlgorithm: 'ec-p256' as const,
      reason: ' 新机 ',
      dnsNames: [],
    };
    expect(requestBody({ ...draft, delivery: 'csr' })).toEqual({
      kind: 'issue',
      profile: 'server',
      holderId: 'h',
      csr: 'pem',
      reason: '新机',
    });
    expect(requestBody({ ...draft, delivery: 'pkcs12' })).toEqual({
      kind: 'issue',
      profile: 'server',
      holderId: 'h',
      keyAlgorithm: 'ec-p256',
      reason: '新机',
    });
  });
});

describe('a renewal', () => {
  it('offers the keys that the profile allows, and to keep the old one', () => {
    expect(renewalKeys(['csr', 'pkcs12'])).toEqual(['pkcs12', 'csr', 'same']);
    expect(renewalKeys(['csr'])).toEqual(['csr', 'same']);
  });

  it('asks for one key, whatever else was filled in before', () => {
    expect(renewalBody({ key: 'csr', csr: ' pem\n' })).toEqual({ csr: 'pem' });
    expect(renewalBody({ key: 'same', csr: 'pem' })).toEqual({ sameKey: true });
    expect(renewalBody({ key: 'pkcs12', csr: 'pem' })).toEqual({ sameKey: false });
  });
});

describe('a PKCS#10', () => {
  it.each([
    ['-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n', true],
    ['-----BEGIN NEW CERTIFICATE REQUEST-----\nMIIB\n-----END NEW CERTIFICATE REQUEST-----', true],
    [`MII${'A'.repeat(200)}==`, true],
    ['-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', false],
    ['-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----', false],
    ['', false],
  ])('%#', (text, is) => expect(looksLikeCsr(text)).toBe(is));
});
