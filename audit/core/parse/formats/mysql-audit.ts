import { untilComplete } from '../assemble.ts';
import { at, compact, count, isFields, said, side, some } from '../fields.ts';
import { jsonObject } from '../json.ts';
import { iso, readIso } from '../time.ts';
import type { Assembler, Fields, Line, ParseContext, Parser } from '../types.ts';
import { assembleXml, looksLikeXml, xmlRecord } from './mysql-audit-xml.ts';

/**
 * MySQL Enterprise Audit and Percona's filters in JSON (a growing array with commas after the objects, or an
 * object a line) and in XML, new and old style.
 */
export const mysqlAudit: Parser = {
  name: 'mysql-audit',
  title: { zh: 'MySQL 审计（JSON、XML）', en: 'MySQL audit (JSON, XML)' },
  class: 'database',
  assemble: assembleAudit,
  parse: parseAudit,
};

function parseAudit({ text, body, json: object }: Line, context: ParseContext): Fields | undefined {
  const record = object ? undefined : xmlRecord(body);
  if (record) return recordFields(record, context);
  const json = object ?? elementOf(text);
  if (!json) return undefined;
  if (isFields(json.audit_record)) return recordFields(json.audit_record, context);
  if (typeof json.class !== 'string' || typeof json.event !== 'string' || json.timestamp === undefined)
    return undefined;
  return classFields(json, context);
}

/** An element of the array as a file holds it: a bracket or comma before, a comma or bracket after. */
function elementOf(text: string): Fields | undefined {
  const first = text.charCodeAt(0);
  if (first !== 123 && first !== 91 && first !== 44 && first > 32) return undefined;
  let from = 0;
  let end = text.length;
  while (from < end && ' \t\n\r[,'.includes(text[from]!)) from++;
  while (end > from && ' \t\n\r],'.includes(text[end - 1]!)) end--;
  return text.charCodeAt(from) === 123 && text.charCodeAt(end - 1) === 125
    ? jsonObject(text.slice(from, end))
    : undefined;
}

const failures = new Set(['FAILED', 'failed']);

/** Audit Log File Formats, "JSON Audit Log File Format" of the MySQL manual. Its times are UTC. */
function classFields(json: Fields, context: ParseContext): Fields {
  const kind = String(json.class);
  const event = String(json.event);
  const data = json[`${kind}_data`];
  const status = count(at(data, 'status'));
  const statement = said(at(data, 'query'));
  const command = said(at(data, 'sql_command')) ?? said(at(data, 'command'));
  const table = said(at(data, 'table'));
  const database = said(at(data, 'db'));
  const user = said(at(json, 'account', 'user')) ?? said(at(json, 'login', 'user'));
  return mysqlFields({
    time: timeOf(json.timestamp, context),
    kind,
    event,
    status,
    command,
    statement,
    database,
    tables: table === undefined ? undefined : [nameOf(database, table)],
    user,
    address: said(at(json, 'login', 'ip')) ?? said(at(json, 'account', 'host')),
    connection: count(json.connection_id),
    record: json,
  });
}

function nameOf(database: string | undefined, table: string): string {
  return (database === undefined ? table : `${database}.${table}`).toLowerCase();
}

/** The older shape of Percona's plug-in, of MySQL's `audit_record`, and of both in XML. */
function recordFields(record: Fields, context: ParseContext): Fields {
  const name = said(record.name) ?? '';
  const account = /^([^[@]{0,100})\[/.exec(said(record.user) ?? '')?.[1] ?? said(record.user);
  const connects = name === 'Connect' || name === 'Quit' || name === 'Change user';
  const access = /^Table(Read|Insert|Update|Delete)$/.exec(name)?.[1]?.toLowerCase();
  const database = said(record.db);
  const table = said(record.table);
  return mysqlFields({
    time: timeOf(record.timestamp, context),
    kind: connects
      ? 'connection'
      : name === 'Audit' || name === 'NoAudit'
        ? 'audit'
        : access === undefined
          ? 'general'
          : 'table_access',
    event: access ?? (name === 'Quit' ? 'disconnect' : connects ? 'connect' : name.toLowerCase()),
    tables: table === undefined ? undefined : [nameOf(database, table)],
    status: count(record.status),
    command: said(record.command_class),
    statement: said(record.sqltext),
    database,
    user: account?.trim() || said(record.priv_user),
    address: said(record.ip) ?? said(record.host) ?? hostIn(said(record.user)),
    connection: count(record.connection_id),
    record,
  });
}

/** `app[app] @ web1 [10.0.0.4]`: the address, else the name. */
function hostIn(user: string | undefined): string | undefined {
  const match = /\] @ ([^ [\]]{0,255}) ?\[([^\]]{0,60})\]$/.exec(user?.slice(0, 600) ?? '');
  return said(match?.[2]) ?? said(match?.[1]);
}

type Said = {
  time: number | null;
  kind: string;
  event: string;
  status?: number;
  command?: string;
  statement?: string;
  database?: string;
  tables?: string[];
  user?: string;
  address?: string;
  connection?: number;
  record: Fields;
};

function mysqlFields(said: Said): Fields {
  const { kind, event, status, command, statement, database, user } = said;
  const failed = (status !== undefined && status !== 0) || failures.has(event);
  return compact({
    '@timestamp': iso(said.time),
    event: compact({
      kind: 'event',
      ...kindOf(kind, event),
      action: `mysql-${kind === 'connection' ? event : (command ?? event)}`
        .toLowerCase()
        .replaceAll(/[\s_]+/g, '-'),
      outcome: status === undefined ? 'unknown' : failed ? 'failure' : 'success',
      code: failed && status !== undefined ? String(status) : undefined,
      dataset: 'mysql.audit',
      module: 'mysql',
    }),
    message: statement ?? `${kind} ${event}`,
    user: some({ name: user }),
    source: side(said.address),
    error: failed && status !== undefined ? { code: String(status) } : undefined,
    db: compact({ system: 'mysql', name: database, user, statement, tables: said.tables }),
    mysql: { audit: compact({ connection_id: said.connection, record: said.record }) },
  });
}

function kindOf(kind: string, event: string): Fields {
  if (kind === 'connection') {
    return event === 'disconnect'
      ? { category: ['session', 'database'], type: ['end'] }
      : { category: ['authentication', 'session', 'database'], type: ['start'] };
  }
  if (kind === 'audit') return { category: ['configuration', 'database'], type: ['change'] };
  if (kind === 'table_access')
    return { category: ['database'], type: [event === 'read' ? 'access' : 'change'] };
  return { category: ['database'], type: ['info'] };
}

function timeOf(value: Fields[string] | undefined, context: ParseContext): number | null {
  const text = said(value);
  const read = text === undefined ? undefined : readIso(text, 0, 'UTC');
  return read?.time ?? (text === undefined ? null : (readIso(text, 0, context.timeZone)?.time ?? null));
}

/** Either shape, by the first line of a record. */
function assembleAudit(): Assembler {
  const xml = assembleXml();
  const json = assembleJson();
  return {
    push: (line) => (xml.held() > 0 || (json.held() === 0 && looksLikeXml(line)) ? xml : json).push(line),
    flush: () => [...xml.flush(), ...json.flush()],
    held: () => xml.held() + json.held(),
  };
}

/** What a line within an object can begin with: strings of JSON hold no line ends. */
const goesOn = /^\s*(?:$|["{}[\],:]|(?:-?\d[\d.eE+-]*|true|false|null)[\s,\]}]*$)/;

const onlyFraming = /^[\s[\],]*$/;

/**
 * JSON objects that may run over lines, one a record. A line that is nothing but brackets, commas and
 * blanks frames an array: it says nothing and is no record.
 */
export function assembleJson(): Assembler {
  let depth = 0;
  let quoted = false;
  const joined = untilComplete({
    // An object that was cut off must not swallow what comes after it.
    begins: (line) => line.startsWith('{"') || !goesOn.test(line.slice(0, 200)),
    complete(line, first) {
      if (first) {
        depth = 0;
        quoted = false;
      }
      for (let i = 0; i < line.length; i++) {
        const code = line.charCodeAt(i);
        if (quoted) {
          if (code === 92) i++;
          else if (code === 34) quoted = false;
        } else if (code === 34) quoted = true;
        else if (code === 123) depth++;
        else if (code === 125) depth--;
      }
      return depth <= 0;
    },
  });
  return {
    ...joined,
    push: (line) =>
      joined.held() === 0 && line.length <= 200 && onlyFraming.test(line) ? [] : joined.push(line),
  };
}
