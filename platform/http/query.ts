type Schema = { readonly [key: string]: unknown };

/**
 * Turns the texts of a query string into what its schema asks for: whole and decimal numbers, true and
 * false, one value for a list of one. What does not look like that stays as it is and is refused by
 * the validation.
 */
export function convertQuery(query: unknown, schema: unknown): unknown {
  if (!isRecord(query) || !isRecord(schema) || !isRecord(schema.properties)) return query;
  const converted: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(query)) {
    converted[name] = convert(value, (schema.properties as Schema)[name]);
  }
  return converted;
}

function convert(value: unknown, schema: unknown): unknown {
  if (!isRecord(schema)) return value;
  if (schema.type === 'array') {
    const values = Array.isArray(value) ? value : [value];
    return values.map((each) => convert(each, schema.items));
  }
  if (typeof value !== 'string') return value;
  if (schema.type === 'integer' && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (schema.type === 'number' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value)) return Number(value);
  if (schema.type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
