import { describe, expect, it } from 'vitest';
import { AppError, defineErrors } from './errors.ts';

const table = defineErrors('demo', {
  'too-long': { status: 400, zh: '{field} 超过 {max} 个字', en: '{field} is longer than {max}' },
});

describe('an error table', () => {
  it('derives the code from domain and key, and fills both texts', () => {
    const error = table['too-long']({ field: 'name', max: 64, line: 3 });
    expect(error).toBeInstanceOf(AppError);
    expect(error.code).toBe('demo.too-long');
    expect(error.texts).toEqual({ zh: 'name 超过 64 个字', en: 'name is longer than 64' });
  });

  it('gives a client code, text in its language and details, never cause or stack', () => {
    const error = table['too-long']({ field: 'name', max: 64 }, new Error('inner secret'));
    const body = error.toBody('zh');
    expect(Object.keys(body).sort()).toEqual(['code', 'details', 'message']);
    expect(JSON.stringify(body)).not.toContain('inner secret');
  });

  it('leaves a parameter that was not given visible instead of inventing one', () => {
    expect(table['too-long']({ field: 'name' }).texts.en).toBe('name is longer than {max}');
  });
});
