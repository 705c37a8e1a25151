import type { ActorRef } from './actor.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** What a domain says when something happened; the platform adds id, sequence and time. */
export type NewEvent = {
  /** `<domain>.<thing>.<past participle>`, for example `pki.certificate.issued`. Only ever added. */
  readonly name: string;
  readonly actor: ActorRef;
  readonly subject: { readonly kind: string; readonly id: string; readonly label?: string };
  readonly outcome: 'success' | 'failure' | 'denied';
  readonly data?: JsonObject;
};

/** The envelope that every domain's events share; the audit domain stores it whole. */
export type Event = NewEvent & {
  /** UUIDv7. */
  readonly id: string;
  /** Order of commit, without gaps that could later be filled. */
  readonly sequence: number;
  /** UTC, RFC 3339 with milliseconds. */
  readonly time: string;
  readonly data: JsonObject;
};
