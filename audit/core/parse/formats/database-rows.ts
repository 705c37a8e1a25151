import { compact, firstSaid, said, side, some } from '../fields.ts';
import { anyTime } from '../line.ts';
import { iso } from '../time.ts';
import type { Fields, Line, ParseContext, Parser } from '../types.ts';

/** Rows of the audit tables that openGauss, KingbaseES and Dameng keep, as JSON objects. */
export const databaseRows: Parser = {
  name: 'database-rows',
  title: {
    zh: '国产数据库审计表（openGauss、金仓、达梦）',
    en: 'Audit tables of openGauss, KingbaseES, Dameng',
  },
  class: 'database',
  parse: parseRow,
};

type Row = {
  readonly system: string;
  readonly time: Fields[string] | undefined;
  readonly user?: string;
  readonly database?: string;
  readonly address?: string;
  readonly port?: Fields[string];
  readonly action?: string;
  readonly failed?: boolean;
  readonly statement?: string;
  readonly table?: string;
  readonly program?: string;
};

function parseRow({ json }: Line, context: ParseContext): Fields | undefined {
  const row = json && (openGauss(json) ?? kingbase(json) ?? dameng(json));
  if (!json || !row) return undefined;
  const action = row.action?.toLowerCase().replaceAll(/[\s_]+/g, '-');
  return compact({
    '@timestamp': iso(anyTime(row.time, context)),
    event: compact({
      kind: 'event',
      ...kindOf(action ?? ''),
      action,
      outcome: row.failed === undefined ? 'unknown' : row.failed ? 'failure' : 'success',
      dataset: `${row.system}.audit`,
      module: row.system,
    }),
    message: row.statement ?? [row.action, row.table].filter(Boolean).join(' '),
    user: some({ name: row.user }),
    source: side(row.address, row.port),
    process: some({ name: row.program }),
    db: compact({
      system: row.system,
      name: row.database,
      user: row.user,
      statement: row.statement,
      tables: row.table === undefined ? undefined : [row.table.toLowerCase()],
    }),
    [row.system]: { audit: json },
  });
}

/** `pg_query_audit` (openGauss, Database Audit). The type says what an object is: `ddl_table`, `dml_action`. */
function openGauss(json: Fields): Row | undefined {
  if (json.client_conninfo === undefined || json.detail_info === undefined || json.type === undefined)
    return undefined;
  const type = said(json.type) ?? '';
  const [program, address] = (said(json.client_conninfo) ?? '').split('@', 2);
  const object = said(json.object_name);
  const isStatement = /^(?:ddl|dml|grant|revoke|set|copy|lock|sql)/.test(type);
  return {
    system: 'opengauss',
    time: json.time,
    user: said(json.username),
    database: said(json.database),
    address: address === '[local]' ? undefined : address,
    port: json.remote_port,
    action: type,
    failed: verdict(said(json.result)),
    statement: isStatement ? statementOf(said(json.detail_info)) : undefined,
    table: type === 'ddl_table' || type === 'dml_action' || type === 'dml_action_select' ? object : undefined,
    program: program || undefined,
  };
}

/** KingbaseES, plug-in sysaudit. */
function kingbase(json: Fields): Row | undefined {
  if (json.opr_type === undefined || json.rule_type === undefined) return undefined;
  return {
    system: 'kingbase',
    time: json.audit_time ?? json.optime,
    user: firstSaid(json.username, json.user_name),
    database: firstSaid(json.db_name, json.database),
    address: said(json.remote_addr),
    port: json.remote_port,
    action: said(json.opr_type),
    failed: verdict(said(json.result)),
    statement: statementOf(firstSaid(json.sql_text, json.opr_sql, json.sqltext, json.sql, json.statement)),
    table: firstSaid(json.object_name, json.obj_name),
    program: said(json.aud_client),
  };
}

/** Dameng, `V$AUDITRECORDS` (DM8 security manual, audit). */
function dameng(json: Fields): Row | undefined {
  const row = json.OPTIME !== undefined ? json : lowerToUpper(json);
  if (row?.SUCC_FLAG === undefined || row.OPERATION === undefined) return undefined;
  const [schema, object] = [said(row.SCHNAME), said(row.OBJNAME)];
  return {
    system: 'dameng',
    time: row.OPTIME,
    user: said(row.USERNAME),
    address: said(row.IP),
    action: said(row.OPERATION),
    failed: row.SUCC_FLAG === 'Y' ? false : row.SUCC_FLAG === 'N' ? true : undefined,
    statement: statementOf(said(row.SQL_TEXT)),
    table: object === undefined ? undefined : schema === undefined ? object : `${schema}.${object}`,
  };
}

function lowerToUpper(json: Fields): Fields | undefined {
  if (json.optime === undefined || json.succ_flag === undefined) return undefined;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key.toUpperCase(), value]));
}

function verdict(result: string | undefined): boolean | undefined {
  if (result === undefined) return undefined;
  if (/^(?:ok|success|successful|succeeded|成功|1|t|true)$/i.test(result)) return false;
  return /^(?:fail|failed|failure|error|失败|0|f|false)$/i.test(result) ? true : undefined;
}

/** A detail that is a statement begins with one of its verbs. */
function statementOf(text: string | undefined): string | undefined {
  const verb =
    /^\s*(?:\/\*|--|select|insert|update|delete|merge|with|create|alter|drop|truncate|grant|revoke|copy|set|call|exec|begin|do|explain|lock|show)\b/i;
  return text !== undefined && (verb.test(text.slice(0, 60)) || text.startsWith('/*')) ? text : undefined;
}

function kindOf(action: string): { category: string[]; type: string[] } {
  if (/log-?in|login|connect|登录/.test(action))
    return { category: ['authentication', 'session', 'database'], type: ['start'] };
  if (/log-?out|disconnect|退出|注销/.test(action))
    return { category: ['session', 'database'], type: ['end'] };
  if (/grant|revoke|role|user|授权/.test(action)) return { category: ['database', 'iam'], type: ['change'] };
  if (/^(?:ddl|create|alter|drop|truncate)/.test(action)) return { category: ['database'], type: ['change'] };
  return { category: ['database'], type: ['info'] };
}
