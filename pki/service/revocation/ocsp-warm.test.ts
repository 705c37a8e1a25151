import { describe, expect, it } from 'vitest';
import { createWarmAnswers, type WarmAnswer } from './ocsp-warm.ts';

function answer(serialHex: string): WarmAnswer {
  const raw = Buffer.from(serialHex, 'hex');
  return {
    der: raw,
    single: { certId: raw, status: 'good', thisUpdate: new Date(0) },
    issuerId: 'issuer',
    certId: { raw, serialHex, digest: 'sha1', issuerNameHash: '', issuerKeyHash: '' },
    cacheable: true,
    final: false,
    freshUntil: 1000,
    asked: false,
  };
}

describe('warm answers', () => {
  it('make room by dropping what was not asked for, the oldest first', () => {
    const warm = createWarmAnswers(3);
    const [a, b, c, d, e] = ['01', '02', '03', '04', '05'].map(answer) as [WarmAnswer, ...WarmAnswer[]];
    for (const each of [a, b!, c!]) warm.put(each);
    warm.link(Buffer.from('question'), a);
    expect(warm.byRequest(Buffer.from('question'))).toBe(a);
    warm.put(d!);
    warm.put(e!);
    const left = [a, b!, c!, d!, e!].filter(({ certId }) => warm.byCertId(certId.raw));
    expect(left).toEqual([a, d, e]);
    expect(warm.size()).toBe(3);
  });

  it('that were all asked for still make room', () => {
    const warm = createWarmAnswers(2);
    for (const serial of ['01', '02', '03', '04']) {
      warm.put(answer(serial));
      warm.byCertId(Buffer.from(serial, 'hex'));
    }
    expect(warm.size()).toBe(2);
  });
});
