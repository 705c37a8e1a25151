import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCsrText } from './csr-text.ts';

const der = Buffer.concat([Buffer.of(0x30, 0x82), randomBytes(300)]);
const base64 = der.toString('base64');
const lines = base64.replace(/.{64}/g, '$&\n');

describe('the text of a certificate request', () => {
  it.each([
    ['PEM', `-----BEGIN CERTIFICATE REQUEST-----\n${lines}\n-----END CERTIFICATE REQUEST-----\n`],
    [
      'PEM of old tools',
      `-----BEGIN NEW CERTIFICATE REQUEST-----\r\n${lines}\r\n-----END NEW CERTIFICATE REQUEST-----`,
    ],
    ['base64', base64],
    ['base64 in lines', lines],
  ])('ok/ %s', (_, text) => {
    expect(readCsrText(text)?.equals(der)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['spaces', ' \n '],
    ['a certificate', `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----`],
    [
      'two requests',
      `-----BEGIN CERTIFICATE REQUEST-----\n${lines}\n-----END CERTIFICATE REQUEST-----\n`.repeat(2),
    ],
    ['base64 that is cut', base64.slice(0, -1)],
    ['base64url', '_-8='],
    ['words', 'not a request at all'],
  ])('fail/ %s', (_, text) => {
    expect(readCsrText(text)).toBeUndefined();
  });
});
