/** ECS fields of a record, as deep as they come. */
export type Fields = { readonly [name: string]: unknown };

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The values at a dotted path, lists opened, as text. */
export function valuesAt(fields: Fields, path: string): string[] {
  let value: unknown = fields;
  for (const name of path.split('.')) value = isFields(value) ? value[name] : undefined;
  const list = Array.isArray(value) ? value : [value];
  return list.filter((item) => item !== null && item !== undefined && typeof item !== 'object').map(String);
}

/** The first value of the first path that has one. */
export function firstOf(fields: Fields, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const [value] = valuesAt(fields, path);
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

export type Leaf = { readonly path: string; readonly values: readonly string[] };

/** Every field with its dotted path, ordered by path. */
export function leavesOf(fields: Fields): Leaf[] {
  const found: Leaf[] = [];
  const walk = (value: unknown, path: string): void => {
    if (isFields(value)) {
      for (const [name, below] of Object.entries(value)) walk(below, path === '' ? name : `${path}.${name}`);
    } else if (Array.isArray(value) && value.some(isFields)) {
      value.forEach((item, index) => {
        walk(item, `${path}[${index}]`);
      });
    } else if (value !== null && value !== undefined) {
      found.push({ path, values: (Array.isArray(value) ? value : [value]).map(String) });
    }
  };
  walk(fields, '');
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}
