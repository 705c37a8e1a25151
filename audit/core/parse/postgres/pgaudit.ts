import { csvValues } from '../csv.ts';
import { compact, count } from '../fields.ts';
import type { Fields } from '../types.ts';

/** What a message of PostgreSQL says beyond the entry around it. */
export type MessageFields = {
  readonly event?: Fields;
  readonly user?: string;
  readonly database?: string;
  readonly application?: string;
  readonly source?: Fields;
  readonly statement?: string;
  readonly operation?: string;
  readonly class?: string;
  readonly tables?: string[];
  readonly rows?: number;
};

const mark = 'AUDIT: ';
/** Of the nine values the last may be lost where a transport cut the line within the statement. */
const fewest = 8;
const absent = new Set(['', '<none>', '<not logged>', '<previously logged>']);
const relations = new Set([
  'TABLE',
  'VIEW',
  'MATERIALIZED VIEW',
  'FOREIGN TABLE',
  'PARTITIONED TABLE',
  'TOAST TABLE',
]);

/**
 * Payload of pgaudit: `AUDIT: type,statement,substatement,class,command,object type,object name,statement,
 * parameter[,rows]`, a CSV record (pgaudit README, "Format"). A vendor that puts the session in front of the
 * class (pid, start, application, user, database, host) is read as well.
 * @returns undefined when the message is none of pgaudit
 */
export function auditFields(message: string): (MessageFields & { audit: Fields }) | undefined {
  if (!message.startsWith(mark)) return undefined;
  const values = csvValues(message, mark.length, 32);
  const [kind, statementId, substatementId] = values;
  if ((kind !== 'SESSION' && kind !== 'OBJECT') || values.length < fewest) return undefined;
  const shift = values.length >= 15 ? 6 : 0;
  const [klass, command, objectType, objectName, statement, parameter, rows] = values.slice(3 + shift);
  const named = said(objectName);
  return {
    event: eventOf(klass ?? '', command ?? '', count(rows)),
    class: said(klass),
    operation: said(command)?.split(' ', 1)[0],
    statement: said(statement),
    rows: count(rows),
    tables: named !== undefined && relations.has(objectType ?? '') ? [plainName(named)] : undefined,
    ...(shift > 0 ? { user: said(values[6]), database: said(values[7]) } : {}),
    audit: compact({
      type: kind,
      statement_id: count(statementId),
      substatement_id: count(substatementId),
      class: said(klass),
      command: said(command),
      object_type: said(objectType),
      object_name: named,
      parameter: said(parameter),
      rows: count(rows),
    }),
  };
}

function said(value: string | undefined): string | undefined {
  return value === undefined || absent.has(value) ? undefined : value;
}

/** `"Public"."T"` as `public.t`: tables are compared in lower case. */
function plainName(name: string): string {
  return name.replaceAll('"', '').toLowerCase();
}

/** pgaudit writes before the statement ends; only a count of rows says that it did. */
function eventOf(klass: string, command: string, rows: number | undefined): Fields {
  return {
    category: klass === 'ROLE' ? ['database', 'iam'] : ['database'],
    type: types(klass, command),
    action: command.toLowerCase().replaceAll(' ', '-'),
    outcome: rows === undefined ? 'unknown' : 'success',
  };
}

function types(klass: string, command: string): string[] {
  if (klass === 'READ') return ['access'];
  if (klass === 'WRITE') return ['change'];
  if (klass === 'ROLE' || klass === 'DDL') {
    if (command.startsWith('CREATE')) return ['creation'];
    return command.startsWith('DROP') ? ['deletion'] : ['change'];
  }
  return ['info'];
}
