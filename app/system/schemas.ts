import { Type } from 'typebox';
import { Closed, Nullable, OneOf, Time } from '#platform/http/index.ts';

const Bilingual = Type.Object({ zh: Type.String(), en: Type.String() });

export const Component = Type.Object({
  name: Type.String(),
  required: Type.Boolean(),
  found: Type.Boolean(),
  version: Nullable(Type.String()),
  without: Bilingual,
  warning: Nullable(Bilingual),
  install: Nullable(Type.String()),
});

export const Job = Type.Object({
  name: Type.String(),
  running: Type.Boolean(),
  nextDue: Time,
  lastStart: Nullable(Time),
  lastFinish: Nullable(Time),
  lastOutcome: Nullable(Type.String()),
  lastError: Nullable(Type.String()),
  failures: Type.Integer(),
});

export const Subscriber = Type.Object({
  name: Type.String(),
  lag: Type.Integer(),
  attempts: Type.Integer(),
  failedSince: Nullable(Time),
  lastError: Nullable(Type.String()),
});

export const Health = Type.Object({
  version: Type.String(),
  startedAt: Time,
  now: Time,
  process: Type.Object({ pid: Type.Integer(), residentBytes: Type.Integer(), node: Type.String() }),
  storage: Type.Object({ dialect: OneOf(['sqlite', 'postgres'] as const), bytes: Nullable(Type.Integer()) }),
  listeners: Type.Array(Type.Object({ name: Type.String(), url: Type.String() })),
  serverCertificate: Type.Object({ subject: Type.String(), notAfter: Time }),
  components: Type.Array(Component),
  jobs: Type.Array(Job),
  subscribers: Type.Array(Subscriber),
});

export const JobParams = Closed({ name: Type.String({ pattern: '^[a-z][a-z0-9.-]{1,80}$', maxLength: 81 }) });
/** Faults of the quick check, empty when the database is sound. */
export const Integrity = Type.Object({ checkedAt: Time, faults: Type.Array(Type.String()) });
