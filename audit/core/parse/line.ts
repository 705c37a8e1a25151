import { parseSyslogHeader, type SyslogHeader } from '../syslog/header.ts';
import { namesOf } from '../syslog/priority.ts';
import { at, compact, count, firstSaid, isFields, merge, said, some } from './fields.ts';
import { jsonObject } from './json.ts';
import { readIso } from './time.ts';
import type { Fields, FieldValue, Line, ParseContext } from './types.ts';

/** An envelope in an envelope in an envelope is as far as this goes: container, forwarder, syslog. */
const maxEnvelopes = 3;

/** Takes the envelopes off a record. */
export function readLine(text: string, context: ParseContext): Line {
  let body = text;
  let outer: Fields | undefined;
  let time: number | null = null;
  let program = '';
  let module = '';
  for (let i = 0; i < maxEnvelopes; i++) {
    const json = bodyJson(body);
    const envelope: Envelope | undefined = json ? jsonEnvelope(json, context) : syslogEnvelope(body, context);
    if (!envelope) return { text, body, json, program, module, time, outer };
    body = envelope.body;
    time = envelope.time ?? time;
    if (envelope.tag !== undefined) [program, module] = programOf(envelope.tag);
    const fields = envelope.fields(program);
    outer = outer ? merge(outer, fields) : fields;
  }
  return { text, body, json: bodyJson(body), program, module, time, outer };
}

/** What a record says of its own time, cheaply: from the envelope or a leading time. ms, or null. */
export function eventTimeOf(
  text: string,
  context: Pick<ParseContext, 'receivedAt' | 'timeZone'>,
): number | null {
  const first = text.charCodeAt(0);
  if (first === 123) {
    const json = text.length <= 65_536 ? jsonObject(text) : undefined;
    return json ? jsonTime(json, context) : null;
  }
  const header = parseSyslogHeader(text, context);
  if (header?.time) return header.time;
  if (first >= 48 && first <= 57) return readIso(text, 0, context.timeZone)?.time ?? null;
  const audit = text.slice(0, 200).indexOf('msg=audit(');
  return audit >= 0 ? secondsTime(text.slice(audit + 10, audit + 30)) : null;
}

/** `1481077041.515…` as ms. */
export function secondsTime(text: string): number | null {
  const seconds = Number.parseFloat(text);
  return seconds > 1e8 && seconds < 1e11 ? Math.round(seconds * 1000) : null;
}

type Envelope = {
  readonly body: string;
  readonly time: number | null;
  readonly tag: string | undefined;
  readonly fields: (program: string) => Fields;
};

/** rsyslog and others mark JSON behind a syslog header with this cookie. */
const cookie = '@cee:';

function bodyJson(body: string): Fields | undefined {
  const first = body.charCodeAt(0);
  if (first === 123) return jsonObject(body);
  return first === 64 && body.startsWith(cookie)
    ? jsonObject(body.slice(cookie.length).trimStart())
    : undefined;
}

/** `/usr/sbin/CRON` is cron; `sshd(pam_unix)` is sshd and pam_unix; a pid in the tag is no part of it. */
function programOf(tag: string): [string, string] {
  let name = tag.slice(tag.lastIndexOf('/') + 1).toLowerCase();
  let module = '';
  const open = name.indexOf('(');
  if (open > 0 && name.endsWith(')')) {
    module = name.slice(open + 1, -1);
    name = name.slice(0, open);
  }
  return [name, module];
}

function syslogEnvelope(body: string, context: ParseContext): Envelope | undefined {
  const header = parseSyslogHeader(body, context);
  if (!header) return undefined;
  return {
    body: body.slice(header.start),
    time: header.time,
    tag: header.app ?? undefined,
    fields: (program) => syslogFields(header, program),
  };
}

function syslogFields(header: SyslogHeader, program: string): Fields {
  const { priority, host, app, processId, messageId, structuredData } = header;
  const names = priority === null ? undefined : namesOf(priority);
  const syslog = compact({
    priority: priority ?? undefined,
    facility: names && { code: names.code[0], name: names.facility },
    severity: names && { code: names.code[1], name: names.severity },
    version: header.format === 'rfc5424' ? '1' : undefined,
    appname: app ?? undefined,
    hostname: host ?? undefined,
    procid: processId ?? undefined,
    msgid: messageId ?? undefined,
    structured_data: (structuredData as Fields | null) ?? undefined,
  });
  const fields: Fields = { log: names ? { syslog, level: names.severity } : { syslog } };
  if (host !== null) fields.host = { name: host, hostname: host };
  if (app !== null) fields.process = compact({ name: program, pid: count(processId ?? undefined) });
  return fields;
}

const levels = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'informational', 'debug'];

function jsonEnvelope(json: Fields, context: ParseContext): Envelope | undefined {
  if (typeof json.MESSAGE === 'string' && (json.__REALTIME_TIMESTAMP ?? json._SOURCE_REALTIME_TIMESTAMP)) {
    return journaldEnvelope(json, json.MESSAGE);
  }
  if (typeof json.log === 'string' && typeof json.stream === 'string' && typeof json.time === 'string') {
    const body = json.log.endsWith('\n') ? json.log.slice(0, -1) : json.log;
    const time = readIso(json.time, 0, context.timeZone)?.time ?? null;
    return { body, time, tag: undefined, fields: () => ({ container: { stream: json.stream! } }) };
  }
  return forwardedEnvelope(json, context);
}

/** `journalctl -o json`; field names: systemd.journal-fields(7). */
function journaldEnvelope(entry: Fields, body: string): Envelope {
  const micros = Number(said(entry._SOURCE_REALTIME_TIMESTAMP) ?? said(entry.__REALTIME_TIMESTAMP));
  const host = said(entry._HOSTNAME);
  const level = levels[Number(said(entry.PRIORITY) ?? -1)];
  return {
    body,
    time: micros > 0 && micros < 8e18 ? Math.floor(micros / 1000) : null,
    tag: firstSaid(entry.SYSLOG_IDENTIFIER, entry._COMM),
    fields: (program) =>
      compact({
        host: host === undefined ? undefined : { name: host, hostname: host },
        process: some({
          name: program || undefined,
          pid: count(entry._PID ?? entry.SYSLOG_PID),
          executable: said(entry._EXE),
          command_line: said(entry._CMDLINE),
        }),
        log: some({ level }),
        user: some({ id: said(entry._UID) }),
        systemd: some({
          unit: firstSaid(entry._SYSTEMD_UNIT, entry.UNIT),
          transport: said(entry._TRANSPORT),
          session: said(entry._SYSTEMD_SESSION),
          cursor: said(entry.__CURSOR),
        }),
      }),
  };
}

const forwarders = [
  'agent',
  'ecs',
  'beat',
  'input',
  'log',
  'fileset',
  '@version',
  'source_type',
  'container',
  'kubernetes',
];

/** A document of Filebeat, Logstash, Vector or Fluent Bit around a line. Events of Winlogbeat are no lines. */
function forwardedEnvelope(json: Fields, context: ParseContext): Envelope | undefined {
  const line = at(json, 'event', 'original') ?? json.message ?? json.log;
  const stamp = json['@timestamp'] ?? json.timestamp;
  if (typeof line !== 'string' || stamp === undefined || json.winlog !== undefined) return undefined;
  const wrapped =
    forwarders.some((name) => json[name] !== undefined) && at(json, 'event', 'action') === undefined;
  if (!wrapped || json.event_type !== undefined) return undefined;
  return {
    body: line,
    time: jsonTime(json, context),
    tag: firstSaid(json.appname, at(json, 'process', 'name'), at(json, 'log', 'syslog', 'appname')),
    fields: () => documentFields(json),
  };
}

/** Top-level names that ECS gives another meaning or another shape. */
function documentFields(json: Fields): Fields {
  const fields: Fields = { ...json };
  for (const name of [
    'message',
    '@timestamp',
    'timestamp',
    '@metadata',
    '@version',
    '_id',
    '_index',
    'ecs',
    'anmin',
  ])
    delete fields[name];
  if (isFields(fields.event)) {
    const { original: _, ...event } = fields.event;
    fields.event = event;
  }
  if (typeof fields.host === 'string') fields.host = { name: fields.host };
  for (const name of ['log', 'event', 'process', 'user', 'source', 'agent', 'service', 'file']) {
    if (fields[name] !== undefined && !isFields(fields[name])) {
      fields[`${name}_text`] = fields[name]!;
      delete fields[name];
    }
  }
  return fields;
}

const timeNames = [
  '@timestamp',
  'timestamp',
  'time',
  'ts',
  'datetime',
  'eventTime',
  'stageTimestamp',
  'requestReceivedTimestamp',
  'EventTime',
  'UtcTime',
  'TimeCreated',
  'date_start',
  'date',
];

/** Time of a JSON record by the usual names: RFC 3339 text, or seconds, ms, µs or ns since 1970. */
export function jsonTime(json: Fields, context: Pick<ParseContext, 'timeZone'>): number | null {
  for (const name of timeNames) {
    const time = anyTime(json[name], context);
    if (time !== null) return time;
  }
  return null;
}

export function anyTime(
  value: FieldValue | undefined,
  context: Pick<ParseContext, 'timeZone'>,
): number | null {
  if (typeof value === 'string') {
    const read = readIso(value, 0, context.timeZone);
    if (read) return read.time;
    return /^\d{9,19}(?:\.\d{1,9})?$/.test(value) ? sinceEpoch(Number(value)) : null;
  }
  return typeof value === 'number' ? sinceEpoch(value) : null;
}

function sinceEpoch(value: number): number | null {
  if (!(value > 1e8)) return null;
  if (value < 1e11) return Math.round(value * 1000);
  if (value < 1e14) return Math.round(value);
  if (value < 1e17) return Math.round(value / 1000);
  return value < 1e19 + 1e18 ? Math.round(value / 1e6) : null;
}
