import { compact, count, side, some } from '../fields.ts';
import { digits, fromLocal, iso, readClock } from '../time.ts';
import type { Fields, Line, ParseContext, Parser } from '../types.ts';

/** MariaDB's audit plug-in server_audit, as file and through syslog. */
export const mariadbAudit: Parser = {
  name: 'mariadb-audit',
  title: { zh: 'MariaDB 审计（server_audit）', en: 'MariaDB audit (server_audit)' },
  class: 'database',
  parse: parseAudit,
};

/**
 * `timestamp,serverhost,username,host,connectionid,queryid,operation,database,object,retcode`; through syslog
 * without the time. The object of a query stands in single quotes with `\'` inside.
 */
function parseAudit({ text, body, outer, program }: Line, context: ParseContext): Fields | undefined {
  const stamp = outer ? undefined : readStamp(text, context);
  if (!stamp && !outer) return undefined;
  if (outer && !/mysql|mariadb/.test(program)) return undefined;
  const whole = stamp ? text.slice(stamp.end) : body.trimStart();
  const values = readHead(whole);
  if (!values) return undefined;
  const [server, user, host, connection, query, operation, database] = values.words as string[];
  if (!/^[A-Z_]{4,24}$/.test(operation!)) return undefined;
  const { object, code } = readTail(whole.slice(values.end));
  const isQuery = operation!.startsWith('QUERY');
  const isTable = !isQuery && object !== '' && database !== '' && tableActs.has(operation!);
  const failed = code !== undefined && code !== 0;
  const [client, port] = hostAndPort(host!);
  return compact({
    '@timestamp': stamp && iso(stamp.time),
    event: compact({
      kind: 'event',
      ...kindOf(operation!),
      action: operation!.toLowerCase().replaceAll('_', '-'),
      outcome: code === undefined ? 'unknown' : failed ? 'failure' : 'success',
      code: failed ? String(code) : undefined,
      dataset: 'mariadb.audit',
      module: 'mariadb',
    }),
    message: isQuery ? object : whole,
    host: some({ name: server || undefined, hostname: server || undefined }),
    user: some({ name: user || undefined }),
    source: side(client || undefined, port),
    db: compact({
      system: 'mariadb',
      name: database || undefined,
      user: user || undefined,
      statement: isQuery && object !== '' ? object : undefined,
      operation: isTable ? operation : undefined,
      class: isTable ? (operation === 'READ' || operation === 'WRITE' ? operation : 'DDL') : undefined,
      tables: isTable ? tablesOf(database!, object) : undefined,
    }),
    error: failed ? { code: String(code) } : undefined,
    mariadb: {
      audit: compact({
        operation,
        connection_id: count(connection),
        query_id: count(query),
        return_code: code,
      }),
    },
  });
}

/** `t1`; of a RENAME `t1|other.t2`. */
function tablesOf(database: string, object: string): string[] {
  return object
    .split('|', 2)
    .map((name) => (name === object || !name.includes('.') ? `${database}.${name}` : name).toLowerCase());
}

const tableActs = new Set(['READ', 'WRITE', 'CREATE', 'ALTER', 'DROP', 'RENAME']);

/** `20261122 16:20:31,` in the server's own zone. */
function readStamp(text: string, context: ParseContext): { time: number; end: number } | undefined {
  const year = digits(text, 0, 4);
  const month = digits(text, 4, 2);
  const day = digits(text, 6, 2);
  if (year < 1990 || month < 1 || month > 12 || day < 1 || text.charCodeAt(8) !== 32) return undefined;
  const clock = readClock(text, 9);
  if (!clock || text.charCodeAt(clock.end) !== 44) return undefined;
  return { time: fromLocal(Date.UTC(year, month - 1, day) + clock.ms, context.timeZone), end: clock.end + 1 };
}

function readHead(text: string): { words: string[]; end: number } | undefined {
  const words: string[] = [];
  let at = 0;
  while (words.length < 7) {
    const comma = text.indexOf(',', at);
    if (comma < 0 || comma - at > 512) return undefined;
    words.push(text.slice(at, comma));
    at = comma + 1;
  }
  return { words, end: at };
}

/** The object and the return code; a query may be cut by `server_audit_query_log_limit`, quotes and all. */
function readTail(text: string): { object: string; code: number | undefined } {
  const last = text.lastIndexOf(',');
  const code = last < 0 ? undefined : count(text.slice(last + 1).trim());
  const object = code === undefined ? text : text.slice(0, last);
  if (object.charCodeAt(0) !== 39) return { object: object.replace(/,+$/, ''), code };
  const inner = object.endsWith("'") && object.length > 1 ? object.slice(1, -1) : object.slice(1);
  return { object: unescaped(inner), code };
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(['\\ntr])/g, (_, mark: string) => ({ n: '\n', t: '\t', r: '\r' })[mark] ?? mark);
}

/** From MariaDB 12.0 on the client's port stands behind its host. */
function hostAndPort(host: string): [string, string | undefined] {
  const match = /^([^:]{1,255}):(\d{1,5})$/.exec(host);
  return match ? [match[1]!, match[2]] : [host, undefined];
}

function kindOf(operation: string): { category: string[]; type: string[] } {
  if (operation === 'CONNECT')
    return { category: ['authentication', 'session', 'database'], type: ['start'] };
  if (operation === 'FAILED_CONNECT')
    return { category: ['authentication', 'database'], type: ['start', 'denied'] };
  if (operation === 'DISCONNECT') return { category: ['session', 'database'], type: ['end'] };
  if (operation === 'READ') return { category: ['database'], type: ['access'] };
  if (operation === 'CREATE') return { category: ['database'], type: ['creation'] };
  if (operation === 'DROP') return { category: ['database'], type: ['deletion'] };
  return { category: ['database'], type: tableActs.has(operation) ? ['change'] : ['info'] };
}
