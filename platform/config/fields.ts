import { type TSchema, Type } from 'typebox';

/** What a setting means, in both languages. */
type Words = { readonly zh: string; readonly en: string };

/** A whole number. Units belong into the name of the setting. */
export const whole = (words: Words, value: number, minimum: number, maximum: number) =>
  Type.Integer({ ...words, default: value, minimum, maximum });

export const yesNo = (words: Words, value: boolean) => Type.Boolean({ ...words, default: value });

export const choice = <const T extends readonly string[]>(words: Words, values: T, value: T[number]) =>
  Type.Unsafe<T[number]>(Type.String({ ...words, default: value, enum: values }));

type TextRules = { readonly pattern?: string; readonly form?: Words; readonly maxLength?: number };

/** A text with a default. `form` says what `pattern` asks for. */
export const text = (words: Words, value: string, rules: TextRules = {}) =>
  Type.String({ ...words, minLength: 1, maxLength: 1000, ...rules, default: value });

/** A text that may be absent. */
export const optionalText = (words: Words, rules: TextRules = {}) =>
  Type.Optional(Type.String({ ...words, minLength: 1, maxLength: 1000, ...rules }));

/** A secret: no default, never printed. `environmentOnly` keeps it out of the file. */
export const secret = (words: Words, rules: TextRules & { readonly environmentOnly?: boolean } = {}) =>
  Type.Optional(Type.String({ ...words, minLength: 1, maxLength: 4000, ...rules, secret: true }));

export const list = (words: Words, rules: TextRules = {}) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 300, ...rules }), {
    ...words,
    default: [],
    maxItems: 100,
  });

export const section = <T extends Record<string, TSchema>>(words: Words, properties: T) =>
  Type.Object(properties, { ...words, additionalProperties: false });
