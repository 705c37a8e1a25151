type Schema = { readonly [key: string]: unknown };

/** Formats whose texts are short by themselves. */
const boundedFormats = new Set(['uuid', 'date', 'date-time', 'time', 'ipv4', 'ipv6']);

/**
 * What in an input schema lets a client send without bound: strings, arrays and open records without a
 * limit, and forms (`allOf`) in which unknown members cannot be refused.
 * @returns a line for each, empty when all is bounded
 */
export function unbounded(schema: unknown, at: string): string[] {
  if (!isSchema(schema)) return [];
  const faults: string[] = [];
  if (schema.type === 'string' && !isBoundedText(schema)) faults.push(`${at}: string without maxLength`);
  if (schema.type === 'array' && typeof schema.maxItems !== 'number')
    faults.push(`${at}: array without maxItems`);
  if (schema.type === 'object' && isOpen(schema) && typeof schema.maxProperties !== 'number') {
    faults.push(`${at}: open object without maxProperties`);
  }
  if (schema.allOf !== undefined)
    faults.push(`${at}: allOf cannot refuse unknown members; spread the properties`);
  for (const [name, inner] of Object.entries((schema.properties as Schema | undefined) ?? {})) {
    faults.push(...unbounded(inner, `${at}.${name}`));
  }
  for (const [pattern, inner] of Object.entries((schema.patternProperties as Schema | undefined) ?? {})) {
    faults.push(...unbounded(inner, `${at}[${pattern}]`));
  }
  faults.push(...unbounded(schema.items, `${at}[]`), ...unbounded(schema.additionalProperties, `${at}{}`));
  for (const inner of [...list(schema.anyOf), ...list(schema.oneOf)]) faults.push(...unbounded(inner, at));
  return faults;
}

/** A copy in which each object that does not speak of unknown members refuses them. */
export function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isSchema(schema)) return schema;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties' || key === 'patternProperties') {
      copy[key] = Object.fromEntries(
        Object.entries(value as Schema).map(([name, inner]) => [name, closed(inner)]),
      );
    } else {
      copy[key] = keywordsWithSchemas.has(key) ? closed(value) : value;
    }
  }
  if (
    copy.type === 'object' &&
    copy.additionalProperties === undefined &&
    copy.patternProperties === undefined
  ) {
    copy.additionalProperties = false;
  }
  return copy;
}

const keywordsWithSchemas = new Set(['items', 'anyOf', 'oneOf', 'additionalProperties']);

function isBoundedText(schema: Schema): boolean {
  if (schema.enum !== undefined || schema.const !== undefined) return true;
  return typeof schema.maxLength === 'number' || boundedFormats.has(String(schema.format));
}

function isOpen(schema: Schema): boolean {
  return (
    schema.patternProperties !== undefined ||
    schema.additionalProperties === true ||
    isSchema(schema.additionalProperties)
  );
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
