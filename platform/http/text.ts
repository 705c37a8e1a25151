import { validationError } from './validation.ts';

/**
 * Refuses texts that no database keeps as they are: U+0000, which PostgreSQL has not, and halves of a
 * surrogate pair, which UTF-8 has not. Call it after the validation: the schema bounds what is walked.
 * @throws common.invalid with `details.field`
 */
export function refuseUnkeepable(value: unknown, context: string, path = ''): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) {
      throw validationError({ keyword: 'pattern', instancePath: path, params: {} }, context);
    }
  } else if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value)) {
    for (const [name, inner] of Object.entries(value)) refuseUnkeepable(inner, context, `${path}/${name}`);
  }
}
