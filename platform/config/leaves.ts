import { configSchema } from './schema.ts';

type Words = { readonly zh: string; readonly en: string };

/** A JSON Schema node as `fields.ts` makes it. */
export type Field = Partial<Words> & {
  readonly type: 'object' | 'string' | 'integer' | 'boolean' | 'array';
  readonly properties?: Readonly<Record<string, Field>>;
  readonly items?: Field;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly form?: Words;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly secret?: boolean;
  readonly environmentOnly?: boolean;
};

export type Leaf = { readonly path: readonly string[]; readonly field: Field };

export const rootField = configSchema as unknown as Field;

/** Every single setting, in the order of the schema. */
export const leaves: readonly Leaf[] = collect(rootField, []);

function collect(field: Field, path: readonly string[]): Leaf[] {
  if (field.properties === undefined) return [{ path, field }];
  return Object.entries(field.properties).flatMap(([key, child]) => collect(child, [...path, key]));
}

/** `http.clientCertPort` → `ANMIN_HTTP_CLIENT_CERT_PORT`. */
export function variableOf(path: readonly string[]): string {
  return `ANMIN_${path
    .join('_')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()}`;
}

/** The nearest of the known names, when it is near enough to be what was meant. */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  const scored = known.map((candidate) => ({
    candidate,
    far: distance(name.toLowerCase(), candidate.toLowerCase()),
  }));
  const best = scored.sort((a, b) => a.far - b.far)[0];
  return best !== undefined && best.far <= Math.max(2, Math.floor(name.length / 3))
    ? best.candidate
    : undefined;
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, swap));
    }
    row = next;
  }
  return row[b.length]!;
}
