import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineErrors } from '../kernel/errors.ts';
import { createLog, type Log } from './index.ts';

function written(act: (log: Log) => void, pretty = false): string {
  let text = '';
  act(createLog({ level: 'trace', pretty, destination: { write: (line) => (text += line) } }));
  return text;
}
const secret = 'S3cr3t-Value';

describe('log', () => {
  it('writes one JSON object a line, with level, UTC time and message', () => {
    const record = JSON.parse(written((log) => log.info({ port: 8443 }, 'listening')));
    expect(record).toMatchObject({ level: 'info', port: 8443, msg: 'listening' });
    expect(record.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/);
  });

  it.each([
    'password',
    'newPassword',
    'client_secret',
    'sessionToken',
    'pin',
    'userPin',
    'key',
    'privateKey',
    'private_key',
    'ANMIN_MASTER_KEY',
    'Authorization',
    'cookie',
    'set-cookie',
    'pkcs12',
    'totpSecret',
    'passphrase',
  ])('removes what is under %s, at any depth, in lists and in children', (name) => {
    const text = written((log) => {
      log.info({ [name]: secret });
      log.info({ a: { b: [{ c: { [name]: { inner: secret } } }] } });
      log.child({ request: { headers: { [name]: secret } } }).warn('x');
    });
    expect(text).not.toContain(secret);
    expect(text.match(/\[removed\]/g)).toHaveLength(3);
  });

  it.each(['publicKey', 'keyId', 'keyAlgorithm', 'mapping', 'monkey', 'shipping'])('keeps %s', (name) => {
    expect(written((log) => log.info({ [name]: 'seen' }))).toContain('seen');
  });

  it('removes private keys from any text, whole or cut', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const body = pem.split('\n')[1]!;
    const text = written((log) => {
      log.info(`got ${pem} there`);
      log.info({ note: { text: pem } }, 'x');
      log.info('formatted %s', pem);
      log.error(new Error(`bad: ${pem}`));
      log.error({ err: new Error('outer', { cause: new Error(pem) }) }, 'failed');
      log.info(pem.slice(0, 80));
    });
    expect(text).not.toContain(body.slice(0, 20));
    expect(text).toContain('there');
  });

  it('removes passwords in addresses, bearer tokens and secret query parameters', () => {
    const text = written((log) => {
      log.info(`postgres://anmin:${secret}@db/anmin`);
      log.info({ header: `Bearer ${secret}` });
      log.info({ req: { url: `/setup?lang=zh&token=${secret}&x=1` } });
    });
    expect(text).not.toContain(secret);
    expect(text).toContain('lang=zh');
    expect(text).toContain('x=1');
  });

  it('tells an error with its code, its cause and its stack, but no bytes', () => {
    const errors = defineErrors('test', { broken: { status: 500, zh: '坏了', en: 'Broken' } });
    const error = errors.broken({ field: 'a' }, new Error('deeper'));
    const record = JSON.parse(written((log) => log.error({ err: error, der: Buffer.from(secret) }, 'x')));
    expect(record.err).toMatchObject({ code: 'test.broken', cause: { message: 'deeper' } });
    expect(record.err.stack).toContain('log.test.ts');
    expect(record.der).toBe(`[${secret.length} bytes]`);
  });

  it('bears everything that may be handed to it', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(() => written((log) => log.info(loop))).not.toThrow();
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(() => JSON.parse(written((log) => log.info({ value })))).not.toThrow();
      }),
    );
  });

  it('keeps control characters from a terminal', () => {
    const text = written((log) => log.info({ name: 'a\x1b[2Jb' }, 'x\ny'), true);
    expect(text).not.toContain('\x1b[2J');
    expect(text.trimEnd().split('\n')).toHaveLength(1);
  });

  it('writes nothing below its level', () => {
    let text = '';
    createLog({ level: 'warn', destination: { write: (line) => (text += line) } }).info('quiet');
    expect(text).toBe('');
  });
});
