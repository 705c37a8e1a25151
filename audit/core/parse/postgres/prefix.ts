import { ip } from '../fields.ts';
import { readIso, type Zone } from '../time.ts';
import type { PgEntry } from './entry.ts';

/**
 * What a `log_line_prefix` tells, whichever was chosen: a leading time (%m, %t, %n), `[pid]`, `user@db`,
 * `name=value` pairs, `host(port)`, a session id. The parts are told apart by their form.
 */
export function readPrefix(
  prefix: string,
  zone: Zone | undefined,
): Partial<PgEntry> & { recognised: boolean } {
  const entry: Partial<PgEntry> & { recognised: boolean } = { recognised: false };
  const time = timeIn(prefix, zone);
  let rest = prefix;
  if (time) {
    entry.time = time.time;
    entry.recognised = true;
    rest = prefix.slice(time.end);
    const cloud = colons.exec(rest);
    if (cloud) {
      const [, remote, user, database, pid] = cloud;
      if (remote !== '') readWord(remote!, entry);
      entry.user = unknownAsNone(user!);
      entry.database = unknownAsNone(database!);
      entry.pid = pid!;
      return entry;
    }
  }
  for (const word of rest.split(/[\s,;|]+/)) if (word !== '') readWord(word.replace(/:$/, ''), entry);
  return entry;
}

/** `:%r:%u@%d:[%p]:` behind the time, as RDS and its like have it. */
const colons = /^:(.{0,120}):([^:]{0,100})@([^:]{0,100}):\[(\d{1,10})\]/;

/** At the beginning, or behind what a container or `< %m >` puts in front. */
function timeIn(prefix: string, zone: Zone | undefined): ReturnType<typeof readIso> {
  const first = readIso(prefix, 0, zone);
  if (first) return first;
  const at = /\d{4}-\d\d-\d\d \d\d:/.exec(prefix.slice(0, 120))?.index;
  return at === undefined ? undefined : readIso(prefix, at, zone);
}

function readWord(word: string, entry: Partial<PgEntry> & { recognised: boolean }): void {
  const equals = word.indexOf('=');
  if (equals > 0) {
    readPair(
      word.slice(0, equals).replace(/^[[(]/, '').toLowerCase(),
      word.slice(equals + 1).replace(/[\])]$/, ''),
      entry,
    );
    return;
  }
  const bracket = /^\[(\d{1,10})\](?::?\[?(\d{1,10})(?:-\d{1,10})?\]?)?$/.exec(word);
  if (bracket) {
    entry.pid = bracket[1]!;
    if (bracket[2]) entry.sessionLine = bracket[2];
    entry.recognised = true;
    return;
  }
  // `[%p %l %c]`: the first of a group in brackets.
  const opened = /^\[(\d{1,10})$/.exec(word);
  if (opened) {
    entry.pid ??= opened[1]!;
    entry.recognised = true;
    return;
  }
  const number = /^\[(\d{1,10})-\d{1,10}\]$/.exec(word);
  if (number) entry.sessionLine = number[1]!;
  const epoch = /^(\d{10})\.(\d{3})$/.exec(word);
  if (epoch && entry.time === undefined) {
    entry.time = Number(epoch[1]) * 1000 + Number(epoch[2]);
    entry.recognised = true;
    return;
  }
  const session = /^([0-9a-f]{8}\.[0-9a-f]{1,8})\]?$/.exec(word);
  if (session) {
    entry.session = session[1]!;
    entry.recognised = true;
    return;
  }
  const host = /^\[?([0-9A-Za-z.:-]{2,100})\((\d{1,5})\)$/.exec(word);
  if (host) {
    entry.remoteHost = host[1]!;
    entry.remotePort = host[2]!;
    return;
  }
  if (word === '[local]') entry.remoteHost = word;
  else if (ip(word)) entry.remoteHost = word;
  else readAccount(word, entry);
}

function readAccount(word: string, entry: Partial<PgEntry>): void {
  const sign = word.lastIndexOf('@');
  if (sign <= 0 || sign === word.length - 1) return;
  const user = withoutBrackets(word.slice(0, sign));
  const database = withoutBrackets(word.slice(sign + 1));
  if (user !== 'unknown') entry.user ??= unknownAsNone(user);
  entry.database ??= unknownAsNone(database);
}

function withoutBrackets(text: string): string {
  return text.slice(text.startsWith('[') ? 1 : 0, text.endsWith(']') ? -1 : undefined);
}

function unknownAsNone(value: string): string | undefined {
  return value === '' || value === '[unknown]' || value === 'unknown' ? undefined : value;
}

function readPair(name: string, value: string, entry: Partial<PgEntry> & { recognised: boolean }): void {
  const text = unknownAsNone(value);
  if (name === 'user' || name === 'u' || name === 'usr') entry.user = text;
  else if (name === 'db' || name === 'd' || name === 'database') entry.database = text;
  else if (name === 'app' || name === 'a' || name === 'application_name' || name === 'application')
    entry.application = text;
  else if (name === 'pid' || name === 'p') entry.pid = value;
  else if (name === 'session') entry.session = text;
  else if (name === 'client' || name === 'host' || name === 'h' || name === 'r' || name === 'remote') {
    const host = /^(.{1,100})\((\d{1,5})\)$/.exec(value);
    entry.remoteHost = host ? host[1]! : text;
    if (host) entry.remotePort = host[2]!;
  } else return;
  entry.recognised = true;
}
