import { said } from '../fields.ts';
import { readIso } from '../time.ts';
import type { Line, ParseContext, Parser } from '../types.ts';
import { entryFields } from './entry.ts';

/** PostgreSQL 15 and later, `log_destination = jsonlog` (manual §19.8.5). */
export const postgresJson: Parser = {
  name: 'postgresql-json',
  title: { zh: 'PostgreSQL JSON 日志（含 pgaudit）', en: 'PostgreSQL jsonlog (with pgaudit)' },
  class: 'database',
  parse({ json }: Line, context: ParseContext) {
    if (!json || typeof json.error_severity !== 'string' || typeof json.message !== 'string')
      return undefined;
    if (json.backend_type === undefined && json.session_id === undefined) return undefined;
    const file = said(json.file_name);
    return entryFields({
      time:
        typeof json.timestamp === 'string' ? readIso(json.timestamp, 0, context.timeZone)?.time : undefined,
      user: said(json.user),
      database: said(json.dbname),
      pid: said(json.pid),
      remoteHost: said(json.remote_host),
      remotePort: said(json.remote_port),
      session: said(json.session_id),
      sessionLine: said(json.line_num),
      commandTag: said(json.ps),
      virtualTransaction: said(json.vxid),
      transaction: said(json.txid),
      severity: json.error_severity,
      sqlState: said(json.state_code),
      message: json.message,
      detail: said(json.detail),
      hint: said(json.hint),
      query: said(json.internal_query),
      context: said(json.context),
      statement: said(json.statement),
      location: file && `${said(json.func_name) ?? ''}, ${file}:${said(json.file_line_num) ?? ''}`,
      application: said(json.application_name),
      backend: said(json.backend_type),
      queryId: said(json.query_id) === '0' ? undefined : said(json.query_id),
    });
  },
};
