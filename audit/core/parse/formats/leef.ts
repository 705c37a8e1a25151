import { compact, count, merge, safeKey, said, side, some } from '../fields.ts';
import { anyTime } from '../line.ts';
import { iso, monthOf } from '../time.ts';
import type { Fields, Line, ParseContext, Parser } from '../types.ts';

/** IBM Log Event Extended Format: 1.0 (tab between attributes) and 2.0 (a delimiter of its own). */
export const leef: Parser = {
  name: 'leef',
  title: { zh: 'LEEF（日志事件扩展格式）', en: 'LEEF (Log Event Extended Format)' },
  class: 'network',
  parse: parseLeef,
};

function parseLeef({ text, body }: Line, context: ParseContext): Fields | undefined {
  const whole = body.startsWith('LEEF:') ? body : text;
  const start = whole.slice(0, 200).indexOf('LEEF:');
  // In front there may be a header of an unknown shape, never a quoted text.
  if (start < 0 || (start > 0 && !/^[^"'{}]* $/.test(whole.slice(0, start)))) return undefined;
  const head: string[] = [];
  let at = start + 5;
  for (let i = 0; i < 5; i++) {
    const bar = whole.indexOf('|', at);
    if (bar < 0) return undefined;
    head.push(whole.slice(at, bar));
    at = bar + 1;
  }
  const [version, vendor, product, deviceVersion, eventId] = head;
  let delimiter = '\t';
  if (version!.startsWith('2')) {
    const bar = whole.indexOf('|', at);
    const said = bar < 0 || bar - at > 6 ? undefined : whole.slice(at, bar).trim();
    // Some leave the delimiter out: what stands there then is an attribute.
    if (said !== undefined && isDelimiter(said)) {
      delimiter = delimiterOf(said);
      at = bar + 1;
    }
  }
  const values = readAttributes(whole.slice(at), delimiter);
  return merge(
    compact({
      '@timestamp': iso(timeOf(values, context)),
      event: compact({
        kind: 'event',
        category: ['network'],
        type: ['info'],
        code: said(eventId),
        severity: count(values.sev),
        dataset: 'leef.log',
        module: 'leef',
      }),
      message: values.msg ?? values.reason,
      observer: some({ vendor: said(vendor), product: said(product), version: said(deviceVersion) }),
      leef: compact({ version: said(version), attributes: some(plain(values)) }),
    }),
    mapped(values),
  );
}

const hexadecimal = /^(?:0?x|\\x)([0-9A-Fa-f]{1,4})$/;

function isDelimiter(text: string): boolean {
  return text.length <= 1 || hexadecimal.test(text);
}

/** A character, or its number: `^`, `x5E`, `0x5E`. */
function delimiterOf(text: string): string {
  const hex = hexadecimal.exec(text);
  if (hex) return String.fromCharCode(Number.parseInt(hex[1]!, 16));
  return text === '' ? '\t' : text[0]!;
}

const maxAttributes = 300;

function readAttributes(text: string, delimiter: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const part of text.split(delimiter, maxAttributes)) {
    const equals = part.indexOf('=');
    const key = part.slice(0, equals).trim();
    if (equals > 0 && key.length <= 200 && key !== '__proto__') values[key] ??= part.slice(equals + 1).trim();
  }
  return values;
}

function plain(values: Record<string, string>): Fields {
  const out: Fields = {};
  for (const key in values) out[safeKey(key.replaceAll('.', '_'))] = values[key]!;
  return out;
}

/** `devTime` in the form of `devTimeFormat`; without one `Nov 22 2026 16:20:31` or ms since 1970. */
function timeOf(values: Record<string, string>, context: ParseContext): number | null {
  const text = values.devTime;
  if (text === undefined) return null;
  const month = monthOf(text, 0);
  if (month >= 0 && text.length >= 20) {
    const day = text.slice(4, 6).replace(' ', '0');
    return anyTime(
      `${text.slice(7, 11)}-${String(month + 1).padStart(2, '0')}-${day}T${text.slice(12)}`,
      context,
    );
  }
  return anyTime(text, context);
}

/** Predefined attributes of LEEF that have a place in ECS. */
function mapped(values: Record<string, string>): Fields {
  return compact({
    event: some({ action: said(values.action ?? values.cat) }),
    source: some({
      ...side(values.src ?? values.identSrc, values.srcPort),
      mac: said(values.srcMAC),
      bytes: count(values.srcBytes),
      packets: count(values.srcPackets),
    }),
    destination: some({
      ...side(values.dst, values.dstPort),
      mac: said(values.dstMAC),
      bytes: count(values.dstBytes),
      packets: count(values.dstPackets),
    }),
    user: some({ name: said(values.usrName ?? values.accountName), domain: said(values.domain) }),
    host: some({ name: said(values.identHostName) }),
    network: some({ transport: transportOf(values.proto) }),
    url: some({ original: said(values.url) }),
    rule: some({ name: said(values.policy) }),
  });
}

const protocols: Readonly<Record<string, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'ipv6-icmp' };

/** A name, or the number that IANA gave the protocol. */
function transportOf(text: string | undefined): string | undefined {
  return said(text) === undefined ? undefined : (protocols[text!] ?? text!.toLowerCase());
}
