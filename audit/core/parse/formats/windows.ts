import { at, compact, count, isFields, merge, said, side, some } from '../fields.ts';
import { anyTime } from '../line.ts';
import { iso } from '../time.ts';
import type { Fields, FieldValue, Line, ParseContext, Parser } from '../types.ts';
import { windowsActions } from './windows-actions.ts';

/** Windows events as JSON: Winlogbeat, Event/System/EventData objects, and flat as NXLog and others write. */
export const windows: Parser = {
  name: 'windows',
  title: { zh: 'Windows 事件（JSON）', en: 'Windows events (JSON)' },
  class: 'operations',
  parse: parseEvent,
};

type WindowsEvent = {
  id: string;
  time: number | null;
  channel?: string;
  provider?: string;
  computer?: string;
  record?: string;
  level?: string;
  keywords?: string;
  message?: string;
  data: Fields;
  /** Fields of a Winlogbeat document: they are ECS already. */
  ready?: Fields;
};

function parseEvent({ json }: Line, context: ParseContext): Fields | undefined {
  if (!json) return undefined;
  const event = beat(json, context) ?? nested(json, context) ?? flat(json, context);
  if (!event) return undefined;
  const fields = eventFields(event);
  if (!event.ready) return fields;
  // Numbers there, text in every other shape: one kind of value a field.
  return merge(merge(fields, event.ready), { event: { code: event.id }, winlog: { event_id: event.id } });
}

function beat(json: Fields, context: ParseContext): WindowsEvent | undefined {
  const { winlog } = json;
  const id = said(at(winlog, 'event_id')) ?? said(at(json, 'event', 'code'));
  if (!isFields(winlog) || id === undefined) return undefined;
  const { '@timestamp': _, message: __, ecs: ___, '@metadata': ____, anmin: _____, ...ready } = json;
  return {
    id,
    time: anyTime(json['@timestamp'], context),
    channel: said(winlog.channel),
    provider: said(winlog.provider_name),
    computer: said(winlog.computer_name),
    record: said(winlog.record_id),
    message: said(json.message),
    data: isFields(winlog.event_data) ? winlog.event_data : {},
    ready,
  };
}

/** Text of an element, with or without attributes: `4624`, `{"#text": 4624, "Qualifiers": 0}`. */
function text(value: FieldValue | undefined): string | undefined {
  return said(value) ?? said(at(value, '#text')) ?? said(at(value, 'text')) ?? said(at(value, 'Value'));
}

/** An attribute in the ways in which converters of XML write it. */
function attribute(value: FieldValue | undefined, name: string): string | undefined {
  return (
    said(at(value, name)) ??
    said(at(value, `@${name}`)) ??
    said(at(value, '#attributes', name)) ??
    said(at(value, '$', name))
  );
}

function nested(json: Fields, context: ParseContext): WindowsEvent | undefined {
  const root = isFields(json.Event) ? json.Event : json;
  const system = root.System;
  const id = text(at(system, 'EventID'));
  if (!isFields(system) || id === undefined) return undefined;
  const user = root.UserData;
  return {
    id,
    time: anyTime(attribute(system.TimeCreated, 'SystemTime') ?? said(system.TimeCreated), context),
    channel: text(system.Channel),
    provider: attribute(system.Provider, 'Name') ?? text(system.Provider),
    computer: text(system.Computer),
    record: text(system.EventRecordID),
    level: text(system.Level),
    keywords: text(system.Keywords),
    data: dataOf(root.EventData ?? (isFields(user) ? Object.values(user)[0] : undefined)),
  };
}

/** `{name: value}`, or `Data` as a list of `{Name, #text}`. */
function dataOf(value: FieldValue | undefined): Fields {
  if (!isFields(value)) return {};
  const list = isFields(value.Data) ? [value.Data] : value.Data;
  if (!Array.isArray(list)) return value;
  const data: Fields = {};
  for (const [i, item] of list.entries()) {
    const name = attribute(item, 'Name') ?? `param${i + 1}`;
    data[name.replaceAll('.', '_')] = text(item) ?? '';
  }
  return data;
}

const flatNames = new Set([
  'EventID',
  'EventId',
  'Channel',
  'Computer',
  'Hostname',
  'SourceName',
  'ProviderName',
  'Provider_Name',
  'EventTime',
  'TimeCreated',
  'Message',
  'RecordNumber',
  'EventRecordID',
  '@timestamp',
  'Level',
  'Keywords',
]);

function flat(json: Fields, context: ParseContext): WindowsEvent | undefined {
  const id = said(json.EventID) ?? said(json.EventId);
  if (id === undefined || !/^\d{1,6}$/.test(id)) return undefined;
  if (
    json.Channel === undefined &&
    json.SourceName === undefined &&
    json.Provider_Name === undefined &&
    json.Computer === undefined &&
    json.Hostname === undefined &&
    json.Image === undefined
  )
    return undefined;
  const data: Fields = {};
  for (const key in json) if (!flatNames.has(key)) data[key] = json[key]!;
  return {
    id,
    time: anyTime(json['@timestamp'] ?? json.EventTime ?? json.TimeCreated ?? json.UtcTime, context),
    channel: said(json.Channel),
    provider: said(json.ProviderName) ?? said(json.Provider_Name) ?? said(json.SourceName),
    computer: said(json.Computer) ?? said(json.Hostname),
    record: said(json.RecordNumber) ?? said(json.EventRecordID),
    message: said(json.Message),
    level: said(json.Level),
    keywords: said(json.EventType)?.startsWith('AUDIT_') ? said(json.EventType) : keywordsOf(json.Keywords),
    data,
  };
}

function eventFields(event: WindowsEvent): Fields {
  const { id, data, computer, provider, channel } = event;
  const known = windowsActions(provider, channel, id);
  const value = (...names: string[]) => {
    for (const name of names) {
      const found = said(data[name]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const subject = some({
    name: value('SubjectUserName'),
    domain: value('SubjectDomainName'),
    id: value('SubjectUserSid'),
  });
  const target = some({
    name: value('TargetUserName', 'TargetUser'),
    domain: value('TargetDomainName'),
    id: value('TargetUserSid', 'TargetSid'),
  });
  const isIam = known?.category.includes('iam') ?? false;
  const isProcess = known?.category.includes('process') ?? false;
  const main = isIam || isProcess ? (subject ?? target) : (target ?? subject);
  const address = value('IpAddress', 'SourceIp', 'SourceAddress', 'ClientAddress');
  return compact({
    '@timestamp': iso(event.time),
    event: compact({
      kind: 'event',
      category: known?.category ?? ['host'],
      type: known?.type ?? ['info'],
      action: known?.action,
      code: id,
      outcome: known?.outcome ?? outcomeOf(event.keywords),
      provider,
      dataset: channel?.toLowerCase().includes('sysmon')
        ? 'windows.sysmon_operational'
        : `windows.${channel?.toLowerCase() === 'security' ? 'security' : 'eventlog'}`,
      module: 'windows',
    }),
    message: event.message,
    host: some({ name: computer, hostname: computer }),
    user: some({ ...(main ?? accountOf(value('User'))), target: isIam ? target : undefined }),
    source: side(address, value('IpPort', 'SourcePort')),
    destination: side(value('DestinationIp', 'DestAddress'), value('DestinationPort', 'DestPort')),
    process: some({
      executable: value('Image', 'NewProcessName', 'ProcessName'),
      name: baseName(value('Image', 'NewProcessName', 'ProcessName')),
      hash: hashesOf(value('Hashes')),
      command_line: value('CommandLine', 'ProcessCommandLine'),
      pid: pidOf(value('NewProcessId') ?? value('ProcessId')),
      parent: some({
        executable: value('ParentImage', 'ParentProcessName'),
        name: baseName(value('ParentImage', 'ParentProcessName')),
        command_line: value('ParentCommandLine'),
      }),
    }),
    file: some({ path: value('TargetFilename', 'ObjectName') }),
    dns: some({ question: some({ name: value('QueryName') }) }),
    registry: some({ path: value('TargetObject') }),
    service: some({ name: value('ServiceName') }),
    winlog: compact({
      event_id: id,
      channel,
      provider_name: provider,
      computer_name: computer,
      record_id: event.record,
      level: event.level,
      event_data: some(data),
    }),
  });
}

/** Process ids of the security channel are hexadecimal. */
function pidOf(value: string | undefined): number | undefined {
  return value !== undefined && /^0x[0-9a-f]{1,8}$/i.test(value) ? Number.parseInt(value, 16) : count(value);
}

/** Bits 52 and 53 of the keywords: audit failure, audit success; NXLog writes them as a signed number, or in words. */
function outcomeOf(keywords: string | undefined): string | undefined {
  if (keywords === undefined || keywords.length > 40) return undefined;
  const words = /^audit[ _](success|failure)$/i.exec(keywords)?.[1];
  if (words !== undefined) return words.toLowerCase();
  if (!/^(?:0x[0-9a-f]{1,16}|-?\d{1,20})$/i.test(keywords)) return undefined;
  const bits = BigInt.asUintN(64, BigInt(keywords)) >> 52n;
  return bits & 1n ? 'failure' : bits & 2n ? 'success' : undefined;
}

/** Every digit of the number counts: how numbers are shown is rounded. */
function keywordsOf(value: FieldValue | undefined): string | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? String(BigInt(value)) : said(value);
}

/** `CORP\\bob` as Sysmon writes who it was. */
function accountOf(text: string | undefined): Fields | undefined {
  const slash = text?.indexOf('\\') ?? -1;
  return slash > 0 ? { name: text!.slice(slash + 1), domain: text!.slice(0, slash) } : some({ name: text });
}

function baseName(path: string | undefined): string | undefined {
  return path?.slice(path.lastIndexOf('\\') + 1) || undefined;
}

/** `SHA256=…,MD5=…` of Sysmon. */
function hashesOf(text: string | undefined): Fields | undefined {
  const hash: Fields = {};
  for (const match of (text ?? '').slice(0, 1_000).matchAll(/\b(MD5|SHA1|SHA256)=([0-9A-Fa-f]{32,64})\b/g))
    hash[match[1]!.toLowerCase()] = match[2]!.toLowerCase();
  return some(hash);
}
