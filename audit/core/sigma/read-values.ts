import { isIP } from 'node:net';
import type { Comparison, Item, TextOperator, Value } from './ast.ts';
import { encode, plainDashes } from './encodings.ts';
import { type Path, RuleFault } from './fault.ts';
import { type Modifiers, readModifiers } from './modifiers.ts';
import { literal, mapText, openEnds, type Pattern, parsePattern } from './pattern.ts';
import { expandPlaceholders } from './placeholders.ts';

/** Makes a test of a regular expression that takes linear time. @throws Error when it has no such form */
export type RegexCompiler = (pattern: string, flags: string) => (text: string) => boolean;

/** What placeholders of `expand` stand for: name without percent signs, then values. */
export type Placeholders = { readonly [name: string]: readonly string[] };

export type ReadOptions = {
  readonly regex: RegexCompiler;
  readonly placeholders: Placeholders;
};

const maxValues = 20_000;
const maxRegex = 10_000;

/**
 * Reads `Field|modifiers: values` (Sigma 2.1 "Maps", "Value Modifiers"). An empty field is a keyword search.
 * @throws RuleFault
 */
export function readItem(key: string, raw: unknown, path: Path, options: ReadOptions): Item {
  const [field = '', ...names] = key.split('|').map((part) => part.trim());
  const modifiers = readModifiers(names, path);
  const list: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  if (list.length === 0) throw new RuleFault('rule-missing', path);
  if (list.length > maxValues) throw new RuleFault('rule-too-large', path, { limit: maxValues });
  if (modifiers.all && list.length === 1 && !modifiers.expand) throw new RuleFault('rule-all-single', path);
  const isKeyword = field === '';
  if (isKeyword && (modifiers.fieldref || modifiers.time || modifiers.operator === 'exists'))
    throw new RuleFault('rule-modifier-conflict', path, { modifiers: key });
  const values = list.flatMap((each, index) => {
    const at = Array.isArray(raw) ? [...path, index] : path;
    return readValue(each, modifiers, isKeyword, at, options);
  });
  return { field: isKeyword ? undefined : field, values, all: modifiers.all, negated: modifiers.negated };
}

function readValue(
  raw: unknown,
  modifiers: Modifiers,
  isKeyword: boolean,
  path: Path,
  options: ReadOptions,
): readonly Value[] {
  const { operator } = modifiers;
  if (typeof raw === 'object' && raw !== null)
    throw new RuleFault('rule-type', path, { expected: 'text, number, boolean or null' });
  const scalar = raw as string | number | boolean | null | undefined;
  if (operator === 'exists') return [{ kind: 'exists', exists: flag(scalar, path) }];
  if (modifiers.time !== undefined) {
    const by = operator === 'equals' ? 'eq' : (operator as Comparison);
    return [{ kind: 'time', part: modifiers.time, by, number: numberOf(scalar, path) }];
  }
  if (scalar === null || scalar === undefined) {
    if (operator !== 'equals') throw new RuleFault('rule-value', path, { value: 'null' });
    return [{ kind: 'null' }];
  }
  switch (operator) {
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return [{ kind: 'compare', by: operator, number: numberOf(scalar, path) }];
    case 're':
      return [regex(String(scalar), modifiers.flags, path, options)];
    case 'cidr':
      return texts(scalar, modifiers, path, options).map((text) => cidr(text, path));
  }
  const by = (isKeyword && operator === 'equals' ? 'contains' : operator) as TextOperator;
  const { cased } = modifiers;
  if (modifiers.fieldref) return [{ kind: 'field', field: String(scalar), by, cased }];
  if (by === 'equals' && typeof scalar === 'number') return [{ kind: 'number', number: scalar }];
  if (by === 'equals' && typeof scalar === 'boolean') return [{ kind: 'boolean', boolean: scalar }];
  const { encodings, windash } = modifiers;
  return texts(scalar, modifiers, path, options).flatMap((text) => {
    if (encodings.length === 0) {
      const pattern = parsePattern(text);
      const plain = windash ? mapText(pattern, plainDashes) : pattern;
      return [{ kind: 'text' as const, pattern: opened(plain, by), cased, dashes: windash }];
    }
    // A text that may stand anywhere in Base64 is looked for anywhere.
    const where = encodings.includes('base64offset') ? 'contains' : by;
    return encode(unescaped(text, path), encodings).map((encoded) => ({
      kind: 'text' as const,
      pattern: opened(literal(encoded), where),
      cased,
      dashes: false,
    }));
  });
}

function opened(pattern: Pattern, by: TextOperator): Pattern {
  return openEnds(pattern, {
    start: by === 'contains' || by === 'endswith',
    end: by === 'contains' || by === 'startswith',
  });
}

function texts(
  scalar: string | number | boolean,
  modifiers: Modifiers,
  path: Path,
  options: ReadOptions,
): readonly string[] {
  return modifiers.expand ? expandPlaceholders(String(scalar), options.placeholders, path) : [String(scalar)];
}

/** An encoded value cannot hold wildcards. */
function unescaped(text: string, path: Path): string {
  const pattern = parsePattern(text);
  if (pattern.some(({ kind }) => kind !== 'text')) throw new RuleFault('rule-value', path, { value: text });
  return pattern.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');
}

function flag(scalar: unknown, path: Path): boolean {
  if (typeof scalar === 'boolean') return scalar;
  if (scalar === 'true' || scalar === 'yes') return true;
  if (scalar === 'false' || scalar === 'no') return false;
  throw new RuleFault('rule-type', path, { expected: 'true, false' });
}

function numberOf(scalar: unknown, path: Path): number {
  const number = typeof scalar === 'string' && scalar.trim() !== '' ? Number(scalar) : scalar;
  if (typeof number !== 'number' || !Number.isFinite(number))
    throw new RuleFault('rule-type', path, { expected: 'number' });
  return number;
}

function regex(pattern: string, flags: string, path: Path, options: ReadOptions): Value {
  if (pattern.length > maxRegex) throw new RuleFault('rule-too-large', path, { limit: maxRegex });
  try {
    return { kind: 'regex', pattern, flags, test: options.regex(pattern, flags) };
  } catch (error) {
    throw new RuleFault('rule-regex', path, { reason: (error as Error).message.slice(0, 200) });
  }
}

function cidr(text: string, path: Path): Value {
  const [network = '', length, ...rest] = text.split('/');
  const family = isIP(network);
  const bits = family === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : -1;
  if (family === 0 || prefix < 0 || prefix > bits || rest.length > 0)
    throw new RuleFault('rule-value', path, { value: text.slice(0, 100) });
  return { kind: 'cidr', network, prefix };
}
