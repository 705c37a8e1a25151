import { isIP } from 'node:net';
import type { Fields, FieldValue } from './types.ts';

/** A key that would reach the prototype of an object is never used as it is. */
export function safeKey(key: string): string {
  return key === '__proto__' ? '_proto_' : key;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of a value that is a string or a number and says something (`-` and the empty string do not). */
export function said(value: FieldValue | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return undefined;
  return value === '' || value === '-' ? undefined : value;
}

/** A decimal number without sign that is safe to write as one, else undefined. */
export function count(value: FieldValue | undefined): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  if (typeof value !== 'string' || value.length === 0 || value.length > 15) return undefined;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 48 || code > 57) return undefined;
  }
  return Number(value);
}

/** Address in the form that `ip` fields take, else undefined; IPv4 inside IPv6 is written as IPv4. */
export function ip(value: FieldValue | undefined): string | undefined {
  if (typeof value !== 'string' || value.length < 2 || value.length > 60) return undefined;
  const bare = value.startsWith('::ffff:') && value.includes('.') ? value.slice(7) : value;
  const zoneless = bare.includes('%') ? bare.slice(0, bare.indexOf('%')) : bare;
  return isIP(zoneless) ? zoneless : undefined;
}

/** A side of a connection by what was written: always the address, the `ip` when it is one. */
export function side(address: FieldValue | undefined, port?: FieldValue): Fields | undefined {
  const text = said(address);
  const number = count(port);
  if (text === undefined && number === undefined) return undefined;
  return compact({
    address: text,
    ip: ip(text),
    port: number !== undefined && number <= 65_535 ? number : undefined,
  });
}

type Loose = { [field: string]: FieldValue | undefined };

/** Without what is undefined and without objects that became empty. */
export function compact(fields: Loose): Fields {
  const out: Fields = {};
  for (const key in fields) {
    const value = fields[key];
    if (value === undefined) continue;
    out[key] = value;
  }
  return out;
}

/** The same, undefined when nothing is left. */
export function some(fields: Loose): Fields | undefined {
  const out = compact(fields);
  for (const _ in out) return out;
  return undefined;
}

/** Puts `extra` into `target`, objects joined, everything else replaced. */
export function merge(target: Fields, extra: Fields, depth = 0): Fields {
  for (const key of Object.keys(extra)) {
    const value = extra[key]!;
    const there = target[key];
    if (isFields(value) && isFields(there) && depth < 64) merge(there, value, depth + 1);
    else target[safeKey(key)] = value;
  }
  return target;
}

/** Value at a path of names; undefined when any step is missing. */
export function at(fields: FieldValue | undefined, ...path: readonly string[]): FieldValue | undefined {
  let value: FieldValue | undefined = fields;
  for (const step of path) {
    if (!isFields(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

/** The first that says something. */
export function firstSaid(...values: readonly (FieldValue | undefined)[]): string | undefined {
  for (const value of values) {
    const text = said(value);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Distinct texts, undefined when there are none. */
export function distinct(values: readonly (string | undefined)[]): string[] | undefined {
  const out: string[] = [];
  for (const value of values)
    if (value !== undefined && value !== '' && !out.includes(value)) out.push(value);
  return out.length > 0 ? out : undefined;
}
