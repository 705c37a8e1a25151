import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { accessDefaults } from '../access/index.ts';
import { AppError } from '../kernel/errors.ts';
import { type ConfigSources, describeConfig, loadConfig, type Problem } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'anmin-config-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let count = 0;
function load(yaml: string, rest: ConfigSources = {}) {
  const file = join(directory, `${++count}.yaml`);
  writeFileSync(file, yaml);
  return loadConfig({ env: {}, ...rest, file });
}
function problems(act: () => unknown): readonly Problem[] {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('config.invalid');
    return (error as AppError).details.problems as Problem[];
  }
  throw new Error('was accepted');
}
const brief = (list: readonly Problem[]) => list.map(({ path, line }) => `${path}@${line ?? '-'}`);

describe('configuration', () => {
  it('stands on defaults alone when there is no file, on this machine only', () => {
    const config = loadConfig({ file: join(directory, 'none.yaml'), env: {} });
    expect(config.http).toMatchObject({
      host: '127.0.0.1',
      port: 8443,
      clientCertPort: 8444,
      plainPort: 8080,
    });
    expect(isAbsolute(config.dataDir)).toBe(true);
    expect(config.access).toEqual(accessDefaults);
    expect([config.masterKey, config.database.url, config.pki.pkcs11.pin]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('takes the file, over it the environment, over it the command line', () => {
    const yaml = 'http:\n  port: 1001\n  plainPort: 1002\n  clientCertPort: 1003\n';
    const env = { ANMIN_HTTP_PORT: '2001', ANMIN_HTTP_CLIENT_CERT_PORT: '2003', HTTP_PORT: 'x' };
    const config = load(yaml, { env, overrides: { 'http.port': '3001' } });
    expect(config.http).toMatchObject({ port: 3001, clientCertPort: 2003, plainPort: 1002 });
  });

  it('reads lists, switches, choices and groups of groups from text', () => {
    const env = {
      ANMIN_HTTP_HOSTNAMES: 'a.example, 10.0.0.1',
      ANMIN_ACCESS_PASSWORD_SIGN_IN: 'false',
      ANMIN_LOG_LEVEL: 'debug',
      ANMIN_PKI_ROOT_YEARS: '15',
      ANMIN_PKI_PKCS11_PIN: '1234',
    };
    const config = load('', { env });
    expect(config.http.hostnames).toEqual(['a.example', '10.0.0.1']);
    expect(config.access.passwordSignIn).toBe(false);
    expect(config.log.level).toBe('debug');
    expect(config.pki.root.years).toBe(15);
    expect(config.pki.pkcs11.pin).toBe('1234');
  });

  it('cannot be changed afterwards', () => {
    const config = load('');
    expect(() => {
      (config.http as { port: number }).port = 1;
    }).toThrow(TypeError);
    expect(() => (config.http.hostnames as string[]).push('x')).toThrow(TypeError);
  });

  it('bears empty files, empty groups and empty values', () => {
    for (const yaml of ['', '# only a comment\n', '---\n', 'http:\n', 'http:\n  port:\n', 'http: {}\n']) {
      expect(load(yaml).http.port).toBe(8443);
    }
  });

  it('fail/tells all problems at once, each with its line, in both languages', () => {
    const list = problems(() =>
      load(
        [
          'dataDir: 5',
          'language: fr',
          'http:',
          '  port: 99999',
          '  prot: 1',
          '  hostnames: a',
          'acess: {}',
          'log:',
          '  level: verbose',
          'pki: yes',
        ].join('\n'),
        { env: { ANMIN_HTTP_PLAIN_PORT: 'abc', ANMIN_HTTP_PROT: '1' } },
      ),
    );
    expect(brief(list).sort()).toEqual(
      [
        'http.prot@5',
        'acess@7',
        'pki@10',
        'ANMIN_HTTP_PROT@-',
        'dataDir@1',
        'language@2',
        'http.port@4',
        'http.plainPort@-',
        'http.hostnames@6',
        'log.level@9',
      ].sort(),
    );
    expect(list.every(({ zh, en }) => /[一-鿿]/.test(zh) && /[a-z]/.test(en))).toBe(true);
    expect(list.find(({ path }) => path === 'http.prot')!.en).toContain('did you mean port?');
    expect(list.find(({ path }) => path === 'acess')!.zh).toContain('access');
    expect(list.find(({ path }) => path === 'ANMIN_HTTP_PROT')!.en).toContain('ANMIN_HTTP_PORT');
  });

  it('fail/names the file and line in the text of the error', () => {
    const error = (() => {
      try {
        load('http:\n  port: x\n');
      } catch (caught) {
        return caught as AppError;
      }
    })()!;
    expect(error.texts.en).toMatch(/\d+\.yaml:2 http\.port: expected a whole number from 0 to 65535/);
    expect(error.texts.zh).toContain('应为 0 到 65535 之间的整数');
  });

  it.each([
    ['a: [', 'YAML@'],
    ['http:\n  port: 1\n  port: 2\n', 'YAML@3'],
    ['- a\n', 'YAML@1'],
    ['a: &x 1\nb: *x\n', 'a@1'],
    ['language: &x zh\n', 'language@1'],
    ['masterKey: abc\n', 'masterKey@1'],
    ['pki:\n  pkcs11:\n    pin: "1"\n', 'pki.pkcs11.pin@3'],
    ['__proto__: 1\n', '__proto__@1'],
    ['constructor: 1\n', 'constructor@1'],
    ['dataDir: "a\\u0000b"\n', 'dataDir@1'],
    ['http: {port: 1.5}\n', 'http.port@1'],
    ['http: {hostnames: [a, {b: c}]}\n', 'http.hostnames@1'],
  ])('fail/%j', (yaml, expected) => {
    expect(brief(problems(() => load(yaml)))[0]).toContain(expected);
  });

  it.each([
    [{ 'http.port': '9000', 'http.plainPort': '9000' }, 'http.plainPort'],
    [{ 'access.passwordSignIn': 'false', 'access.certificateSignIn': 'false' }, 'access.passwordSignIn'],
    [{ 'access.sessionHours': '1', 'access.sessionIdleMinutes': '61' }, 'access.sessionIdleMinutes'],
    [{ 'pki.crlHours': '2', 'pki.deltaCrlHours': '2' }, 'pki.deltaCrlHours'],
    [{ 'http.prt': '1' }, 'http.prt'],
    [{ 'pki.pkcs11.pin': '1' }, 'pki.pkcs11.pin'],
  ])('fail/settings that do not go together: %j', (overrides, path) => {
    expect(brief(problems(() => load('', { overrides: overrides as Record<string, string> })))).toEqual([
      `${path}@-`,
    ]);
  });

  it('may use port 0 for every listener', () => {
    const zero = { 'http.port': '0', 'http.plainPort': '0', 'http.clientCertPort': '0' };
    expect(load('', { overrides: zero }).http.port).toBe(0);
  });

  it('fail/a named file that is missing, and a directory in its place', () => {
    const missing = join(directory, 'missing.yaml');
    expect(() => loadConfig({ env: { ANMIN_CONFIG: missing } })).toThrow('config.unreadable');
    expect(() => loadConfig({ file: directory, env: {} })).toThrow('config.unreadable');
  });

  it('fail/never shows the value of a secret', () => {
    const url = 'mysql://u:Hidden99@h/d';
    const list = problems(() =>
      load(`database:\n  url: ${url}\n`, { env: { ANMIN_MASTER_KEY: 'Hidden99\n' } }),
    );
    expect(list).toHaveLength(2);
    expect(JSON.stringify(list)).not.toContain('Hidden99');
  });

  it('answers any text with a configuration or its own error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (yaml) => {
        try {
          load(yaml);
        } catch (error) {
          expect((error as AppError).code).toBe('config.invalid');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is described by docs/configuration.md, which is current', () => {
    // To bring it up to date, write what describeConfig() gives into the file.
    expect(readFileSync('docs/configuration.md', 'utf8')).toBe(describeConfig());
  });
});
