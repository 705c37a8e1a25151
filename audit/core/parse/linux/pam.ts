import { compact, side, some } from '../fields.ts';
import type { Fields, Line, Parser } from '../types.ts';

/** PAM modules, as any program that uses them writes: `pam_unix(sshd:session): …`. */
export const pam: Parser = {
  name: 'pam',
  title: { zh: 'PAM 认证', en: 'PAM authentication' },
  class: 'operations',
  generic: true,
  parse(line) {
    const fields = pamFields(line);
    if (fields) Object.assign(fields.event as Fields, { dataset: 'system.auth', module: 'pam' });
    return fields;
  },
};

/**
 * What a PAM module says in a line of any program. Old daemons name the module in the tag instead,
 * `sshd(pam_unix)[123]: session opened …`.
 */
export function pamFields(line: Line): Fields | undefined {
  const head = moduleOf(line);
  if (!head) return undefined;
  const { module, service, phase, message } = head;
  const fields =
    sessionFields(message) ?? failureFields(message) ?? changeFields(message) ?? otherFields(message);
  fields.pam = compact({ module, service, phase });
  return fields;
}

type Head = { module: string; service?: string; phase?: string; message: string };

function moduleOf({ body, program, module }: Line): Head | undefined {
  if (module.startsWith('pam_')) return { module, service: program, message: body };
  if (!body.startsWith('pam_')) {
    const more = /^PAM (\d{1,4}) more authentication failures?; /.exec(body);
    return more
      ? { module: 'pam', service: program, message: `authentication failure; ${body.slice(more[0].length)}` }
      : undefined;
  }
  const match = /^(pam_\w{1,40})\(([^:)]{0,60}):([^)]{0,40})\): /.exec(body);
  if (!match) return undefined;
  return { module: match[1]!, service: match[2]!, phase: match[3]!, message: body.slice(match[0].length) };
}

const opened = /^session (opened|closed) for user ([^ (]+)(?:\(uid=(\d+)\))?(?: by ([^ (]*)\(uid=(\d+)\))?/;

function sessionFields(message: string): Fields | undefined {
  const match = opened.exec(message);
  if (!match) return undefined;
  const [, act, user, id, by, byId] = match;
  return compact({
    event: {
      kind: 'event',
      category: ['session'],
      type: [act === 'opened' ? 'start' : 'end'],
      action: act === 'opened' ? 'session_opened' : 'session_closed',
      outcome: 'success',
    },
    user: compact({ name: user, id }),
    ...(byId === undefined ? {} : { client: { user: compact({ name: by || undefined, id: byId }) } }),
  });
}

function failureFields(message: string): Fields | undefined {
  const more = /^\d{1,4} more authentication failures?; /.exec(message);
  const failed = more !== null || message.startsWith('authentication failure; ');
  if (
    !failed &&
    !message.startsWith('check pass; user unknown') &&
    !/^(?:bad username|auth could not identify password)/.test(message)
  )
    return undefined;
  const pairs = failed ? pairsOf(message.slice(more ? more[0].length : 24)) : {};
  const user = pairs.user ?? /^bad username \[(.*)\]$/.exec(message)?.[1];
  return compact({
    event: {
      kind: 'event',
      category: ['authentication'],
      type: ['start'],
      action: 'authentication',
      outcome: 'failure',
      ...(failed ? {} : { reason: 'user unknown' }),
    },
    user: some({ name: user || undefined }),
    source: side(pairs.rhost || undefined),
    client: some({ user: some({ name: pairs.ruser || pairs.logname || undefined, id: pairs.uid }) }),
    process: some({ tty: some({ name: pairs.tty || undefined }) }),
  });
}

/** `logname= uid=0 euid=0 tty=ssh ruser= rhost=1.2.3.4  user=root` */
function pairsOf(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const word of text.split(' ', 40)) {
    const equals = word.indexOf('=');
    if (equals > 0 && equals < 20) pairs[word.slice(0, equals)] = word.slice(equals + 1);
  }
  return pairs;
}

function changeFields(message: string): Fields | undefined {
  const match = /^password changed for ([^ ]+)/.exec(message);
  if (!match) return undefined;
  return {
    event: {
      kind: 'event',
      category: ['iam'],
      type: ['user', 'change'],
      action: 'password_changed',
      outcome: 'success',
    },
    user: { name: match[1]! },
  };
}

function otherFields(message: string): Fields {
  const granted = /^access (?:granted|allowed)\b/.test(message);
  const locked =
    /^(?:Consecutive login failures for user|user) ([^ ]+) (?:account temporarily locked|\()/.exec(message);
  const user = /(?:by user|for user|for) "?([^" ]+)"?/.exec(message.slice(0, 300))?.[1] ?? locked?.[1];
  const event: Fields = { kind: 'event', category: ['authentication'], type: ['info'] };
  if (granted) event.outcome = 'success';
  if (/not met|denied|failed|error|locked/i.test(message.slice(0, 300))) event.outcome = 'failure';
  return compact({ event, user: some({ name: user }) });
}
