import type { EcsFields, EcsValue } from '../record.ts';
import { maskName, maskText, type NameBook, nameBook, wholeMask } from './text.ts';

/** Hides personal data for display; fails closed. */
export type Mask = {
  fields(fields: EcsFields): EcsFields;
  /** A text by itself. @param field where it stands, dotted: what some hold is personal whatever it looks like */
  text(text: string, field: string): string;
};

/** Fields that hold a person's name, by the last part of their name in lower case. */
const nameFields = [
  'full_name',
  'fullname',
  'real_name',
  'realname',
  'person_name',
  'xm',
  '姓名',
  '申请人',
  '户主',
  '联系人',
];

/** Fields that hold personal data whatever it looks like. */
const secretFields = [
  'id_no', 'id_card', 'idcard', 'id_number', 'identity_card', 'sfzh', 'sfzhm', 'zjhm', '身份证号', '身份证号码', '证件号码',
  'mobile', 'phone', 'telephone', 'sjh', 'sjhm', 'lxdh', '手机号', '手机号码', '联系电话',
  'bank_card', 'bankcard', 'card_no', 'yhkh', 'yhzh', '银行卡号', '银行账号',
]; // biome-ignore format: lists of names

const maxDepth = 64;
const maxValues = 20_000;

/** @param names a dictionary of persons whose names are masked wherever they stand */
export function createMask(names: Iterable<string> = []): Mask {
  const book = nameBook(names);
  return {
    fields(document) {
      try {
        return maskDocument(document, withOwnNames(document, book));
      } catch {
        // What could not be masked is not shown.
        return hidden(document);
      }
    },
    text: (text, field) => maskValue(text, field.slice(field.lastIndexOf('.') + 1).toLowerCase(), book),
  };
}

/** @param field the last part of its name, in lower case */
function maskValue(text: string, field: string, names: NameBook): string {
  if (secrets.has(field)) return wholeMask;
  return persons.has(field) ? maskName(text) : maskText(text, names);
}

/** Nothing but when it was and what it is called. */
function hidden(document: EcsFields): EcsFields {
  const stamp = document['@timestamp'];
  const time = typeof stamp === 'string' && /^[0-9TZ:.-]{10,30}$/.test(stamp) ? stamp : null;
  return { '@timestamp': time, message: wholeMask, anmin: { masked: 'whole' } };
}

const persons = new Set(nameFields);
const secrets = new Set(secretFields);
/** Written by Anmin itself, never by a source. */
const ownPaths = new Set([
  '@timestamp',
  'event.ingested',
  'anmin.source',
  'anmin.parser',
  'anmin.class',
  'anmin.sequence',
  'db.fingerprint',
  'event.duration',
  'event.sequence',
  'anmin.clock_skew_ms',
  'ecs.version',
]);

/**
 * The dictionary with every text that a field of this document says to be personal: the same text is masked
 * in its message and its original as well.
 */
function withOwnNames(document: EcsFields, names: NameBook): NameBook {
  const found = new Set<string>();
  const stack: (readonly [string, EcsValue])[] = Object.entries(document);
  for (let seen = 0; stack.length > 0; seen++) {
    if (seen > maxValues) throw new RangeError('beyond the bounds of masking');
    const [field, value] = stack.pop()!;
    if (Array.isArray(value)) for (const item of value as readonly EcsValue[]) stack.push([field, item]);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) stack.push([key.toLowerCase(), item]);
    } else if (
      (typeof value === 'string' || typeof value === 'number') &&
      (secrets.has(field) || persons.has(field))
    ) {
      found.add(String(value));
    }
  }
  if (found.size === 0) return names;
  const all = nameBook(found);
  return new Map([
    ...names,
    ...[...all].map(([first, list]) => [first, [...list, ...(names.get(first) ?? [])]] as const),
  ]);
}

function maskDocument(document: EcsFields, names: NameBook): EcsFields {
  let values = 0;
  function mask(value: EcsValue, field: string, path: string, depth: number): EcsValue {
    if (++values > maxValues || depth > maxDepth) throw new RangeError('beyond the bounds of masking');
    if (ownPaths.has(path) || value === null || typeof value === 'boolean') return value;
    if (Array.isArray(value))
      return (value as readonly EcsValue[]).map((item) => mask(item, field, path, depth + 1));
    if (typeof value === 'object') {
      const out: { [key: string]: EcsValue } = {};
      for (const [key, item] of Object.entries(value)) {
        out[maskText(key, names)] = mask(
          item,
          key.toLowerCase(),
          path === '' ? key : `${path}.${key}`,
          depth + 1,
        );
      }
      return out;
    }
    const text = String(value);
    const masked = maskValue(text, field, names);
    return masked === text ? value : masked;
  }
  return mask(document, '', '', 0) as EcsFields;
}
