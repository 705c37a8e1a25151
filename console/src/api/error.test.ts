import { describe, expect, it } from 'vitest';
import { apiErrorOf } from './error.ts';

describe('a refused answer', () => {
  it('gives code, text and details of our own error body', () => {
    const error = apiErrorOf(
      409,
      { code: 'pki.name-taken', message: '名称已存在', details: { field: 'name' } },
      '失败',
    );
    expect([error.status, error.code, error.message, error.details]).toEqual([
      409,
      'pki.name-taken',
      '名称已存在',
      { field: 'name' },
    ]);
  });

  it.each([[undefined], ['<html>'], [{ code: 5, message: 'x' }], [null]])(
    'of another form (%j) gives the fallback',
    (body) => {
      const error = apiErrorOf(502, body, '失败');
      expect([error.code, error.message, error.details]).toEqual(['http.502', '失败', {}]);
    },
  );
});
