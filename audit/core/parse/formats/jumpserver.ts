import { at, compact, firstSaid, said, side, some } from '../fields.ts';
import { jsonObject } from '../json.ts';
import { anyTime } from '../line.ts';
import { iso } from '../time.ts';
import type { Fields, Line, ParseContext, Parser } from '../types.ts';

/** JumpServer's syslog: `jumpserver: <category> - {json}`. */
export const jumpserver: Parser = {
  name: 'jumpserver',
  title: { zh: 'JumpServer 堡垒机', en: 'JumpServer bastion' },
  class: 'operations',
  parse: parseEvent,
};

const head =
  /^(?:.{0,100}?\b)?((?:login|operation|operate|ftp|password_change|host_session|session_command|command|session|job)_?(?:log)?) - (?=\{)/;

function parseEvent({ body, program, text }: Line, context: ParseContext): Fields | undefined {
  if (program !== 'jumpserver' && !text.slice(0, 300).includes('jumpserver')) return undefined;
  const match = head.exec(body.slice(0, 300));
  const data = match ? jsonObject(body.slice(match[0].length)) : undefined;
  if (!match || !data) return undefined;
  const category = match[1]!;
  const time = anyTime(
    dateOf(data.datetime ?? data.timestamp ?? data.date_start ?? data.date_created),
    context,
  );
  return compact({
    '@timestamp': iso(time),
    ...meaningOf(category, data),
    source: side(firstSaid(data.ip, data.remote_addr)),
    jumpserver: { category, data },
  });
}

/** `2026/11/22 16:20:31 +0800` is read as well. */
function dateOf(value: Fields[string] | undefined): Fields[string] | undefined {
  return typeof value === 'string' ? value.replaceAll('/', '-') : value;
}

/** A choice is written as its value or as `{value, label}`. */
function choice(value: Fields[string] | undefined): string | undefined {
  return said(at(value, 'value')) ?? said(value);
}

/** `张三(zhangsan)`: the account in the brackets is who it was. */
function account(value: Fields[string] | undefined): Fields | undefined {
  const text = choice(value);
  const match = text === undefined ? undefined : /^(.{1,200})\(([^()]{1,200})\)$/.exec(text);
  return match ? { full_name: match[1]!, name: match[2]! } : some({ name: text });
}

/** `web1(10.0.0.8)`: the server that was reached. */
function asset(value: Fields[string] | undefined): Fields | undefined {
  const text = choice(value);
  const match = text === undefined ? undefined : /^(.{1,200})\(([^()]{1,200})\)$/.exec(text);
  return match ? compact({ ...side(match[2]), domain: match[1] }) : side(text);
}

function meaningOf(category: string, data: Fields): Fields {
  const user = account(data.username ?? data.user);
  const base = (event: Fields, extra: Fields = {}): Fields =>
    compact({
      event: { kind: 'event', dataset: 'jumpserver.audit', module: 'jumpserver', ...event },
      user,
      ...extra,
    });
  if (category.startsWith('login')) {
    const status = at(data.status, 'value') ?? data.status;
    const failed = status === false || status === 0 || status === '0' || status === 'false';
    return base(
      compact({
        category: ['authentication'],
        type: ['start'],
        action: 'bastion-login',
        outcome: failed ? 'failure' : 'success',
        reason: firstSaid(data.reason_display, data.reason),
      }),
      compact({ user_agent: some({ original: said(data.user_agent) }) }),
    );
  }
  if (category.startsWith('session_command') || category.startsWith('command')) {
    const level = said(at(data.risk_level, 'value')) ?? said(data.risk_level);
    return base(
      compact({
        category: ['process'],
        type: ['start'],
        action: 'bastion-command',
        risk_score: level === undefined ? undefined : Number(level) || 0,
      }),
      compact({
        process: some({ command_line: said(data.input) }),
        destination: asset(data.asset),
        message: said(data.input),
      }),
    );
  }
  if (category.startsWith('ftp')) {
    const failed = data.is_success === false;
    return base(
      compact({
        category: ['file'],
        type: ['access'],
        action: `bastion-file-${choice(data.operate)?.toLowerCase() ?? 'transfer'}`,
        outcome: failed ? 'failure' : 'success',
      }),
      compact({ file: some({ path: said(data.filename) }), destination: asset(data.asset) }),
    );
  }
  if (category.startsWith('password_change')) {
    return base(
      { category: ['iam'], type: ['user', 'change'], action: 'password-changed', outcome: 'success' },
      compact({ user: compact({ ...account(data.change_by), target: user }) }),
    );
  }
  if (category.startsWith('host_session') || category.startsWith('session')) {
    const ended = data.is_finished === true;
    return base(
      {
        category: ['session'],
        type: [ended ? 'end' : 'start'],
        action: ended ? 'bastion-session-ended' : 'bastion-session-started',
      },
      compact({ destination: asset(data.asset) }),
    );
  }
  const act = choice(data.action) ?? 'change';
  return base({
    category: ['configuration'],
    type: [
      act === 'create' ? 'creation' : act === 'delete' ? 'deletion' : act === 'view' ? 'access' : 'change',
    ],
    action: `bastion-${act}`,
  });
}
