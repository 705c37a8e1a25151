import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder, testSettings } from './composed.ts';
import { asEnvironment, type Program, start } from './program.ts';

const folders: string[] = [];
const programs: Program[] = [];
afterEach(async () => {
  for (const program of programs.splice(0)) {
    if (program.child.exitCode === null) program.child.kill('SIGKILL');
    await program.ended();
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function newEnvironment(more: Record<string, string> = {}) {
  const folder = temporaryFolder();
  folders.push(folder);
  return { folder, env: asEnvironment(await testSettings(join(folder, 'data'), more)) };
}

function run(env: Record<string, string>, script = 'app/main.ts', args: string[] = []): Program {
  const program = start(script, args, env);
  programs.push(program);
  return program;
}

const ready = '数据目录 Data';
const setupLink = /https:\/\/\S+\/set-up#token=\S+/;

describe('the server', () => {
  it('makes everything at the first boot, prints a set-up link that no log has, and ends cleanly', async () => {
    const { env, folder } = await newEnvironment();
    const first = run(env);
    const output = await first.until(ready);
    expect(output).toMatch(setupLink);
    expect(statSync(join(folder, 'data', 'master.key')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'data', 'anmin.db')).mode & 0o777).toBe(0o600);
    first.child.kill('SIGTERM');
    expect(await first.ended()).toMatchObject({ code: 0 });

    const database = new DatabaseSync(join(folder, 'data', 'anmin.db'), { readOnly: true });
    const query =
      "select profile, count(*) as n from pki_certificates where profile in ('root', 'server') group by profile";
    expect(database.prepare(query).all()).toEqual([
      { profile: 'root', n: 1 },
      { profile: 'server', n: 1 },
    ]);
    database.close();

    const second = run(env);
    const again = await second.until(ready);
    expect(again.match(setupLink)![0]).not.toBe(output.match(setupLink)![0]);
  });

  it('answers on each of its three listeners', async () => {
    const { env } = await newEnvironment();
    const program = run(env);
    await program.until(ready);
    const plain = `http://127.0.0.1:${env.ANMIN_HTTP_PLAIN_PORT}`;
    expect((await fetch(`${plain}/readyz`)).status).toBe(200);
    const page = await (await fetch(plain)).text();
    const [, href] = page.match(/href="(\/ca\/[0-9a-f]{64}\.cer)"/)!;
    const root = await fetch(plain + href);
    expect(root.headers.get('content-type')).toBe('application/pkix-cert');
    expect(page.replaceAll(' ', '').toLowerCase()).toContain(href!.slice(4, 68));
  });

  it('survives kill -9 at any moment of its first boot', async () => {
    const { env } = await newEnvironment();
    for (const delay of [150, 300, 450, 600, 800, 1000]) {
      const program = run(env);
      await new Promise((resolve) => setTimeout(resolve, delay));
      program.child.kill('SIGKILL');
      await program.ended();
    }
    const whole = run(env);
    await whole.until(ready);
    const page = await (await fetch(`http://127.0.0.1:${env.ANMIN_HTTP_PLAIN_PORT}/readyz`)).json();
    expect(page).toMatchObject({ ready: true });
  });
});

describe('what is wrong on the machine', () => {
  it('a port in use: names port, listener and setting', async () => {
    const { env } = await newEnvironment();
    const holder = createServer().listen(Number(env.ANMIN_HTTP_PORT), '127.0.0.1');
    try {
      const { code, output } = await run(env).ended();
      expect(code).toBe(1);
      expect(output).toContain('app.port-in-use');
      expect(output).toContain(`端口 ${env.ANMIN_HTTP_PORT}`);
      expect(output).toContain('http.port');
    } finally {
      holder.close();
    }
  });

  it('a wrong master key: refused, nothing changed', async () => {
    const { env, folder } = await newEnvironment();
    const first = run(env);
    await first.until(ready);
    first.child.kill('SIGTERM');
    await first.ended();
    const other = { ...env, ANMIN_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') };
    const { code, output } = await run(other).ended();
    expect(code).not.toBe(0);
    expect(output).toContain('seal.wrong-key');
    expect(output).not.toContain(other.ANMIN_MASTER_KEY);
    rmSync(join(folder, 'data', 'master.key'));
    expect((await run(env).ended()).output).toContain('seal.missing-key');
    expect(readdirSync(join(folder, 'data'))).not.toContain('master.key');
  });

  it('a key file that others may read: refused', async () => {
    const { env, folder } = await newEnvironment();
    const first = run(env);
    await first.until(ready);
    first.child.kill('SIGTERM');
    await first.ended();
    chmodSync(join(folder, 'data', 'master.key'), 0o644);
    expect((await run(env).ended()).output).toContain('seal.open-to-others');
  });

  it('a data directory that cannot be made: names it', async () => {
    const { folder, env } = await newEnvironment();
    writeFileSync(join(folder, 'file'), '');
    const { code, output } = await run({ ...env, ANMIN_DATA_DIR: join(folder, 'file', 'data') }).ended();
    expect(code).not.toBe(0);
    expect(output).toContain('storage.unwritable');
    expect(output).toContain(join(folder, 'file', 'data'));
  });

  it('a configuration with faults: all of them at once, with their lines', async () => {
    const { folder, env } = await newEnvironment();
    const file = join(folder, 'anmin.yaml');
    writeFileSync(file, 'http:\n  prot: 1\n  port: 99999\nlanguage: fr\n');
    const { ANMIN_HTTP_PORT, ...rest } = env;
    const { code, output } = await run({ ...rest, ANMIN_CONFIG: file }).ended();
    expect(code).toBe(2);
    for (const line of [2, 3, 4]) expect(output).toMatch(new RegExp(`anmin\\.yaml.*${line}`));
    expect(output).toContain('http.port');
    expect(ANMIN_HTTP_PORT).toBeDefined();
  });
});

describe('the command line', () => {
  const anmin = (env: Record<string, string>, ...args: string[]) => run(env, 'app/cli.ts', args).ended();

  it('ends with 2 and words in both languages for a command that is not there', async () => {
    const { env } = await newEnvironment();
    const first = run(env);
    await first.until(ready);
    const { code, output } = await anmin(env, 'pki', 'nonsense');
    expect(code).toBe(2);
    expect(output).toContain('app.unknown-command');
    expect(output).toContain('没有这个命令');
  });

  it('makes no data directory by itself', async () => {
    const { env, folder } = await newEnvironment();
    const { code, output } = await anmin(env, 'access', 'unlock', 'nobody');
    expect(code).toBe(2);
    expect(output).toContain('app.no-data');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('doctor lists every component and answers JSON', async () => {
    const { env } = await newEnvironment();
    const { code, output } = await anmin(env, 'doctor', '--json');
    const found = JSON.parse(output) as { name: string; found: boolean; required: boolean }[];
    expect(found.map(({ name }) => name)).toContain('PKCS#11');
    expect(code).toBe(found.every(({ found, required }) => found || !required) ? 0 : 1);
  });

  it('works beside the running server and makes a new set-up link', async () => {
    const { env } = await newEnvironment();
    await run(env).until(ready);
    const { code, output } = await anmin(env, 'access', 'reset-setup', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(output).url).toMatch(setupLink);
  });
});

it('the pinned Node is the one that runs', () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'));
  expect(process.versions.node).toBe(manifest.devDependencies.node);
});
