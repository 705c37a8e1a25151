import { afterEach, describe, expect, it } from 'vitest';
import type { PkiTables } from '../../store/tables.ts';
import { person, testBureau } from '../requests/testing.ts';
import type { ImportInput } from './imports.ts';

let bureau: Awaited<ReturnType<typeof testBureau>>;
afterEach(() => bureau.close());

const code = (expected: string) => expect.objectContaining({ code: expected });
const base64 = (text: string | Buffer) => Buffer.from(text as string).toString('base64');

async function start() {
  bureau = await testBureau();
  const { directory, clerk } = bureau;
  const run = (kind: ImportInput['kind'], text: string | Buffer, dryRun = false) =>
    directory.importFile(clerk, { kind, fileName: 'C:\\导入\\名单.csv', content: base64(text), dryRun });
  return { ...bureau, run };
}
type Report = Awaited<ReturnType<Awaited<ReturnType<typeof start>>['run']>>;
const brief = ({ lines }: Report) => lines.map(({ line, outcome, code: fault }) => [line, fault ?? outcome]);
const counts = ({ import: { created, updated, unchanged, refused } }: Report) => [
  created,
  updated,
  unchanged,
  refused,
];

const organisations = `机构代码,机构名称,层级,上级机构代码
330106001,北山街道,乡镇街道,330106
33,浙江省民政厅,省,
330106001001,宝石社区,村居,330106001
3301,杭州市民政局,市,33
330106,西湖区民政局,县,3301
`;

describe('importing organisations', () => {
  it('ok/ takes them in any order, builds the tree, and finds nothing to do the second time', async () => {
    const { run, directory, clerk } = await start();
    const first = await run('organisations', organisations);
    expect(brief(first)).toEqual([
      [2, 'created'],
      [3, 'created'],
      [4, 'created'],
      [5, 'created'],
      [6, 'updated'],
    ]);
    expect(first.import).toMatchObject({
      encoding: 'utf-8',
      fileName: '名单.csv',
      createdBy: '录入员',
      dryRun: false,
    });
    const [village] = (await directory.listOrganisations(clerk, { q: '宝石' })).items;
    const worker = await directory.createHolder(clerk, {
      kind: 'person',
      organisationId: village!.id,
      name: '李四',
      number: 'B1',
    });
    expect(worker.organisationPath).toEqual([
      '浙江省民政厅',
      '杭州市民政局',
      '西湖区民政局',
      '北山街道',
      '宝石社区',
    ]);
    expect(counts(await run('organisations', organisations))).toEqual([0, 0, 5, 0]);
    expect(await directory.getImport(clerk, first.import.id!)).toEqual(first);
  });

  it('ok/ a dry run says the same and writes nothing', async () => {
    const { run, directory, clerk, eventNames } = await start();
    const before = await eventNames();
    const dry = await run('organisations', organisations, true);
    expect(dry.import).toMatchObject({ id: null, dryRun: true });
    expect(await eventNames()).toEqual(before);
    expect((await directory.listImports(clerk, {})).total).toBe(0);
    expect((await directory.listOrganisations(clerk, { q: '33' })).total).toBe(1);
    const real = await run('organisations', organisations);
    expect(brief(dry)).toEqual(brief(real));
  });

  it('ok/ a move carries what is below, in a dry run too', async () => {
    const { run, directory, clerk } = await start();
    await run('organisations', organisations);
    const moves = `代码,名称,级别,上级代码\n3302,宁波市民政局,市,33\n330106,西湖区民政局,县,3302\n`;
    expect(brief(await run('organisations', moves, true))).toEqual([
      [2, 'created'],
      [3, 'updated'],
    ]);
    await run('organisations', moves);
    const [village] = (await directory.listOrganisations(clerk, { q: '宝石' })).items;
    const input = { kind: 'device', organisationId: village!.id, name: '网关', number: 'D1' } as const;
    expect((await directory.createHolder(clerk, input)).organisationPath[1]).toBe('宁波市民政局');
  });

  it('ok/ a dry run of several chunks says what the real one does, parents moved before children or not', async () => {
    const { run, deps } = await start();
    await run('organisations', organisations);
    const filler = Array.from({ length: 250 }, (_, n) => `9${n},机构${n},县,3302`);
    const file = [
      '代码,名称,级别,上级代码',
      '3302,宁波市民政局,市,33',
      '330106,西湖区民政局,县,3302',
      ...filler,
      '330106001,北山街道,乡镇街道,330106',
      '330106001001,宝石社区,村居,990',
    ].join('\n');
    const dry = await run('organisations', file, true);
    const real = await run('organisations', file);
    expect(brief(dry)).toEqual(brief(real));
    expect(counts(real)).toEqual([251, 2, 1, 0]);
    const rows = await deps.storage.read<PkiTables>().selectFrom('pki_organisations').selectAll().execute();
    for (const row of rows) {
      const parent = rows.find(({ id }) => id === row.parent_id);
      expect(row.path).toBe(`${parent?.path ?? '/'}${row.id}/`);
    }
  });

  it('ok/ a parent and its child move apart in one file, and what is below the child goes with it', async () => {
    const { run, directory, clerk } = await start();
    await run('organisations', organisations);
    await run(
      'organisations',
      `代码,名称,级别,上级代码
3302,宁波市民政局,市,33
330299,宁波某县,县,3302
330106,西湖区民政局,县,3302
330106001,北山街道,乡镇街道,330299
`,
    );
    const [village] = (await directory.listOrganisations(clerk, { q: '宝石' })).items;
    const input = { kind: 'device', organisationId: village!.id, name: '网关', number: 'D1' } as const;
    expect((await directory.createHolder(clerk, input)).organisationPath).toEqual([
      '浙江省民政厅',
      '宁波市民政局',
      '宁波某县',
      '北山街道',
      '宝石社区',
    ]);
  });

  it('fail/ each bad line says why, the good ones are taken', async () => {
    const { run } = await start();
    const report = await run(
      'organisations',
      `code,name,level,parent code
33,浙江省民政厅,省,
33,浙江省民政厅,省,
34,,省,
35,某机构,星系,
36,某市,市,99
37,某省,省,33
330106,西湖区民政局,市,33
38,"某省,省,
39,某省
40,=HYPERLINK("x"),省,
41,某\u202e省,省,
3301,杭州市民政局,市,33
`,
    );
    expect(brief(report)).toEqual([
      [2, 'created'],
      [3, 'pki.line-twice'],
      [4, 'pki.field-missing'],
      [5, 'pki.field-malformed'],
      [6, 'pki.organisation-code-unknown'],
      [7, 'pki.organisation-level'],
      [8, 'pki.organisation-level-fixed'],
      [9, 'pki.line-quotes'],
      [10, 'pki.line-columns'],
      [11, 'pki.line-quotes'],
      [12, 'pki.field-hidden-character'],
      [13, 'created'],
    ]);
    expect(report.lines[2]).toMatchObject({ field: 'name', message: { zh: '名称不能为空' }, raw: '34,,省,' });
    expect(report.lines[7]).toMatchObject({ raw: '38,"某省,省,' });
  });
});

const people = `工号,姓名,所属机构代码,电子邮箱,手机号码,职务,状态
B001,李四,330106,ls@mz.cn,13800138000,科长,在职
B002,王五,330106,,,,
`;

describe('importing people, servers and devices', () => {
  it('ok/ creates, changes what the file says, and leaves what it does not say', async () => {
    const { run, directory, clerk, eventNames } = await start();
    expect(counts(await run('people', people))).toEqual([2, 0, 0, 0]);
    expect(counts(await run('people', people))).toEqual([0, 0, 2, 0]);
    const change = `姓名,工号,所属机构代码,状态\n李四,B001,330106,离职\n王五,B002,330106,在职\n`;
    expect(brief(await run('people', change))).toEqual([
      [2, 'updated'],
      [3, 'unchanged'],
    ]);
    const { items } = await directory.listHolders(clerk, { q: 'B001' });
    expect(items[0]).toMatchObject({ email: 'ls@mz.cn', title: '科长', state: 'left' });
    expect((await eventNames()).slice(-2)).toEqual(['pki.holder.left', 'pki.import.finished']);
    const cleared = people.replace('ls@mz.cn', '').replace('在职', '');
    expect(counts(await run('people', cleared))).toEqual([0, 1, 1, 0]);
    expect((await directory.listHolders(clerk, { q: 'B001' })).items[0]).toMatchObject({
      email: null,
      state: 'left',
    });
  });

  it('ok/ reads GB18030 and says so', async () => {
    const { run } = await start();
    const header = Buffer.from('number,name,organisation code\n');
    const row = Buffer.concat([Buffer.from('B9,'), Buffer.from('d5c5c8fd', 'hex'), Buffer.from(',330106\n')]);
    const report = await run('people', Buffer.concat([header, row]));
    expect(report.import).toMatchObject({ encoding: 'gb18030', created: 1 });
    expect(report.lines[0]!.raw).toBe('B9,张三,330106');
  });

  it('ok/ takes several names of a server from one cell', async () => {
    const { run, directory, clerk } = await start();
    await run(
      'servers',
      '资产编号,服务器名称,机构代码,域名,IP地址\nS1,门户,330106,www.mz.cn；oa.mz.cn,"10.0.0.1, ::1"\n',
    );
    expect((await directory.listHolders(clerk, { kind: 'server' })).items[0]).toMatchObject({
      dnsNames: ['www.mz.cn', 'oa.mz.cn'],
      ipAddresses: ['10.0.0.1', '::1'],
    });
  });

  it('ok/ many lines go in chunks, and every line is in the report', async () => {
    const { run, directory, clerk } = await start();
    const rows = Array.from({ length: 950 }, (_, n) => `N${n},人员${n},${n % 10 === 3 ? 'none' : '330106'}`);
    const report = await run('people', `工号,姓名,机构代码\n${rows.join('\n')}`);
    expect(counts(report)).toEqual([855, 0, 0, 95]);
    expect(report.lines.map(({ line }) => line)).toEqual(rows.map((_, index) => index + 2));
    expect(report.lines.map(({ raw }) => raw)).toEqual(rows);
    const stored = await directory.getImport(clerk, report.import.id!);
    expect(stored).toEqual(report);
    expect(await bureau.eventCount('pki.import.finished')).toBe(1);
    expect(await bureau.eventCount('pki.holder.created')).toBe(856);
  });

  it('ok/ a file of bad lines alone is recorded too', async () => {
    const { run, directory, clerk } = await start();
    const report = await run('people', '工号,姓名,机构代码\n,,\n"\n');
    expect(counts(report)).toEqual([0, 0, 0, 2]);
    expect((await directory.listImports(clerk, {})).items).toEqual([report.import]);
  });

  it('fail/ a broken byte costs its own line', async () => {
    const { run } = await start();
    const bytes = Buffer.concat([
      Buffer.from('工号,姓名,机构代码\nB1,甲,330106\nB2,'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(',330106\nB3,丙,330106\n'),
    ]);
    expect(brief(await run('people', bytes))).toEqual([
      [2, 'created'],
      [3, 'pki.line-encoding'],
      [4, 'created'],
    ]);
  });

  it.each([
    ['an unknown column', '工号,姓名,机构代码,身份证号\n', 'pki.import-column-unknown'],
    ['a column twice', '工号,编号,姓名,机构代码\n', 'pki.import-column-twice'],
    ['a missing column', '工号,姓名\n', 'pki.import-column-missing'],
    ['a header of a million columns', ','.repeat(1_000_000), 'pki.import-header-unreadable'],
    ['a header that cannot be read', '"工号,姓名\n', 'pki.import-header-unreadable'],
    ['an empty file', '', 'pki.import-empty'],
  ])('fail/ %s stops the import, and nothing is recorded', async (_, text, expected) => {
    const { run, directory, clerk } = await start();
    await expect(run('people', text)).rejects.toEqual(code(expected));
    expect((await directory.listImports(clerk, {})).total).toBe(0);
  });

  it('fail/ what is not base64', async () => {
    const { directory, clerk } = await start();
    const input = { kind: 'people', fileName: 'a.csv', content: '%%%', dryRun: false } as const;
    await expect(directory.importFile(clerk, input)).rejects.toEqual(code('pki.import-not-base64'));
    const reader = person('只读', ['audit-admin']);
    await expect(directory.importFile(reader, input)).rejects.toEqual(code('common.forbidden'));
  });
});
