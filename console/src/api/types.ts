import type { operations } from './schema.d.ts';

type Content<T> = T extends { content: { 'application/json': infer V } } ? V : never;

/** What an operation answers when it succeeds, by its operationId. */
export type Answer<Op extends keyof operations> = {
  [Status in keyof operations[Op]['responses']]: Status extends 200 | 201 | 202
    ? Content<operations[Op]['responses'][Status]>
    : never;
}[keyof operations[Op]['responses']];

/** One row of a list operation, paged or whole. */
export type Item<Op extends keyof operations> =
  Answer<Op> extends { items: (infer V)[] } | (infer V)[] ? V : never;

/** What an operation takes as its body. */
export type Body<Op extends keyof operations> = operations[Op] extends {
  requestBody?: { content: { 'application/json': infer V } };
}
  ? V
  : never;

/** What an operation takes after the question mark. */
export type Query<Op extends keyof operations> = operations[Op] extends { parameters: { query?: infer V } }
  ? NonNullable<V>
  : never;

/** A sentence in both languages, as the server gives it. */
export type Bilingual = { zh: string; en: string };
