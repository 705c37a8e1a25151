import { Type } from 'typebox';
import { Closed, Id, Nullable, OneOf, pageQuery, Text, Time } from '#platform/http/index.ts';
import { alertLevels } from './core/alerts/grouping.ts';
import { sourceClasses } from './core/parse/types.ts';

export const SourceClass = OneOf(sourceClasses);
const EventId = Type.String({ pattern: '^[0-9]{8}-[0-9a-f]{12}$', maxLength: 21 });

// Alerts 告警

export const verdicts = ['true-positive', 'benign', 'false-positive'] as const;
export const Verdict = OneOf(verdicts);
export const AlertState = OneOf(['open', 'closed', 'suppressed'] as const);
export const AlertLevel = OneOf(alertLevels);

export const Alert = Closed({
  id: Id,
  ruleId: Type.String(),
  title: Type.String(),
  level: AlertLevel,
  class: Type.String(),
  /** Whom it is about. Personal data are masked, here and in all texts of an alert. */
  user: Nullable(Type.String()),
  address: Nullable(Type.String()),
  host: Nullable(Type.String()),
  state: AlertState,
  exceptionId: Nullable(Id),
  caseId: Nullable(Id),
  matches: Type.Integer(),
  firstAt: Time,
  lastAt: Time,
  raisedAt: Time,
  closedAt: Nullable(Time),
  closedBy: Nullable(Type.String()),
  verdict: Nullable(Verdict),
  comment: Nullable(Type.String()),
});
export const AlertQuery = Closed({
  ...pageQuery,
  state: Type.Optional(AlertState),
  class: Type.Optional(SourceClass),
  ruleId: Type.Optional(Text(200)),
  caseId: Type.Optional(Id),
  /** This level and those above. */
  level: Type.Optional(AlertLevel),
  q: Type.Optional(Text(100)),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
});
export const AlertDetail = Closed({
  alert: Alert,
  eventIds: Type.Array(Type.String()),
  masked: Type.Boolean(),
});
export const AlertSummary = Type.Array(
  Closed({ class: Type.String(), level: Type.String(), count: Type.Integer() }),
);
export const AlertDecision = Closed({ verdict: Verdict, comment: Text(2000) });

export const Exception = Closed({
  id: Id,
  ruleId: Nullable(Type.String()),
  query: Nullable(Type.String()),
  reason: Type.String(),
  expiresAt: Time,
  createdAt: Time,
  createdBy: Type.String(),
  endedAt: Nullable(Time),
  endedBy: Nullable(Type.String()),
  heldBack: Type.Integer(),
  active: Type.Boolean(),
});
export const NewException = Closed({
  ruleId: Type.Optional(Text(200)),
  query: Type.Optional(Text(4000)),
  reason: Text(1000),
  expiresAt: Time,
});

// Cases 案件

export const Case = Closed({
  id: Id,
  number: Type.String(),
  title: Type.String(),
  state: OneOf(['open', 'closed'] as const),
  assigneeId: Nullable(Type.String()),
  assigneeName: Nullable(Type.String()),
  verdict: Nullable(Verdict),
  createdAt: Time,
  createdBy: Type.String(),
  closedAt: Nullable(Time),
});
/** What was done to a case, as its entries say. */
export const CaseEntryKind = OneOf([
  'opened',
  'comment',
  'evidence',
  'alert',
  'alert-removed',
  'assigned',
  'closed',
  'reopened',
] as const);
export const CaseEntry = Closed({
  id: Id,
  kind: CaseEntryKind,
  text: Type.String(),
  eventId: Nullable(Type.String()),
  at: Time,
  by: Type.String(),
});
export const CaseDetail = Closed({ case: Case, entries: Type.Array(CaseEntry), masked: Type.Boolean() });
export const CaseQuery = Closed({ ...pageQuery, state: Type.Optional(OneOf(['open', 'closed'] as const)) });
export const NewCase = Closed({ title: Text(200), alertIds: Type.Array(Id, { maxItems: 100 }) });
export const NewCaseEntry = Closed({
  text: Text(4000),
  /** Makes it evidence. */
  eventId: Type.Optional(EventId),
});
export const CaseAssignment = Closed({ id: Id });
export const CaseClosing = Closed({ verdict: Verdict, text: Text(4000) });
export const Reason = Closed({ text: Text(4000) });

// Records 审计记录

const query = Type.String({ maxLength: 4096, default: '' });
/** ECS fields, as deep as they come. */
const Fields = Type.Object({}, { additionalProperties: true });

export const EventSearch = Closed({
  query,
  from: Time,
  to: Time,
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  cursor: Type.Optional(Text(200)),
  order: Type.Optional(OneOf(['newest', 'oldest'] as const)),
  /** Parts of the histogram; 0: none. */
  buckets: Type.Integer({ minimum: 0, maximum: 500, default: 0 }),
  facets: Type.Array(Text(100), { maxItems: 8, default: [] }),
});
export const FoundEvent = Closed({ id: Type.String(), index: Type.Integer(), fields: Fields });
export const EventsFound = Closed({
  items: Type.Array(FoundEvent),
  cursor: Nullable(Type.String()),
  histogram: Type.Array(Closed({ from: Type.Integer(), count: Type.Integer() })),
  facets: Type.Array(
    Closed({
      field: Type.String(),
      values: Type.Array(Closed({ value: Type.String(), count: Type.Integer() })),
    }),
  ),
});
export const EventTail = Closed({
  query,
  /** Place in the log after which is looked; absent: from now on. */
  after: Type.Optional(Type.Integer({ minimum: -1 })),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 100 }),
});
export const EventsTail = Closed({ items: Type.Array(FoundEvent), last: Type.Integer() });
export const EventParams = Closed({ id: EventId });
export const EventDetail = Closed({
  event: FoundEvent,
  masked: Type.Boolean(),
  /** As it came; bytes that are no UTF-8 are replaced. Null: past its time. */
  raw: Nullable(Type.String()),
  receivedAt: Nullable(Time),
  eventTime: Nullable(Time),
  source: Nullable(Type.String()),
  sequence: Nullable(Type.Integer()),
  neighbours: Type.Array(FoundEvent),
});
export const Unmasking = Closed({ reason: Type.String({ minLength: 4, maxLength: 500 }) });

export const SavedSearch = Closed({
  id: Id,
  name: Type.String(),
  query: Type.String(),
  range: Type.String(),
  shared: Type.Boolean(),
  mine: Type.Boolean(),
  createdAt: Time,
});
export const NewSavedSearch = Closed({
  name: Text(60),
  query,
  range: Text(80),
  shared: Type.Boolean({ default: false }),
});

// Refused records 未能接收的记录

const deadLetter = {
  id: Id,
  source: Type.String(),
  stage: Type.String(),
  reason: Type.String(),
  detail: Type.String(),
  /** Place in the evidence log, of a record that is there. */
  index: Nullable(Type.Integer()),
  /** True length, also of what was not kept. */
  bytes: Type.Integer(),
  /** The beginning, as text; personal data are masked. */
  text: Type.String(),
  receivedAt: Time,
  state: Type.String(),
  closedAt: Nullable(Time),
  closedBy: Nullable(Type.String()),
  closeReason: Nullable(Type.String()),
};
export const DeadLetter = Closed(deadLetter);
export const DeadLetterDetail = Closed({ ...deadLetter, raw: Type.String(), masked: Type.Boolean() });

// Rules 检测规则

export const RuleParams = Closed({ id: Text(200) });
export const RuleList = Closed({
  items: Type.Array(
    Closed({
      id: Type.String(),
      title: Type.String(),
      titleEn: Nullable(Type.String()),
      description: Nullable(Type.String()),
      descriptionEn: Nullable(Type.String()),
      level: AlertLevel,
      kind: OneOf(['detection', 'correlation'] as const),
      tags: Type.Array(Type.String()),
      falsePositives: Type.Array(Type.String()),
      falsePositivesEn: Type.Array(Type.String()),
      file: Type.String(),
      /** Raises nothing by itself: a correlation counts it. */
      helper: Type.Boolean(),
      enabled: Type.Boolean(),
      /** It watches those who administer the audit: nobody switches it off or makes exceptions from it. */
      protected: Type.Boolean(),
    }),
  ),
  /** Rules that could not be loaded. */
  faults: Type.Array(Closed({ code: Type.String(), zh: Type.String(), en: Type.String() })),
});
export const RuleSwitch = Closed({ enabled: Type.Boolean(), reason: Text(1000) });
export const RuleTrial = Closed({ from: Time, to: Time });
export const RuleTrialResult = Closed({
  events: Type.Integer(),
  matches: Type.Integer(),
  first: Type.Array(Type.String()),
  complete: Type.Boolean(),
});

// Keeping 保存

export const Hold = Closed({
  id: Id,
  title: Type.String(),
  reason: Type.String(),
  keepFrom: Time,
  placedAt: Time,
  placedBy: Type.String(),
  liftAskedAt: Nullable(Time),
  liftAskedBy: Nullable(Type.String()),
  liftReason: Nullable(Type.String()),
  liftedAt: Nullable(Time),
  liftedBy: Nullable(Type.String()),
});
export const NewHold = Closed({ title: Text(200), reason: Text(1000), keepFrom: Time });

// Evidence 证据

export const EvidenceState = Closed({
  origin: Type.String(),
  /** Public key for those who check evidence on another machine. */
  vkey: Type.String(),
  size: Type.Integer(),
  firstKept: Type.Integer(),
  /** Time of receipt of the first record that is kept. */
  keptSince: Nullable(Time),
  checkpoint: Type.String(),
  retentionDays: Type.Integer(),
  /** No cosignature for so long raises an alarm; 0: no witness is asked for. */
  witnessAlarmHours: Type.Integer(),
  witnesses: Type.Array(
    Closed({
      id: Id,
      name: Type.String(),
      vkey: Type.String(),
      size: Nullable(Type.Integer()),
      at: Nullable(Time),
    }),
  ),
  followers: Type.Array(
    Closed({
      name: Type.String(),
      position: Type.Integer(),
      lag: Type.Integer(),
      failures: Type.Integer(),
      lastError: Nullable(Type.String()),
    }),
  ),
});
/** The searchable copy, see `StoreHealth`. */
export const StoreState = Closed({
  name: OneOf(['embedded', 'elasticsearch'] as const),
  state: OneOf(['ok', 'weak', 'failing'] as const),
  fault: Nullable(Closed({ zh: Type.String(), en: Type.String() })),
  retention: Nullable(OneOf(['cluster', 'job'] as const)),
  cluster: Nullable(
    Closed({
      versions: Type.Array(Type.String()),
      indices: Type.Integer(),
      shards: Nullable(Closed({ used: Type.Integer(), limit: Type.Integer() })),
    }),
  ),
});
export const NewWitness = Closed({ vkey: Text(400) });
export const EvidenceCheck = Closed({
  ok: Type.Boolean(),
  size: Type.Integer(),
  firstKept: Type.Integer(),
  checked: Type.Integer(),
  findings: Type.Array(Type.Object({}, { additionalProperties: true })),
});
export const Cosignature = Closed({ checkpoint: Type.String({ minLength: 1, maxLength: 16384 }) });

// Exports 证据导出

export const Export = Closed({
  id: Id,
  title: Type.String(),
  query: Type.String(),
  from: Time,
  to: Time,
  reason: Type.String(),
  state: OneOf(['waiting', 'running', 'done', 'failed', 'cancelled'] as const),
  records: Type.Integer(),
  bytes: Type.Integer(),
  sha256: Nullable(Type.String()),
  error: Nullable(Type.String()),
  createdAt: Time,
  createdBy: Type.String(),
  finishedAt: Nullable(Time),
});
export const NewExport = Closed({
  title: Text(200),
  query,
  from: Time,
  to: Time,
  reason: Type.String({ minLength: 4, maxLength: 1000 }),
});

// Formats 日志格式

const Titled = Closed({ name: Type.String(), title: Closed({ zh: Type.String(), en: Type.String() }) });
export const Formats = Closed({ parsers: Type.Array(Titled) });
export const ParseTrial = Closed({
  /** Names of parsers in their order; empty: found by themselves. */
  parsers: Type.Array(Text(60), { maxItems: 20 }),
  timeZone: Type.Optional(Text(64)),
  /** Lines as the source sends them; absent: the last ones that it sent. */
  lines: Type.Optional(Type.Array(Type.String({ maxLength: 16384 }), { maxItems: 50 })),
});
export const ParseTrialResult = Type.Array(
  Closed({ original: Type.String(), parser: Nullable(Type.String()), fields: Fields }),
);

// Reports 审计报告

export const ReportFile = Closed({ bytes: Type.Integer(), sha256: Type.String() });
export const Report = Closed({
  id: Id,
  /** `2026-11`, local time. */
  month: Type.String(),
  /** Made by itself at the beginning of the month after. */
  automatic: Type.Boolean(),
  state: OneOf(['waiting', 'running', 'done', 'failed'] as const),
  /** Percent. */
  progress: Type.Integer(),
  html: Nullable(ReportFile),
  pdf: Nullable(ReportFile),
  error: Nullable(Type.String()),
  createdAt: Time,
  createdBy: Type.String(),
  finishedAt: Nullable(Time),
});
export const NewReport = Closed({
  month: Type.String({ pattern: '^20[0-9]{2}-(0[1-9]|1[0-2])$', maxLength: 7 }),
});
