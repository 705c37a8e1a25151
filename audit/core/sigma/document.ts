import { type Path, RuleFault } from './fault.ts';

/** One YAML document as plain values, and where its parts stand. */
export type RuleDocument = {
  readonly file: string;
  /** Maps are plain objects, lists arrays; numbers, booleans, null and strings as YAML 1.2 reads them. */
  readonly content: unknown;
  /** Line (from 1) of a part; of the nearest part above it when the part itself is not there. */
  lineOf(path: Path): number;
  /** What `|expand` puts in where the caller of `loadRules` says nothing else. */
  readonly placeholders?: { readonly [name: string]: readonly string[] };
};

export type Fields = { readonly [key: string]: unknown };

export function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws RuleFault rule-missing, rule-type */
export function mapAt(value: unknown, path: Path): Fields {
  if (value === undefined) throw new RuleFault('rule-missing', path);
  if (!isMap(value)) throw new RuleFault('rule-type', path, { expected: 'map' });
  return value;
}

/** A text, or undefined when it is not there. @throws RuleFault rule-type */
export function textAt(fields: Fields, key: string, path: Path): string | undefined {
  const value = fields[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new RuleFault('rule-type', [...path, key], { expected: 'text' });
}

/** A text or a list of texts; empty when it is not there. @throws RuleFault rule-type */
export function textsAt(fields: Fields, key: string, path: Path): readonly string[] {
  const value = fields[key];
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  return list.map((each, index) => {
    if (typeof each === 'string' || typeof each === 'number') return String(each);
    throw new RuleFault('rule-type', [...path, key, index], { expected: 'text' });
  });
}
