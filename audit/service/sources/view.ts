import { fromJsonText } from '#platform/storage/index.ts';
import type { AuditTables } from '../../store/db.ts';
import type { CountsRow, SenderRow, SourceRow } from '../../store/sources.ts';
import type { PullSettings } from './pull-settings.ts';
import type { Sender, SenderKind, Source, SourceKind } from './schemas.ts';

type PullRow = AuditTables['audit_pulls'];

/** A source as the API shows it; no secret is in it. */
export function sourceView(
  row: SourceRow,
  parts: {
    readonly senders: readonly SenderRow[];
    readonly counts: CountsRow | undefined;
    readonly waiting: number;
    readonly pull: PullRow | undefined;
  },
): Source {
  const { counts, waiting } = parts;
  const stored = counts?.stored ?? 0;
  const refused = counts?.refused ?? 0;
  return {
    id: row.id,
    title: row.title,
    class: row.class as Source['class'],
    kind: row.kind as SourceKind,
    parsers: fromJsonText<string[]>(row.parsers),
    timeZone: row.time_zone,
    silenceMinutes: row.silence_minutes,
    enabled: row.enabled === 1,
    health: health(row, counts, parts.pull),
    silentSince: row.silent_since,
    counts: {
      received: stored + refused + waiting,
      stored,
      refused,
      discarded: counts?.discarded ?? 0,
      waiting,
      skewed: counts?.skewed ?? 0,
      lastReceivedAt: counts?.last_received_at ?? null,
      lastRefusedAt: counts?.last_refused_at ?? null,
    },
    senders: parts.senders.map(senderView),
    pull: row.pull === null ? null : pullView(fromJsonText<PullSettings>(row.pull), parts.pull),
    createdAt: row.created_at,
    createdBy: row.created_by,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  };
}

export function senderView(row: SenderRow): Sender {
  return {
    id: row.id,
    kind: row.kind as SenderKind,
    value: row.kind === 'token' ? `…${row.value.slice(-8)}` : row.value,
    label: row.label,
    createdAt: row.created_at,
    createdBy: row.created_by,
  };
}

function pullView(settings: PullSettings, row: PullRow | undefined): Source['pull'] {
  return {
    ...settings,
    ca: settings.ca,
    lastRunAt: row?.last_run_at ?? null,
    lastError: row?.last_error ?? null,
  };
}

/** `ok` is only said of a source that sent something and is neither silent nor failing. */
function health(row: SourceRow, counts: CountsRow | undefined, pull: PullRow | undefined): Source['health'] {
  if (row.enabled === 0) return 'disabled';
  if (row.silent_since !== null) return 'silent';
  if (pull?.failing_since) return 'failing';
  return counts === undefined || counts.stored === 0 ? 'never' : 'ok';
}
