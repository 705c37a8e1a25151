/** Small checks that put together the schema of a data file and report every problem, with its place. */

export type Problem = {
  readonly path: readonly (string | number)[];
  /** Stable; never reused. */
  readonly code: string;
  readonly zh: string;
  readonly en: string;
};

/** Answers the value as the type that it checked; after a problem the answer must not be used. */
export type Check<T> = (value: unknown, at: Place) => T;

export type Place = { readonly path: readonly (string | number)[]; readonly problems: Problem[] };
export type Checked<C> = C extends Check<infer T> ? T : never;

/** Adds a problem at this place; `never` lets a check end with it. */
export function fault(at: Place, code: string, zh: string, en: string): never {
  at.problems.push({ path: at.path, code, zh, en });
  return undefined as never;
}

function below(at: Place, key: string | number): Place {
  return { path: [...at.path, key], problems: at.problems };
}

type Fields = Readonly<Record<string, Check<unknown>>>;
type ObjectOf<F extends Fields> = { readonly [K in keyof F]: Checked<F[K]> };

/** Exactly these fields; `optional` checks allow a field to be absent. */
export function object<F extends Fields>(fields: F): Check<ObjectOf<F>> {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return fault(at, 'not-object', '应为键值结构', 'must be a mapping');
    }
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(fields, key)) fault(below(at, key), 'unknown-field', '未知字段', 'unknown field');
    }
    const entries = Object.entries(fields).map(([key, check]) => [
      key,
      check((value as Record<string, unknown>)[key], below(at, key)),
    ]);
    return Object.fromEntries(entries) as ObjectOf<F>;
  };
}

/** The check; undefined where the value is absent. */
export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, at) => (value === undefined ? undefined : check(value, at));
}

/** The check; `fallback` where the value is absent. */
export function orElse<T>(check: Check<T>, fallback: NoInfer<T>): Check<T> {
  return (value, at) => (value === undefined ? fallback : check(value, at));
}

export function list<T>(check: Check<T>, { min = 0, max = 100 } = {}): Check<readonly T[]> {
  return (value, at) => {
    if (value === undefined) return missing(at);
    if (!Array.isArray(value)) return fault(at, 'not-list', '应为列表', 'must be a list');
    if (value.length < min || value.length > max) {
      return fault(at, 'list-length', `应有 ${min} 至 ${max} 项`, `must have ${min} to ${max} items`);
    }
    const seen = new Set<string>();
    return value.map((item, index) => {
      const key = JSON.stringify(item);
      if (seen.has(key)) fault(below(at, index), 'duplicate', '重复', 'appears twice');
      seen.add(key);
      return check(item, below(at, index));
    });
  };
}

export function oneOf<const V extends readonly string[]>(values: V): Check<V[number]> {
  return (value, at) => {
    if (value === undefined) return missing(at);
    if (typeof value === 'string' && values.includes(value)) return value;
    const names = values.join(', ');
    return fault(at, 'not-one-of', `应为以下之一：${names}`, `must be one of ${names}`);
  };
}

export function text(
  pattern = /^[\s\S]{1,200}$/,
  zh = '应为 1 至 200 字',
  en = 'must be 1 to 200 characters',
): Check<string> {
  return (value, at) => {
    if (value === undefined) return missing(at);
    if (typeof value === 'string' && pattern.test(value)) return value;
    return fault(at, 'not-text', zh, en);
  };
}

export function integer(min: number, max: number): Check<number> {
  return (value, at) => {
    if (value === undefined) return missing(at);
    if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max)
      return value as number;
    return fault(
      at,
      'not-integer',
      `应为 ${min} 至 ${max} 的整数`,
      `must be a whole number from ${min} to ${max}`,
    );
  };
}

export const flag: Check<boolean> = (value, at) =>
  typeof value === 'boolean'
    ? value
    : fault(at, 'not-boolean', '应为 true 或 false', 'must be true or false');

function missing(at: Place): never {
  return fault(at, 'missing', '缺少此项', 'is missing');
}
