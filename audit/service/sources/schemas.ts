import { type Static, Type } from 'typebox';
import { Closed, Nullable, OneOf, Text, Time } from '#platform/http/index.ts';
import { sourceClasses } from '../../core/parse/types.ts';

/** How records of the source come in. */
export const sourceKinds = ['syslog', 'elastic', 'bulk', 'agent', 'pull', 'own'] as const;
export const senderKinds = ['address', 'certificate', 'holder', 'token'] as const;
export type SourceKind = (typeof sourceKinds)[number];
export type SenderKind = (typeof senderKinds)[number];

export const SourceId = Text(63, { pattern: '^[a-z0-9][a-z0-9._-]*$' });
export const SourceParams = Closed({ id: SourceId });
export const SenderParams = Closed({ id: SourceId, sender: Type.String({ format: 'uuid' }) });

const Parsers = Type.Array(Text(60), { minItems: 1, maxItems: 16 });
const SilenceMinutes = Type.Integer({ minimum: 0, maximum: 100_000 });

/** `password` is only ever written. */
export const PullInput = Closed({
  engine: Text(40),
  host: Text(253),
  port: Type.Integer({ minimum: 1, maximum: 65535 }),
  database: Text(63),
  user: Text(63),
  password: Type.Optional(Text(200)),
  everySeconds: Type.Optional(Type.Integer({ minimum: 5, maximum: 86_400 })),
  overlapSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
  tls: Type.Optional(OneOf(['off', 'verify'])),
  ca: Type.Optional(Text(20_000)),
});
export type PullInput = Static<typeof PullInput>;

export const NewSource = Closed({
  id: SourceId,
  title: Text(100),
  class: OneOf(sourceClasses),
  kind: OneOf(sourceKinds),
  parsers: Type.Optional(Parsers),
  timeZone: Type.Optional(Text(60)),
  silenceMinutes: Type.Optional(SilenceMinutes),
  pull: Type.Optional(PullInput),
});
export type NewSource = Static<typeof NewSource>;

export const SourceChange = Closed({
  title: Type.Optional(Text(100)),
  class: Type.Optional(OneOf(sourceClasses)),
  parsers: Type.Optional(Parsers),
  timeZone: Type.Optional(Text(60)),
  silenceMinutes: Type.Optional(SilenceMinutes),
  enabled: Type.Optional(Type.Boolean()),
  pull: Type.Optional(PullInput),
});
export type SourceChange = Static<typeof SourceChange>;

/** `value` is absent for a token, which is made here. */
export const NewSender = Closed({
  kind: OneOf(senderKinds),
  value: Type.Optional(Text(100)),
  label: Type.Optional(Text(100)),
});
export type NewSender = Static<typeof NewSender>;

export const Sender = Type.Object({
  id: Type.String(),
  kind: OneOf(senderKinds),
  /** Of a token only the last characters of its hash. */
  value: Type.String(),
  label: Type.String(),
  createdAt: Time,
  createdBy: Type.String(),
});
export type Sender = Static<typeof Sender>;

/** `token` is shown this once. */
export const AssignedSender = Type.Object({ sender: Sender, token: Nullable(Type.String()) });

export const Counts = Type.Object({
  /** stored + refused + waiting. */
  received: Type.Integer(),
  stored: Type.Integer(),
  refused: Type.Integer(),
  /** Of the refused, those whose content was not kept. */
  discarded: Type.Integer(),
  /** Came in and not yet on disk: not acknowledged. */
  waiting: Type.Integer(),
  skewed: Type.Integer(),
  lastReceivedAt: Nullable(Type.String()),
  lastRefusedAt: Nullable(Type.String()),
});
export type Counts = Static<typeof Counts>;

const Pull = Type.Object({
  engine: Type.String(),
  host: Type.String(),
  port: Type.Integer(),
  database: Type.String(),
  user: Type.String(),
  everySeconds: Type.Integer(),
  overlapSeconds: Type.Integer(),
  tls: OneOf(['off', 'verify']),
  ca: Nullable(Type.String()),
  lastRunAt: Nullable(Type.String()),
  lastError: Nullable(Type.String()),
});

export const healths = ['ok', 'silent', 'failing', 'never', 'disabled'] as const;

export const Source = Type.Object({
  id: Type.String(),
  title: Type.String(),
  class: OneOf(sourceClasses),
  kind: OneOf(sourceKinds),
  parsers: Type.Array(Type.String()),
  timeZone: Type.String(),
  silenceMinutes: Type.Integer(),
  enabled: Type.Boolean(),
  health: OneOf(healths),
  silentSince: Nullable(Type.String()),
  counts: Counts,
  senders: Type.Array(Sender),
  pull: Nullable(Pull),
  createdAt: Time,
  createdBy: Type.String(),
  changedAt: Time,
  changedBy: Type.String(),
});
export type Source = Static<typeof Source>;

/** The listeners as they are at this moment. */
export const Listeners = Type.Object({
  syslog: Type.Array(
    Type.Object({
      transport: OneOf(['udp', 'tcp', 'tls', 'relp']),
      host: Type.String(),
      port: Type.Integer(),
      connections: Type.Integer(),
      refusedConnections: Type.Integer(),
      /** Datagrams that the kernel dropped because its buffer was full; null: cannot be read here. */
      kernelDrops: Nullable(Type.Integer()),
    }),
  ),
  /** Why the evidence log takes nothing at present. */
  stalled: Nullable(Type.String()),
  waitingBytes: Type.Integer(),
});
export type Listeners = Static<typeof Listeners>;

export const SourceList = Type.Object({ items: Type.Array(Source), listeners: Listeners });
