import { compact, side, some } from '../fields.ts';
import type { Fields, Parser } from '../types.ts';
import { pamFields } from './pam.ts';

/** OpenSSH server. */
export const sshd: Parser = {
  name: 'sshd',
  title: { zh: 'SSH 登录（sshd）', en: 'SSH sign-in (sshd)' },
  class: 'operations',
  parse(line) {
    if (!programs.has(line.program)) return undefined;
    const fields = pamFields(line) ?? messageFields(line.body);
    return fields && withDataset(fields);
  },
};

/** Since OpenSSH 9.8 each session is its own program. */
const programs = new Set(['sshd', 'sshd-session', 'sshd-auth']);

function withDataset(fields: Fields): Fields {
  Object.assign(fields.event as Fields, { dataset: 'system.auth', module: 'sshd' });
  return fields;
}

type Pattern = {
  /** Every message of this kind begins so: a cheap look before the pattern is tried. */
  readonly start: string;
  readonly pattern: RegExp;
  readonly event: Fields;
};

const signIn = ['authentication', 'session'];
const address = '(?<ip>[^ \\[]{1,255})';
/** With a user there is always a port; without one, old versions write neither. */
const userOrNot = `(?:(?:(?<invalid>invalid user)|authenticating user) (?<user>.*) (?<ip>[^ \\[]{1,255}) port (?<port>\\d{1,5})|(?<ip>[^ \\[]{1,255})(?: port (?<port>\\d{1,5}))?)`;
const port = '(?: port (?<port>\\d{1,5}))?';

const refused: Fields = { category: ['network'], type: ['connection', 'denied'], action: 'ssh_refused' };

/** Talks that ended before anybody was named: scanners, and clients that are too old. */
const beforeSignIn: readonly Pattern[] = [
  ['Unable to negotiate with ', `(?<ip>[^ ]{1,255}?)${port}: (?<reason>no matching [^.]{1,60} found)`],
  ['Bad protocol version identification ', `'.*' from ${address}${port}$`],
  ['banner exchange: Connection from ', `${address}${port}: (?<reason>.{1,200})$`],
  ['ssh_dispatch_run_fatal: Connection from ', `${address}${port}: (?<reason>.{1,200})$`],
  ['refused connect from ', `(?:[^ ]{1,255} \\()?(?<ip>[^ ()]{1,60})\\)?$`],
  [
    'Timeout before authentication for ',
    `(?:connection from )?(?<ip>[^ ,]{1,60})(?: to [^ ,]{1,60})?${port}`,
  ],
].map(([start, rest]) => ({
  start: start!,
  pattern: new RegExp(`^${start}${rest!.replace(/\$$/, '(?: \\[preauth\\])?$')}`),
  event: refused,
}));

const patterns: readonly Pattern[] = [
  {
    start: 'Accepted ',
    pattern: new RegExp(
      `^Accepted (?<method>[^ ]+) for (?<user>.*) from ${address} port (?<port>\\d+)(?: ssh2?)?(?:: (?<key>.*))?$`,
    ),
    event: { category: signIn, type: ['start'], action: 'ssh_login', outcome: 'success' },
  },
  {
    start: 'Failed ',
    pattern: new RegExp(
      `^Failed (?<method>[^ ]+) for (?<invalid>invalid user )?(?<user>.*) from ${address} port (?<port>\\d+)(?: ssh2?)?(?:: (?<key>.*))?$`,
    ),
    event: { category: ['authentication'], type: ['start'], action: 'ssh_login', outcome: 'failure' },
  },
  {
    start: 'Invalid user ',
    pattern: new RegExp(`^Invalid user (?<user>.*) from ${address}${port}$`),
    event: {
      category: ['authentication'],
      type: ['start'],
      action: 'ssh_login',
      outcome: 'failure',
      reason: 'invalid user',
    },
  },
  {
    start: 'Illegal user ',
    pattern: new RegExp(`^Illegal user (?<user>.*) from ${address}$`),
    event: {
      category: ['authentication'],
      type: ['start'],
      action: 'ssh_login',
      outcome: 'failure',
      reason: 'invalid user',
    },
  },
  {
    start: 'input_userauth_request: invalid user ',
    pattern: /^input_userauth_request: invalid user (?<user>.*?)(?: \[preauth\])?$/,
    event: {
      category: ['authentication'],
      type: ['start'],
      action: 'ssh_login',
      outcome: 'failure',
      reason: 'invalid user',
    },
  },
  {
    start: 'User ',
    pattern: new RegExp(`^User (?<user>.*) from ${address} not allowed because (?<reason>.*)$`),
    event: {
      category: ['authentication'],
      type: ['start', 'denied'],
      action: 'ssh_login',
      outcome: 'failure',
    },
  },
  {
    start: 'error: maximum authentication attempts exceeded',
    pattern: new RegExp(
      `^error: maximum authentication attempts exceeded for (?<invalid>invalid user )?(?<user>.*) from ${address} port (?<port>\\d+)`,
    ),
    event: {
      category: ['authentication'],
      type: ['start', 'denied'],
      action: 'ssh_login',
      outcome: 'failure',
      reason: 'too many attempts',
    },
  },
  {
    start: 'Disconnecting: Too many authentication failures',
    pattern: /^Disconnecting: Too many authentication failures(?: for (?<user>.*?))?(?: \[preauth\])?$/,
    event: {
      category: ['authentication'],
      type: ['end', 'denied'],
      action: 'ssh_login',
      outcome: 'failure',
      reason: 'too many attempts',
    },
  },
  {
    start: 'Connection closed by ',
    pattern: new RegExp(`^Connection closed by ${userOrNot}(?: \\[preauth\\])?$`),
    event: { category: ['network', 'session'], type: ['end'], action: 'ssh_disconnect' },
  },
  {
    start: 'Connection reset by ',
    pattern: new RegExp(`^Connection reset by ${userOrNot}(?: \\[preauth\\])?$`),
    event: { category: ['network', 'session'], type: ['end'], action: 'ssh_disconnect' },
  },
  {
    start: 'Connection from ',
    pattern: new RegExp(`^Connection from ${address} port (?<port>\\d+)`),
    event: { category: ['network'], type: ['connection', 'start'], action: 'ssh_connection' },
  },
  {
    start: 'Received disconnect from ',
    pattern: new RegExp(`^Received disconnect from ${address}(?: port (?<port>\\d+):|: )`),
    event: { category: ['network', 'session'], type: ['end'], action: 'ssh_disconnect' },
  },
  {
    start: 'error: Received disconnect from ',
    pattern: new RegExp(`^error: Received disconnect from ${address}(?: port (?<port>\\d+):|: )`),
    event: { category: ['network', 'session'], type: ['end'], action: 'ssh_disconnect' },
  },
  {
    start: 'Disconnected from ',
    pattern: new RegExp(
      `^Disconnected from (?:(?:(?<invalid>invalid user)|authenticating user|user) (?<user>.*) )?${address} port (?<port>\\d+)`,
    ),
    event: { category: ['network', 'session'], type: ['end'], action: 'ssh_disconnect' },
  },
  {
    start: 'Did not receive identification string from ',
    pattern: new RegExp(`^Did not receive identification string from ${address}${port}$`),
    event: { category: ['network'], type: ['connection', 'end'], action: 'ssh_scan' },
  },
  {
    start: 'reverse mapping checking getaddrinfo for ',
    pattern: /^reverse mapping checking getaddrinfo for (?<domain>[^ ]+) \[(?<ip>[^\]]{2,60})\] failed/,
    event: { category: ['network'], type: ['info'], action: 'ssh_reverse_mapping_failed' },
  },
  {
    start: 'Address ',
    pattern: /^Address (?<ip>[^ ]{2,60}) maps to (?<domain>[^ ,]+), but this does not map back/,
    event: { category: ['network'], type: ['info'], action: 'ssh_reverse_mapping_failed' },
  },
  {
    start: 'error: PAM: ',
    pattern: new RegExp(
      `^error: PAM: (?<reason>.{1,100}?) for (?:(?<invalid>illegal user) )?(?<user>.*) from ${address}$`,
    ),
    event: { category: ['authentication'], type: ['start'], action: 'ssh_login', outcome: 'failure' },
  },
  {
    start: 'Postponed ',
    pattern: new RegExp(
      `^Postponed (?<method>[^ ]+) for (?<invalid>invalid user )?(?<user>.*) from ${address} port (?<port>\\d+) ssh2?(?: \\[preauth\\])?$`,
    ),
    event: { category: ['authentication'], type: ['info'], action: 'ssh_login_postponed' },
  },
  {
    start: 'Starting session: ',
    pattern: new RegExp(
      `^Starting session: (?<method>.{1,200}?) for (?<user>.*) from ${address} port (?<port>\\d+)(?: id \\d+)?$`,
    ),
    event: { category: ['session'], type: ['start'], action: 'ssh_session_started' },
  },
  {
    start: 'Close session: ',
    pattern: new RegExp(`^Close session: user (?<user>.*) from ${address} port (?<port>\\d+)(?: id \\d+)?$`),
    event: { category: ['session'], type: ['end'], action: 'ssh_session_closed' },
  },
  ...beforeSignIn,
  {
    start: 'Server listening on ',
    pattern: /^Server listening on [^ ]+ port \d+/,
    event: { category: ['process'], type: ['start'], action: 'sshd_started' },
  },
  {
    start: 'subsystem request for ',
    pattern:
      /^subsystem request for (?<method>[^ ]+)(?: by user (?<user>.*?))?(?: failed, (?<reason>subsystem not found))?$/,
    event: { category: ['session'], type: ['info'], action: 'ssh_subsystem' },
  },
];

/** sshd cuts its own messages at 1,024 bytes; patterns need not look at more. */
const longestMessage = 4_096;

const repeated = /^message repeated (\d{1,9}) times: \[ (.*?)\]?$/;

/** What a message says; an sshd message of no known kind is an event all the same. */
function messageFields(body: string): Fields {
  if (body.length > longestMessage)
    return { event: { kind: 'event', category: ['process'], type: ['info'] } };
  const times = body.startsWith('message repeated ') ? repeated.exec(body) : null;
  const said = (times ? times[2]! : body).trimEnd();
  const message = said.startsWith('fatal: ') ? said.slice(7) : said;
  for (const { start, pattern, event } of patterns) {
    if (!message.startsWith(start)) continue;
    const groups = pattern.exec(message)?.groups;
    if (!groups) continue;
    return fieldsOf(groups, { ...event }, times ? Number(times[1]) : undefined);
  }
  return { event: { kind: 'event', category: ['process'], type: ['info'] } };
}

function fieldsOf(
  groups: Record<string, string | undefined>,
  event: Fields,
  times: number | undefined,
): Fields {
  const { user, ip, domain, method, key, reason, invalid } = groups;
  event.kind = 'event';
  if (reason !== undefined) event.reason = reason;
  else if (invalid !== undefined && event.outcome === 'failure') event.reason = 'invalid user';
  const source = side(ip, groups.port);
  if (source && domain) source.domain = domain;
  return compact({
    event,
    user: some({ name: user || undefined }),
    source,
    ssh: some({ method, key, repeated: times }),
  });
}
