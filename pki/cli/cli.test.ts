import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { systemActor } from '#platform/kernel/actor.ts';
import type { Command } from '#platform/kernel/domain.ts';
import { pkiPermissions } from '../permissions.ts';
import { testBureau } from '../service/requests/testing.ts';
import type { PkiTables } from '../store/tables.ts';
import { directoryCommands } from './directory.ts';
import { requestCommands } from './requests.ts';

let bureau: Awaited<ReturnType<typeof testBureau>>;
const folders: string[] = [];
afterEach(async () => {
  await bureau.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function start() {
  bureau = await testBureau();
  const commands = [...directoryCommands(bureau.directory), ...requestCommands(bureau.requests)];
  const actor = systemActor('cli:test', Object.keys(pkiPermissions));
  const run = async (verb: string, args: string[], json = false) => {
    const lines: string[] = [];
    const io = {
      stdin: Readable.from([]),
      out: (text: string) => void lines.push(text),
      err: (text: string) => void lines.push(text),
    };
    const command = commands.find((each): each is Command => each.verb === verb)!;
    const exit = await command.run({ actor, args, json, ...io });
    return { exit, text: lines.join('\n') };
  };
  const file = (name: string, text: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'anmin-cli-'));
    folders.push(folder);
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  return { ...bureau, run, file };
}

describe('anmin pki import', () => {
  it('ok/ takes a file; a dry run first; exit 1 when a line was refused', async () => {
    const { run, file, directory, clerk } = await start();
    const path = file('people.csv', '工号,姓名,机构代码\nB1,李四,330106\nB2,\u001b[31m,330106\n');
    const dry = await run('import', ['people', path, '--dry-run']);
    expect(dry).toMatchObject({ exit: 1 });
    expect(dry.text).toContain('试运行');
    expect(dry.text).not.toContain('\u001b');
    expect((await directory.listHolders(clerk, { q: 'B1' })).total).toBe(0);
    const real = await run('import', ['people', path], true);
    expect(JSON.parse(real.text)).toMatchObject({
      import: { created: 1, refused: 1, createdBy: 'cli:test' },
    });
    const good = file('good.csv', '工号,姓名,机构代码\nB1,李四,330106\n');
    expect(await run('import', ['people', good])).toMatchObject({ exit: 0 });
    expect((await run('import', ['people', path, '--csv'])).text).toMatch(/^\ufeff"行号"/);
  });

  it('fail/ usage and files that are not there', async () => {
    const { run } = await start();
    expect(await run('import', ['people'])).toMatchObject({ exit: 2 });
    expect(await run('import', ['nobody', 'x.csv'])).toMatchObject({ exit: 2 });
    await expect(run('import', ['people', join(import.meta.dirname, 'none.csv')])).rejects.toMatchObject({
      code: 'pki.import-file-unreadable',
      details: { reason: 'ENOENT' },
    });
  });
});

describe('anmin pki requests, anmin pki decisions verify', () => {
  it('ok/ lists requests; finds a decision that was changed, exit 1', async () => {
    const { run, requests, clerk, holder, deps } = await start();
    await requests.create(clerk, {
      kind: 'issue',
      profile: 'staff-signin',
      holderId: holder.id,
      reason: '新入职',
    });
    const list = await run('requests', ['--state', 'pending']);
    expect(list.exit).toBe(0);
    expect(list.text).toContain('2026-000001  issue  pending/review  张三（A001）  录入员');
    expect(JSON.parse((await run('requests', ['--state', 'done'], true)).text)).toMatchObject({ total: 0 });
    expect((await run('requests', ['--state', 'lost'])).exit).toBe(2);
    expect((await run('decisions verify', [])).exit).toBe(0);
    await deps.storage.transaction<PkiTables, unknown>((tx) =>
      tx.updateTable('pki_decisions').set({ actor_name: '他人' }).execute(),
    );
    const verified = await run('decisions verify', []);
    expect(verified.exit).toBe(1);
    expect(verified.text).toContain('签名无效 not valid: 2026-000001 entry 他人');
  });
});
