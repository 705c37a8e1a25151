import { describe, expect, it } from 'vitest';
import { browserOf } from './browser.ts';

const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36';

describe('a User-Agent for people', () => {
  it.each([
    [chrome, 'Chrome 139 · Windows'],
    [`${chrome} Edg/139.0.0.0`, 'Edge 139 · Windows'],
    [`${chrome} QAXBrowser/1.0`, '奇安信 · Windows'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox 140 · Linux'],
    ['curl/8.5.0', 'curl/8.5.0'],
    [null, '—'],
  ])('%s', (line, words) => expect(browserOf(line)).toBe(words));
});
