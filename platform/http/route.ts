import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Actor, Permission, PersonActor } from '../kernel/actor.ts';

/**
 * Who may call: a permission; any signed-in person; or everyone, for the reason given. There is no
 * default: a route without it stops the boot. Who has to finish the sign-in first may look, but changes
 * nothing except where `unfinished` says so.
 */
export type Access =
  | Permission
  | { readonly signedIn: true; readonly unfinished?: true }
  | { readonly public: string };

type Parts = { params?: TSchema; query?: TSchema; body?: TSchema };
type Value<S> = S extends TSchema ? Static<S> : undefined;

type Call<P extends Parts, A extends Access> = {
  readonly actor: A extends { public: string } ? Actor | undefined : PersonActor;
  readonly params: Value<P['params']>;
  readonly query: Value<P['query']>;
  readonly body: Value<P['body']>;
  /** The body as it came, for a route with `raw`; empty when there was none. */
  readonly bytes: Buffer;
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
  /**
   * Objects are closed unless they say otherwise; each string, array and open record needs a bound
   * (`maxLength`, `maxItems`, `maxProperties`), else the boot stops. Only the query is converted
   * (`"20"` → 20).
   */
  readonly input?: P;
  /**
   * Status → schema. The first 2xx is what `handle` returns. `Bytes(mediaType)` for a body that is not
   * JSON, `Nothing` for 204 and redirects.
   */
  readonly output: R;
  /** Bytes; the platform's default when absent. */
  readonly bodyLimit?: number;
  /** Media types whose body arrives as `call.bytes` instead of parsed JSON. */
  readonly raw?: readonly string[];
  /**
   * Requests of one address in a window; the listener's general limit when absent. `unlimited` names the
   * reason (machines that ask thousands of times a second); such answers carry no headers for pages.
   */
  readonly limit?: { readonly max: number; readonly windowMs: number } | { readonly unlimited: string };
  /**
   * Called with the headers, before a byte of the body is read: for callers that a route knows by other than
   * a session. Throws to refuse, or answers by `reply` itself. Parameters are text and not checked yet.
   */
  readonly admit?: (call: {
    readonly request: FastifyRequest;
    readonly reply: FastifyReply;
  }) => Promise<void>;
  handle(call: Call<P, A>): Promise<unknown>;
};

/** Keeps the types of one route; `Route[]` is what a domain gives to the platform. */
export function route<const A extends Access, P extends Parts, R extends Readonly<Record<number, TSchema>>>(
  definition: Route<A, P, R>,
): Route {
  return definition as unknown as Route;
}
