import { type EcsFields, type EcsValue, ownSource } from '../record.ts';
import { fold } from './fold.ts';
import { isOwnId } from './runs.ts';
import { createNameBook, maskName, maskText, type NameBook, nameBook, wholeMask } from './text.ts';

/** Hides personal data for display; fails closed. */
export type Mask = {
  fields(fields: EcsFields): EcsFields;
  /** A text by itself. @param field where it stands, dotted: what some hold is personal whatever it looks like */
  text(text: string, field: string): string;
};

/** Fields that hold a person's name, by the last part of their name: `fieldName`. */
const nameFields = [
  'fullname', 'realname', 'personname', 'applicantname', 'contactname', 'customername', 'xm',
  '姓名', '申请人', '申请人姓名', '户主', '联系人', '联系人姓名',
]; // biome-ignore format: lists of names

/** Fields that hold personal data whatever it looks like. */
const secretFields = [
  'idno', 'idnum', 'idnumber', 'idcard', 'idcardno', 'idcardnum', 'idcardnumber', 'identitycard', 'identityno',
  'identitynumber', 'certno', 'certificateno', 'sfzh', 'sfzhm', 'zjhm', 'passport', 'passportno',
  '身份证', '身份证号', '身份证号码', '证件号', '证件号码',
  'mobile', 'mobileno', 'mobilenumber', 'mobilephone', 'phone', 'phoneno', 'phonenum', 'phonenumber', 'telephone',
  'telephoneno', 'telephonenumber', 'tel', 'telno', 'cellphone', 'contactphone', 'sjh', 'sjhm', 'lxdh',
  '手机', '手机号', '手机号码', '电话', '电话号码', '联系电话',
  'bankcard', 'bankcardno', 'bankcardnumber', 'bankaccount', 'bankaccountno', 'cardno', 'cardnum', 'cardnumber',
  'yhkh', 'yhzh', '银行卡', '银行卡号', '银行账号',
]; // biome-ignore format: lists of names

/** One spelling of `id_no`, `idNo`, `ID-NO` and `person.idNo`. */
function fieldName(name: string): string {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return fold(last.normalize('NFKC'))
    .text.replace(/[\s_-]/g, '')
    .toLowerCase();
}

const maxDepth = 64;
const maxValues = 20_000;

/** A mask that learns further names; what it once knew it never forgets. */
export type LearningMask = Mask & { learn(names: Iterable<string>): void };

/** @param names a dictionary of persons whose names are masked wherever they stand */
export function createMask(names: Iterable<string> = []): LearningMask {
  const { book, add } = createNameBook(names);
  return {
    learn: add,
    fields(document) {
      try {
        return maskDocument(document, withOwnNames(document, book));
      } catch {
        // What could not be masked is not shown.
        return hidden(document);
      }
    },
    text: (text, field) => maskValue(text, fieldName(field), book),
  };
}

/** @param field as `fieldName` gives it */
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
/** What Anmin itself writes, never a source: by its path and by what it looks like when it is ours. */
const own: Readonly<Record<string, (value: EcsValue, document: EcsFields) => boolean>> = {
  '@timestamp': isTime,
  'event.ingested': isTime,
  'event.duration': (value, document) => typeof value === 'number' && !saysEvent(document),
  'anmin.source': isText,
  'anmin.parser': isText,
  'anmin.class': isText,
  'anmin.id': (value) => typeof value === 'string' && /^\d{8}-[0-9a-f]{12}$/.test(value),
  'anmin.sequence': (value) => typeof value === 'number',
  'anmin.clock_skew_ms': (value) => typeof value === 'number',
  'db.fingerprint': (value, document) =>
    typeof value === 'string' && /^[0-9a-f]{16}$/.test(value) && hasStatement(document),
};

function isOfAnmin({ anmin }: EcsFields): boolean {
  return anmin !== null && typeof anmin === 'object' && 'source' in anmin && anmin.source === ownSource;
}

function isTime(value: EcsValue): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/.test(value);
}

function isText(value: EcsValue): boolean {
  return typeof value === 'string';
}

/** A record that has such an object, under whatever spelling of JSON, can bring its own `event.duration`. */
function saysEvent({ event }: EcsFields): boolean {
  const original = (event as EcsFields).original;
  return typeof original !== 'string' || /event|\\u/.test(original);
}

/** A statement is always given our own fingerprint, in place of one that the source may have sent. */
function hasStatement({ db }: EcsFields): boolean {
  const statement = (db as EcsFields).statement;
  return typeof statement === 'string' && statement !== '';
}

/**
 * The dictionary with every text that a field of this document says to be personal: the same text is masked
 * in its message and its original as well.
 */
function withOwnNames(document: EcsFields, names: NameBook): NameBook {
  const found = new Set<string>();
  const stack: (readonly [string, EcsValue])[] = Object.entries(document).map(([key, value]) => [
    fieldName(key),
    value,
  ]);
  for (let seen = 0; stack.length > 0; seen++) {
    if (seen > maxValues) throw new RangeError('beyond the bounds of masking');
    const [field, value] = stack.pop()!;
    if (Array.isArray(value)) for (const item of value as readonly EcsValue[]) stack.push([field, item]);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) stack.push([fieldName(key), item]);
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
  const isOurs = isOfAnmin(document);
  function mask(value: EcsValue, field: string, path: string, depth: number): EcsValue {
    if (++values > maxValues || depth > maxDepth) throw new RangeError('beyond the bounds of masking');
    if (value === null || typeof value === 'boolean' || own[path]?.(value, document) === true) return value;
    if (Array.isArray(value))
      return (value as readonly EcsValue[]).map((item) => mask(item, field, path, depth + 1));
    if (typeof value === 'object') {
      const out: { [key: string]: EcsValue } = {};
      for (const [key, item] of Object.entries(value)) {
        out[maskText(key, names)] = mask(
          item,
          fieldName(key),
          path === '' ? key : `${path}.${key}`,
          depth + 1,
        );
      }
      return out;
    }
    const text = String(value);
    if (isOurs && isOwnId(text)) return value;
    const masked = maskValue(text, field, names);
    return masked === text ? value : masked;
  }
  return mask(document, '', '', 0) as EcsFields;
}
