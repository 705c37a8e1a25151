import { type Static, type TSchema, Type } from 'typebox';
import { maxPageSize } from '../kernel/page.ts';

/** A bounded piece of text; `min` is 1 unless told. Every string of an input needs a bound. */
export const Text = (maxLength: number, options: Record<string, unknown> = {}) =>
  Type.String({ minLength: 1, maxLength, ...options });

/** A closed object: an unknown member is refused. */
export const Closed = <P extends Record<string, TSchema>>(
  properties: P,
  options: Record<string, unknown> = {},
) => Type.Object(properties, { additionalProperties: false, ...options });

/** One of the given words. */
export const OneOf = <const V extends readonly string[]>(values: V, options: Record<string, unknown> = {}) =>
  Type.Unsafe<V[number]>({ type: 'string', enum: [...values], ...options });

/** `null` or the given schema, in responses. */
export const Nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

export const Id = Type.String({ format: 'uuid' });

/** UTC, RFC 3339 with milliseconds and `Z`. */
export const Time = Type.String({ format: 'date-time' });

export const IdParams = Closed({ id: Id });

/** `page` counts from 1. Spread into the query of a list: `Closed({ ...pageQuery, q: … })`. */
export const pageQuery = {
  page: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 }),
  pageSize: Type.Integer({ minimum: 1, maximum: maxPageSize, default: 20 }),
};

/** The answer of a list of `item`. */
export const PageOf = <S extends TSchema>(item: S) =>
  Type.Object({
    items: Type.Array(item),
    total: Type.Integer(),
    page: Type.Integer(),
    pageSize: Type.Integer(),
  });

/** What every failure looks like to a client. */
export const ErrorBody = Type.Object({
  code: Type.String(),
  message: Type.String(),
  details: Type.Object({}, { additionalProperties: true }),
});
export type ErrorBody = Static<typeof ErrorBody>;

/** A body that is not JSON: bytes or text of the given media type, returned as Buffer, string or stream. */
export const Bytes = (mediaType: string) =>
  Type.Unsafe<Buffer | string | NodeJS.ReadableStream>({
    type: 'string',
    format: 'binary',
    contentMediaType: mediaType,
  });

/** No body: for 204 and redirects. */
export const Nothing = Type.Null();
