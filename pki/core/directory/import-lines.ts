import { excerpt } from '#platform/kernel/text.ts';
import { pkiErrors } from '../../errors.ts';
import type { HolderKind, OrganisationLevel } from '../../schemas.ts';
import { readCode } from './fields.ts';
import { type HolderInput, type HolderValue, readHolder } from './holder.ts';
import { about, type FieldName } from './labels.ts';
import { readName } from './text.ts';

/** The cells of a line by field; a field whose column is absent is absent. */
export type Cells = Readonly<Partial<Record<FieldName, string>>>;

export type OrganisationLine = {
  readonly code: string;
  readonly name: string;
  readonly level: OrganisationLevel;
  /** Undefined: the file has no such column; null: at the top. */
  readonly parentCode: string | null | undefined;
};

export type HolderLine = {
  readonly value: HolderValue;
  /** Fields whose column the file has; the others stay as they are. */
  readonly given: ReadonlySet<FieldName>;
  readonly organisationCode: string;
  readonly state: 'active' | 'left' | undefined;
};

const levelNames: Readonly<Record<OrganisationLevel, readonly string[]>> = {
  ministry: ['部', '部级', '国家', 'ministry'],
  province: ['省', '省级', '自治区', '直辖市', 'province'],
  city: ['市', '市级', '地级市', '地市', '州', '盟', 'city'],
  county: ['县', '县级', '区', '区县', '县市区', '旗', 'county'],
  township: ['乡镇街道', '乡镇', '乡', '镇', '街道', '乡级', 'township'],
  village: ['村居', '村', '居', '社区', '村委会', '居委会', '村级', 'village'],
};

const states: Readonly<Record<string, 'active' | 'left'>> = {
  在职: 'active',
  在用: 'active',
  启用: 'active',
  active: 'active',
  离职: 'left',
  停用: 'left',
  退休: 'left',
  left: 'left',
};

/** @throws pki.field-… */
export function readOrganisationLine(cells: Cells): OrganisationLine {
  const level = (cells.level ?? '').toLowerCase();
  const known = (Object.keys(levelNames) as OrganisationLevel[]).find((name) =>
    levelNames[name].includes(level),
  );
  if (known === undefined) {
    throw level === ''
      ? pkiErrors['field-missing'](about('level'))
      : pkiErrors['field-malformed'](about('level', { value: excerpt(level) }));
  }
  const { parentCode } = cells;
  return {
    code: readCode(cells.code ?? ''),
    name: readName('name', cells.name ?? '', 64),
    level: known,
    parentCode:
      parentCode === undefined ? undefined : parentCode === '' ? null : readCode(parentCode, 'parentCode'),
  };
}

/** @throws pki.field-…, pki.dns-wildcard */
export function readHolderLine(kind: HolderKind, cells: Cells): HolderLine {
  const state = (cells.state ?? '').toLowerCase();
  if (state !== '' && states[state] === undefined) {
    throw pkiErrors['field-malformed'](about('state', { value: excerpt(state) }));
  }
  const input: HolderInput = {
    name: cells.name ?? '',
    number: cells.number ?? '',
    email: cells.email,
    mobile: cells.mobile,
    title: cells.title,
    dnsNames: split(cells.dnsNames),
    ipAddresses: split(cells.ipAddresses),
  };
  return {
    value: readHolder(kind, input),
    given: new Set(Object.keys(cells) as FieldName[]),
    organisationCode: readCode(cells.organisationCode ?? '', 'organisationCode'),
    state: states[state],
  };
}

const split = (cell = ''): string[] => cell.split(/[\s;,；，、|]+/).filter((part) => part !== '');
