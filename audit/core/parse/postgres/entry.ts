import { compact, count, side, some } from '../fields.ts';
import { iso } from '../time.ts';
import type { Fields } from '../types.ts';
import { messageFields } from './messages.ts';
import { auditFields } from './pgaudit.ts';

/** One entry of PostgreSQL's server log, whatever the format it was written in. */
export type PgEntry = {
  time?: number | null;
  user?: string;
  database?: string;
  pid?: string | number;
  remoteHost?: string;
  remotePort?: string | number;
  session?: string;
  sessionLine?: string | number;
  commandTag?: string;
  virtualTransaction?: string;
  transaction?: string | number;
  severity: string;
  sqlState?: string;
  message: string;
  detail?: string;
  hint?: string;
  query?: string;
  context?: string;
  statement?: string;
  location?: string;
  application?: string;
  backend?: string;
  queryId?: string;
};

const failed = new Set(['ERROR', 'FATAL', 'PANIC']);

/** ECS fields of an entry: what pgaudit says, what PostgreSQL's own messages say, and the session around it. */
export function entryFields(entry: PgEntry): Fields {
  const audit = auditFields(entry.message);
  const own = audit ?? messageFields(entry);
  const isError = failed.has(entry.severity);
  const event: Fields = { kind: 'event', category: ['database'], type: [isError ? 'error' : 'info'] };
  if (isError) event.outcome = 'failure';
  Object.assign(event, own.event);
  event.dataset = audit ? 'postgresql.audit' : 'postgresql.log';
  event.module = 'postgresql';
  if (entry.sqlState !== undefined && entry.sqlState !== '00000') event.code = entry.sqlState;
  const statement = own.statement ?? entry.statement ?? (isError ? entry.query : undefined);
  const user = own.user ?? entry.user;
  return compact({
    '@timestamp': iso(entry.time),
    event,
    message: entry.message,
    log: { level: entry.severity },
    user: some({ name: user }),
    source: own.source ?? clientOf(entry),
    process: some({ name: 'postgres', pid: count(entry.pid) }),
    error: isError ? compact({ message: entry.message, code: entry.sqlState }) : undefined,
    db: compact({
      system: 'postgresql',
      name: own.database ?? entry.database,
      user,
      statement,
      operation: own.operation,
      class: own.class,
      tables: own.tables,
      rows: own.rows,
    }),
    postgresql: some({
      audit: audit?.audit,
      log: some({
        session_id: entry.session,
        session_line: count(entry.sessionLine),
        command_tag: entry.commandTag,
        virtual_transaction_id: entry.virtualTransaction,
        transaction_id: count(entry.transaction),
        sql_state_code: entry.sqlState,
        detail: entry.detail,
        hint: entry.hint,
        context: entry.context,
        internal_query: entry.query,
        location: entry.location,
        application_name: own.application ?? entry.application,
        backend_type: entry.backend,
        query_id: entry.queryId,
      }),
    }),
  });
}

/** `[local]` is a socket of the same machine: no address. */
function clientOf({ remoteHost, remotePort }: PgEntry): Fields | undefined {
  return remoteHost === undefined || remoteHost === '[local]' ? undefined : side(remoteHost, remotePort);
}
