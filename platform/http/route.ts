import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Actor, Permission, PersonActor } from '../kernel/actor.ts';

/**
 * Who may call: a permission; any signed-in person; or everyone, for the reason given. There is no
 * default: a route without it stops the boot.
 */
export type Access = Permission | { readonly signedIn: true } | { readonly public: string };

type Parts = { params?: TSchema; query?: TSchema; body?: TSchema };
type Value<S> = S extends TSchema ? Static<S> : undefined;

export type Call<P extends Parts, A extends Access> = {
  readonly actor: A extends { public: string } ? Actor | undefined : PersonActor;
  readonly params: Value<P['params']>;
  readonly query: Value<P['query']>;
  readonly body: Value<P['body']>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

/** One operation: who may, what goes in, what comes out, and the thin handler between. */
export type Route<
  A extends Access = Access,
  P extends Parts = Parts,
  R extends Readonly<Record<number, TSchema>> = Readonly<Record<number, TSchema>>,
> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `:name` parameters, below `/api/<domain>/`. */
  readonly path: string;
  readonly access: A;
  readonly summary: string;
  /** `operationId` of the OpenAPI document: lowerCamel, unique, becomes the client's name. */
  readonly id: string;
  readonly input?: P;
  /** Status → schema. The first 2xx is what `handle` returns. */
  readonly output: R;
  /** Bytes; the platform's default when absent. */
  readonly bodyLimit?: number;
  handle(call: Call<P, A>): Promise<unknown>;
};

/** Keeps the types of one route; `Route[]` is what a domain gives to the platform. */
export function route<const A extends Access, P extends Parts, R extends Readonly<Record<number, TSchema>>>(
  definition: Route<A, P, R>,
): Route {
  return definition as unknown as Route;
}
