import { afterEach, describe, expect, it } from 'vitest';
import type { PkiTables } from '../../store/tables.ts';
import { addCertificate, person, testBureau } from '../requests/testing.ts';

type Bureau = Awaited<ReturnType<typeof testBureau>>;
let bureau: Bureau;
afterEach(() => bureau.close());

const code = (expected: string) => expect.objectContaining({ code: expected });

/** 省 › 市 › 县 (with 张三) › 镇, and another 市. */
async function tree() {
  bureau = await testBureau();
  const { directory, clerk, organisation } = bureau;
  const add = (
    parentId: string | undefined,
    level: 'province' | 'city' | 'township',
    key: string,
    name: string,
  ) => directory.createOrganisation(clerk, { code: key, name, level, ...(parentId && { parentId }) });
  const province = await add(undefined, 'province', '33', '浙江省民政厅');
  const city = await add(province.id, 'city', '3301', '杭州市民政局');
  const other = await add(province.id, 'city', '3302', '宁波市民政局');
  await directory.updateOrganisation(clerk, organisation.id, { parentId: city.id });
  const town = await add(organisation.id, 'township', '330106001', '北山街道');
  const worker = await directory.createHolder(clerk, {
    kind: 'person',
    organisationId: town.id,
    name: '李四',
    number: 'A002',
  });
  return { ...bureau, province, city, other, town, worker };
}

/** The path of every organisation is its parent's and its own id. */
async function checkPaths() {
  const rows = await bureau.deps.storage
    .read<PkiTables>()
    .selectFrom('pki_organisations')
    .selectAll()
    .execute();
  for (const row of rows) {
    const parent = rows.find(({ id }) => id === row.parent_id);
    expect(row.path).toBe(`${parent?.path ?? '/'}${row.id}/`);
  }
}

describe('organisations', () => {
  it('ok/ move with everything below them', async () => {
    const { directory, clerk, organisation, city, other, worker } = await tree();
    const path = async () => (await directory.getHolder(clerk, worker.id)).organisationPath;
    expect(await path()).toEqual(['浙江省民政厅', '杭州市民政局', '西湖区民政局', '北山街道']);
    await directory.updateOrganisation(clerk, organisation.id, { parentId: other.id, name: '西湖分局' });
    expect(await path()).toEqual(['浙江省民政厅', '宁波市民政局', '西湖分局', '北山街道']);
    const below = async (organisationId: string) =>
      (await directory.listHolders(clerk, { organisationId })).total;
    expect(await below(other.id)).toBe(2);
    expect(await below(city.id)).toBe(0);
    await directory.updateOrganisation(clerk, organisation.id, { parentId: null });
    expect(await path()).toEqual(['西湖分局', '北山街道']);
    await checkPaths();
    const names = await bureau.eventNames();
    expect(names.filter((name) => name === 'pki.organisation.moved')).toHaveLength(3);
    expect(names.filter((name) => name === 'pki.organisation.updated')).toHaveLength(1);
  });

  it('ok/ are listed level by level and found by name or code', async () => {
    const { directory, clerk, province } = await tree();
    const top = await directory.listOrganisations(clerk, {});
    expect(top.items.map(({ code: key, childCount }) => [key, childCount])).toEqual([['33', 2]]);
    const below = await directory.listOrganisations(clerk, { parentId: province.id });
    expect(
      below.items.map(({ code: key, childCount, holderCount }) => [key, childCount, holderCount]),
    ).toEqual([
      ['3301', 1, 0],
      ['3302', 0, 0],
    ]);
    expect(
      (await directory.listOrganisations(clerk, { q: '街道' })).items.map(({ code: key }) => key),
    ).toEqual(['330106001']);
  });

  it('fail/ a level that does not fall, a code that is taken, a bad name, an unknown parent', async () => {
    const { directory, clerk, city, other, town, organisation } = await tree();
    const create = (change: object) =>
      directory.createOrganisation(clerk, { code: 'X1', name: '新机构', level: 'county', ...change });
    await expect(create({ parentId: town.id })).rejects.toEqual(code('pki.organisation-level'));
    await expect(create({ parentId: city.id, level: 'city' })).rejects.toEqual(
      code('pki.organisation-level'),
    );
    await expect(create({ code: '3301' })).rejects.toEqual(code('pki.organisation-code-taken'));
    await expect(create({ name: '新\u202e机构' })).rejects.toEqual(code('pki.field-hidden-character'));
    await expect(create({ parentId: bureau.holder.id })).rejects.toEqual(code('pki.organisation-not-found'));
    const move = (id: string, parentId: string) => directory.updateOrganisation(clerk, id, { parentId });
    await expect(move(city.id, other.id)).rejects.toEqual(code('pki.organisation-level'));
    await expect(move(organisation.id, organisation.id)).rejects.toEqual(code('pki.organisation-level'));
    await expect(move(organisation.id, town.id)).rejects.toEqual(code('pki.organisation-level'));
  });

  it('ok/ and fail/ the one of the set-up is known by its code, and corrected while nothing depends on it', async () => {
    const { directory, clerk, organisation } = await tree();
    const settle = (name: string, key: string, level: 'city' | 'county') =>
      directory.settleOrganisation(clerk, { name, code: key, level });
    const made = await settle('松溪县民正局', '350724', 'city');
    expect(await settle('松溪县民政局', ' 350724 ', 'county')).toEqual({
      ...made,
      name: '松溪县民政局',
      level: 'county',
    });
    expect((await settle('西湖区民政局', '330106', 'county')).id).toBe(organisation.id);
    await expect(settle('西湖区民政局', '330106', 'city')).rejects.toEqual(
      code('pki.organisation-level-fixed'),
    );
    await expect(settle('松溪县民政局', '91350100M000100Y34', 'county')).rejects.toEqual(
      code('pki.credit-code'),
    );
    await checkPaths();
  });

  it('fail/ one that is not empty stays', async () => {
    const { directory, clerk, city, other, town } = await tree();
    await expect(directory.deleteOrganisation(clerk, city.id)).rejects.toEqual(
      code('pki.organisation-not-empty'),
    );
    await expect(directory.deleteOrganisation(clerk, town.id)).rejects.toEqual(
      code('pki.organisation-not-empty'),
    );
    await directory.deleteOrganisation(clerk, other.id);
    expect((await directory.listOrganisations(clerk, { q: '3302' })).total).toBe(0);
  });
});

describe('holders', () => {
  it('ok/ one who leaves and comes back is told to the others', async () => {
    bureau = await testBureau();
    const { directory, clerk, holder } = bureau;
    const state = (to: 'active' | 'left') => directory.updateHolder(clerk, holder.id, { state: to });
    await state('left');
    await state('left');
    await state('active');
    await directory.updateHolder(clerk, holder.id, { email: 'z@mz.cn', title: '科长' });
    expect((await bureau.eventNames()).slice(-3)).toEqual([
      'pki.holder.left',
      'pki.holder.returned',
      'pki.holder.updated',
    ]);
    expect(await directory.getHolder(clerk, holder.id)).toMatchObject({
      email: 'z@mz.cn',
      title: '科长',
      number: 'A001',
    });
  });

  it('ok/ are filtered, searched and paged; certificates are counted', async () => {
    const { directory, clerk, deps, holder, organisation } = await tree();
    await addCertificate(deps, holder.id);
    await directory.createHolder(clerk, {
      kind: 'server',
      organisationId: organisation.id,
      name: '门户',
      number: 'S1',
      dnsNames: ['WWW.mz.cn'],
      ipAddresses: ['2001:DB8::0:1'],
    });
    const total = async (query: object) => (await directory.listHolders(clerk, query)).total;
    expect(await total({})).toBe(3);
    expect(await total({ kind: 'server' })).toBe(1);
    expect(await total({ q: '2001:db8::1' })).toBe(1);
    expect(await total({ q: '李' })).toBe(1);
    expect(await total({ state: 'left' })).toBe(0);
    const first = await directory.listHolders(clerk, { kind: 'person', pageSize: 1 });
    expect(first).toMatchObject({ total: 2, items: [{ number: 'A001', certificateCount: 1 }] });
  });

  it('fail/ a number that is taken, and nothing is half written', async () => {
    bureau = await testBureau();
    const { directory, clerk, organisation } = bureau;
    const input = { kind: 'person', organisationId: organisation.id, name: '李四', number: 'A001' } as const;
    await expect(directory.createHolder(clerk, input)).rejects.toEqual(code('pki.holder-number-taken'));
    const other = await directory.createHolder(clerk, { ...input, kind: 'device' });
    await expect(
      directory.updateHolder(clerk, other.id, { name: '甲\n' + 'x', number: 'B' }),
    ).rejects.toEqual(code('pki.field-control-character'));
    expect((await directory.getHolder(clerk, other.id)).number).toBe('A001');
  });
});

describe('permissions of the directory', () => {
  it('fail/ everything is refused without its permission, before anything is looked up', async () => {
    bureau = await testBureau();
    const { directory } = bureau;
    const nobody = person('无权', []);
    const reader = person('只读', ['audit-admin']);
    const attempts = [
      directory.listOrganisations(nobody, {}),
      directory.listHolders(nobody, {}),
      directory.getHolder(nobody, 'none'),
      directory.createOrganisation(reader, { code: '', name: '', level: 'city' }),
      directory.updateOrganisation(reader, 'none', {}),
      directory.deleteOrganisation(reader, 'none'),
      directory.createHolder(reader, { kind: 'person', organisationId: 'none', name: '', number: '' }),
      directory.updateHolder(reader, 'none', {}),
      directory.importFile(reader, { kind: 'people', fileName: '', content: '', dryRun: true }),
      directory.listImports(reader, {}),
      directory.getImport(reader, 'none'),
    ];
    for (const attempt of attempts) await expect(attempt).rejects.toEqual(code('common.forbidden'));
  });

  it('ok/ everybody sees the own entry', async () => {
    bureau = await testBureau();
    const { directory, self, holder } = bureau;
    expect((await directory.getHolder(self, holder.id)).name).toBe('张三');
  });
});
