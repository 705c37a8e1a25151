import { isFields, safeKey } from './fields.ts';
import type { Fields, FieldValue } from './types.ts';

const maxJsonDepth = 64;
const maxJsonFields = 1_000;
const maxJsonValues = 20_000;

/**
 * Text as a JSON object within the bounds: depth 64, 1,000 fields, 20,000 values. Dotted names become
 * nested objects. Undefined for everything else.
 */
export function jsonObject(text: string): Fields | undefined {
  const from = skipSpace(text);
  if (text.charCodeAt(from) !== 123 || nestsDeeper(text, maxJsonDepth)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isFields(value) ? bounded(value) : undefined;
}

function skipSpace(text: string): number {
  let at = 0;
  while (at < text.length && text.charCodeAt(at) <= 32) at++;
  return at;
}

/** Whether JSON is deeper than `most`. Looks at brackets outside strings, so that nothing deep is ever built. */
export function nestsDeeper(text: string, most: number): boolean {
  if (text.length <= most) return false;
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === 92) i++;
      else if (code === 34) quoted = false;
    } else if (code === 34) quoted = true;
    else if (code === 123 || code === 91) {
      if (++depth > most) return true;
    } else if (code === 125 || code === 93) depth--;
  }
  return false;
}

function bounded(root: Fields): Fields | undefined {
  let fields = 0;
  let values = 0;
  let fits = true;
  function copy(value: FieldValue): FieldValue {
    if (++values > maxJsonValues) fits = false;
    if (!fits || typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(copy);
    const out: Fields = {};
    for (const key of Object.keys(value)) {
      if (++fields > maxJsonFields) {
        fits = false;
        break;
      }
      place(out, key, copy(value[key]!));
    }
    return out;
  }
  const out = copy(root) as Fields;
  return fits ? out : undefined;
}

/** `a.b` goes to `b` of `a`; where `a` is no object, or the name is no path, the dots become `_`. */
function place(out: Fields, key: string, value: FieldValue): void {
  if (!key.includes('.')) {
    const name = safeKey(key);
    const there = out[name];
    if (isFields(there) && isFields(value) && Object.hasOwn(out, name)) Object.assign(there, value);
    else out[name] = value;
    return;
  }
  const path = key.split('.');
  let target = out;
  let fits = path.length <= 16 && path.every((step) => step !== '');
  for (let i = 0; fits && i < path.length - 1; i++) {
    const step = safeKey(path[i]!);
    const next = Object.hasOwn(target, step) ? target[step] : undefined;
    if (next === undefined) target = target[step] = {};
    else if (isFields(next)) target = next;
    else fits = false;
  }
  if (fits) target[safeKey(path.at(-1)!)] = value;
  else out[key.replaceAll('.', '_')] = value;
}
