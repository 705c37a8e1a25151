import { excerpt } from '#platform/kernel/text.ts';
import { pkiErrors } from '../../errors.ts';
import type { FieldName } from './labels.ts';

export type ImportKind = 'organisations' | 'people' | 'servers' | 'devices';

/** What a header may be called; the first name is the one that is shown. */
type Column = { readonly field: FieldName; readonly required: boolean; readonly names: readonly string[] };

const column = (field: FieldName, required: boolean, ...names: string[]): Column => ({
  field,
  required,
  names,
});

const organisationCode = column(
  'organisationCode',
  true,
  '所属机构代码',
  '机构代码',
  '单位代码',
  '部门代码',
  'organisation code',
  'organization code',
);
const state = column('state', false, '状态', 'state', 'status');
const assetColumns = (...names: string[]): readonly Column[] => [
  column('number', true, '资产编号', '编号', 'number', 'asset number'),
  column('name', true, ...names, '名称', 'name'),
  organisationCode,
  column('dnsNames', false, '域名', 'dns', 'dns names', 'dns name'),
  column('ipAddresses', false, 'IP地址', 'IP', 'ip addresses', 'ip address'),
  state,
];

export const importColumns: Readonly<Record<ImportKind, readonly Column[]>> = {
  organisations: [
    column('code', true, '机构代码', '代码', '单位代码', 'code'),
    column('name', true, '机构名称', '名称', '单位名称', 'name'),
    column('level', true, '层级', '级别', '机构层级', 'level'),
    column('parentCode', false, '上级机构代码', '上级代码', '上级单位代码', 'parent code', 'parent'),
  ],
  people: [
    column('number', true, '工号', '人员编号', '编号', 'number', 'staff number'),
    column('name', true, '姓名', 'name'),
    organisationCode,
    column('email', false, '电子邮箱', '电子邮件', '邮箱', 'email', 'e-mail', 'mail'),
    column('mobile', false, '手机号码', '手机号', '手机', 'mobile', 'phone'),
    column('title', false, '职务', '职位', '岗位', 'title'),
    state,
  ],
  servers: assetColumns('服务器名称'),
  devices: assetColumns('设备名称'),
};

const key = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_*-]/g, '');

/**
 * The field of each cell. Columns that are not known stop the import: what they hold (identity card
 * numbers, for example) would otherwise be kept with the report without anybody having asked for it.
 * @throws pki.import-column-unknown, import-column-twice, import-column-missing
 */
export function readHeader(kind: ImportKind, cells: readonly string[]): readonly FieldName[] {
  const columns = importColumns[kind];
  const fields = cells.map(
    (cell) => columns.find(({ names }) => names.some((name) => key(name) === key(cell)))?.field,
  );
  const unknown = cells.filter((_, index) => fields[index] === undefined);
  const shown = columns.map(({ names }) => names[0]).join('、');
  if (unknown.length > 0) {
    const listed = unknown.slice(0, 10).map((name) => `“${excerpt(name, 30)}”`);
    throw pkiErrors['import-column-unknown']({ columns: listed.join('、'), known: shown });
  }
  const twice = fields.findIndex((field, index) => fields.indexOf(field) !== index);
  if (twice >= 0) throw pkiErrors['import-column-twice']({ column: cells[twice] });
  const missing = columns.filter(({ field, required }) => required && !fields.includes(field));
  if (missing.length > 0) {
    throw pkiErrors['import-column-missing']({ columns: missing.map(({ names }) => names[0]).join('、') });
  }
  return fields as FieldName[];
}
