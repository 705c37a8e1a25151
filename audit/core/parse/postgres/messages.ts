import { side } from '../fields.ts';
import type { Fields } from '../types.ts';
import type { PgEntry } from './entry.ts';
import type { MessageFields } from './pgaudit.ts';

/** Messages of PostgreSQL that say who came, who left, what ran and what was refused; tried in order. */
const readers: readonly ((message: string, entry: PgEntry) => MessageFields | undefined)[] = [
  statements,
  connections,
  refusals,
  settings,
  server,
];

/** What an entry's own message says; empty when it is an ordinary one. */
export function messageFields(entry: PgEntry): MessageFields {
  for (const read of readers) {
    const fields = read(entry.message, entry);
    if (fields) return fields;
  }
  return {};
}

/** `duration: 1.2 ms  statement: …`, `statement: …`, `execute <name>: …` (log_statement, log_duration). */
function statements(message: string): MessageFields | undefined {
  let rest = message;
  let duration: number | undefined;
  if (rest.startsWith('duration: ')) {
    const end = rest.indexOf(' ms', 10);
    const ms = Number(rest.slice(10, end));
    if (end < 0 || !(ms >= 0)) return undefined;
    duration = Math.round(ms * 1e6);
    rest = rest.slice(end + 3).trimStart();
  }
  const event: Fields = { category: ['database'], type: ['info'], action: 'statement' };
  if (duration !== undefined) event.duration = duration;
  const statement = statementAfterLabel(rest);
  if (statement !== undefined) {
    if (duration !== undefined) event.outcome = 'success';
    return { event, statement };
  }
  if (duration === undefined) return undefined;
  event.action = 'duration';
  return { event };
}

function statementAfterLabel(text: string): string | undefined {
  if (text.startsWith('statement: ')) return text.slice(11);
  if (!/^(?:execute|bind|parse|fastpath function call) /.test(text)) return undefined;
  const colon = text.indexOf(': ');
  return colon > 0 && colon < 200 ? text.slice(colon + 2) : undefined;
}

function connections(message: string): MessageFields | undefined {
  if (message.startsWith('connection received: ')) {
    const source = side(word(message, 'host='), word(message, 'port='));
    return {
      source,
      event: {
        category: ['network', 'database'],
        type: ['connection', 'start'],
        action: 'connection-received',
      },
    };
  }
  if (message.startsWith('connection authenticated: ')) {
    return {
      user: quoted(message, 'identity='),
      event: {
        category: ['authentication', 'database'],
        type: ['info'],
        action: 'connection-authenticated',
        outcome: 'success',
      },
    };
  }
  if (
    message.startsWith('connection authorized: ') ||
    message.startsWith('replication connection authorized: ')
  ) {
    return {
      user: word(message, 'user='),
      database: word(message, 'database='),
      application: word(message, 'application_name='),
      event: {
        category: ['authentication', 'session', 'database'],
        type: ['start'],
        action: 'connection-authorized',
        outcome: 'success',
      },
    };
  }
  if (!message.startsWith('disconnection: session time: ')) return undefined;
  const event: Fields = { category: ['session', 'database'], type: ['end'], action: 'disconnection' };
  const duration = sessionTime(message);
  if (duration !== undefined) event.duration = duration;
  const host = word(message, 'host=');
  return {
    event,
    user: word(message, 'user='),
    database: word(message, 'database='),
    source: host === undefined || host === '[local]' ? undefined : side(host, word(message, 'port=')),
  };
}

/** The value of ` key=value` up to the next space. */
function word(message: string, key: string): string | undefined {
  const at = message.indexOf(` ${key}`);
  if (at < 0) return undefined;
  const start = at + 1 + key.length;
  const end = message.indexOf(' ', start);
  return message.slice(start, end < 0 ? message.length : end) || undefined;
}

/** The text in double quotes after `label`. */
function quoted(message: string, label: string): string | undefined {
  const at = message.indexOf(`${label}"`);
  if (at < 0) return undefined;
  const start = at + label.length + 1;
  const end = message.indexOf('"', start);
  return end < 0 ? undefined : message.slice(start, end);
}

function sessionTime(message: string): number | undefined {
  const match = /session time: (\d{1,9}):(\d\d):(\d\d\.\d{1,3})/.exec(message);
  if (!match) return undefined;
  const [h, m, s] = match.slice(1).map(Number) as [number, number, number];
  return Math.round(((h * 60 + m) * 60 + s) * 1000) * 1e6;
}

/** SQLSTATE classes of refused sign-in: 28 invalid authorization, 3D000 no such database, 53300 too many. */
const refusalStates = new Set(['28000', '28P01']);
const refusalWords = [
  /authentication failed for user "/,
  /^no pg_hba\.conf entry for /,
  /^pg_hba\.conf rejects /,
  /^role ".*" (?:does not exist|is not permitted to log in)$/,
  /^database ".*" does not exist$/,
  /^用户 ".*" Password 认证失败/,
  /^没有用于主机 /,
];

function refusals(message: string, entry: PgEntry): MessageFields | undefined {
  if (entry.severity !== 'FATAL') return undefined;
  const known =
    refusalStates.has(entry.sqlState ?? '') || refusalWords.some((pattern) => pattern.test(message));
  if (!known) return undefined;
  const host = quoted(message, 'host ');
  return {
    user: quoted(message, 'user ') ?? quoted(message, '用户 ') ?? quoted(message, 'role '),
    database: quoted(message, 'database '),
    source: host === undefined || host === '[local]' ? undefined : side(host),
    event: {
      category: ['authentication', 'database'],
      type: ['start'],
      action: 'connection-refused',
      outcome: 'failure',
      reason: message,
    },
  };
}

/** A changed setting matters: pgaudit itself is switched off so. */
function settings(message: string): MessageFields | undefined {
  if (!message.startsWith('parameter "')) return undefined;
  if (!/ (?:changed to|removed from configuration file)/.test(message)) return undefined;
  return {
    event: {
      category: ['configuration', 'database'],
      type: ['change'],
      action: 'parameter-changed',
      outcome: 'success',
    },
  };
}

const serverActions: readonly (readonly [string, string, string])[] = [
  ['database system is ready to accept', 'database-started', 'start'],
  ['database system is shut down', 'database-stopped', 'end'],
  ['received fast shutdown request', 'shutdown-requested', 'end'],
  ['received smart shutdown request', 'shutdown-requested', 'end'],
  ['received immediate shutdown request', 'shutdown-requested', 'end'],
  ['received SIGHUP, reloading configuration files', 'configuration-reloaded', 'change'],
];

function server(message: string): MessageFields | undefined {
  for (const [start, action, type] of serverActions) {
    if (message.startsWith(start)) return { event: { category: ['database'], type: [type], action } };
  }
  return undefined;
}
