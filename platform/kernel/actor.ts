import { kernelErrors } from './errors.ts';

/** A permission: `<domain>.<thing>.<act>`, for example `pki.certificates.read`. */
export type Permission = string;

/** A person who signed in. */
export type PersonActor = {
  readonly kind: 'person';
  readonly accountId: string;
  readonly name: string;
  readonly sessionId: string;
  readonly method: 'certificate' | 'password';
  /** Lower-case hex SHA-256 of the DER of the certificate that the person signed in with. */
  readonly certificateFingerprint?: string;
  /** The holder in the directory of the certificates domain that this account belongs to. */
  readonly holderId?: string;
  readonly address?: string;
  /** Signed in, but with a password to change or a second factor to set up before anything else. */
  readonly restricted?: true;
  readonly permissions: ReadonlySet<Permission>;
};

/** Work that no person asked for just now: a job, first boot, the command line on this machine. */
export type SystemActor = {
  readonly kind: 'system';
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
};

export type Actor = PersonActor | SystemActor;

/** A named system actor with its own permissions; there is no bypass. */
export function systemActor(name: string, permissions: Iterable<Permission>): SystemActor {
  return { kind: 'system', name, permissions: new Set(permissions) };
}

export function may(actor: Actor, permission: Permission): boolean {
  return actor.permissions.has(permission);
}

/** @throws common.forbidden when the actor lacks the permission. */
export function authorise(actor: Actor, permission: Permission): void {
  if (!may(actor, permission)) throw kernelErrors.forbidden({ permission });
}

/** What of an actor goes into records and events. */
export type ActorRef = {
  readonly kind: Actor['kind'];
  readonly id: string;
  readonly name: string;
  readonly sessionId?: string;
  readonly method?: PersonActor['method'];
  readonly certificateFingerprint?: string;
  readonly address?: string;
};

export function actorRef(actor: Actor): ActorRef {
  if (actor.kind === 'system') return { kind: 'system', id: actor.name, name: actor.name };
  const { accountId, name, sessionId, method, certificateFingerprint, address } = actor;
  return { kind: 'person', id: accountId, name, sessionId, method, certificateFingerprint, address };
}
