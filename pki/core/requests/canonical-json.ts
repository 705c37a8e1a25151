import type { Json } from '#platform/kernel/event.ts';

/**
 * The one text of a JSON value (RFC 8785): members sorted by UTF-16 code units, numbers and strings as
 * ECMAScript writes them, no white space.
 * @throws RangeError for what RFC 8785 §3.2 has no text for: lone surrogates, NaN, infinities, undefined,
 * and for nesting beyond 64
 */
export function canonicalJson(value: Json, depth = 0): string {
  if (depth > 64) throw new RangeError('nested too deeply');
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError('not a JSON number');
    return JSON.stringify(value);
  }
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) {
    return `[${Array.from(value as readonly Json[], (item) => canonicalJson(item, depth + 1)).join(',')}]`;
  }
  if (typeof value !== 'object') throw new RangeError(`no JSON for ${typeof value}`);
  // The default order of sort() is by UTF-16 code units, which is that of RFC 8785 §3.2.3.
  const names = Object.keys(value).sort();
  const object = value as { readonly [name: string]: Json };
  return `{${names.map((name) => `${text(name)}:${canonicalJson(object[name]!, depth + 1)}`).join(',')}}`;
}

function text(value: string): string {
  if (!value.isWellFormed()) throw new RangeError('lone surrogate');
  return JSON.stringify(value);
}
