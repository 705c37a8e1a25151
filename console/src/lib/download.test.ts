import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeFileName } from './download.ts';

describe('file names', () => {
  it('keep Chinese and lose what desktops refuse', () => {
    expect(safeFileName('王芳 登录证书', 'p12')).toBe('王芳 登录证书.p12');
    expect(safeFileName('../a:b\u0000c?', 'pem')).toBe('_a_b_c_.pem');
    expect(safeFileName(' ... ', 'csv')).toBe('file.csv');
  });

  it('never hold a separator or a control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(safeFileName(text, 'x')).not.toMatch(/[\\/:*?"<>|\p{Cc}]/u);
      }),
    );
  });
});
