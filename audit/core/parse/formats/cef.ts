import { at, compact, count, merge, safeKey, said, side, some } from '../fields.ts';
import { anyTime } from '../line.ts';
import { iso, monthOf, readClock } from '../time.ts';
import type { Fields, Line, ParseContext, Parser } from '../types.ts';

/** ArcSight Common Event Format: `CEF:0|vendor|product|version|class|name|severity|extension`. */
export const cef: Parser = {
  name: 'cef',
  title: { zh: 'CEF（通用事件格式）', en: 'CEF (Common Event Format)' },
  class: 'network',
  parse: parseCef,
};

function parseCef({ text, body }: Line, context: ParseContext): Fields | undefined {
  const whole = body.startsWith('CEF:') ? body : text;
  const start = whole.slice(0, 200).indexOf('CEF:');
  // In front there may be a header of an unknown shape, never a quoted text.
  if (start < 0 || (start > 0 && !/^[^"'{}]* $/.test(whole.slice(0, start)))) return undefined;
  const head = splitHead(whole, start + 4);
  if (!head) return undefined;
  const [version, vendor, product, deviceVersion, classId, name, severity] = head.values as string[];
  const values = readExtension(whole, head.end);
  return merge(
    compact({
      '@timestamp': iso(timeOf(values, context)),
      event: compact({
        kind: 'event',
        category: ['network'],
        type: ['info'],
        code: said(classId),
        severity: severityOf(severity!),
        dataset: 'cef.log',
        module: 'cef',
      }),
      message: values.msg ?? values.message ?? name,
      observer: some({ vendor: said(vendor), product: said(product), version: said(deviceVersion) }),
      cef: compact({
        version: said(version!.trim()),
        name: said(name),
        severity: said(severity),
        extensions: some(labelled(values)),
      }),
    }),
    mapped(values),
  );
}

/** In the head `|` and `\` are escaped by a backslash. */
function splitHead(text: string, from: number): { values: string[]; end: number } | undefined {
  const values: string[] = [];
  let value = '';
  let start = from;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92 && (text[i + 1] === '|' || text[i + 1] === '\\')) {
      value += text.slice(start, i);
      start = ++i;
    } else if (code === 124) {
      values.push(value + text.slice(start, i));
      value = '';
      start = i + 1;
      if (values.length === 7) return { values, end: start };
    }
  }
  // A device without extension may leave out the last bar.
  return values.length === 6
    ? { values: [...values, value + text.slice(start)], end: text.length }
    : undefined;
}

const maxExtensions = 300;

/** `key=value key=value`: values may hold blanks, so that a value ends where the next ` key=` begins; `\=`, `\\`, `\n` are escapes. */
function readExtension(text: string, from: number): Record<string, string> {
  const values: Record<string, string> = {};
  let key = '';
  let start = from;
  let lastSpace = from - 1;
  let wordClean = true;
  let found = 0;
  const close = (end: number) => {
    if (key !== '' && key !== '__proto__' && found++ < maxExtensions)
      values[key] ??= unescaped(text.slice(start, end).trim());
  };
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92) {
      i++;
      wordClean = false;
    } else if (code === 32) {
      lastSpace = i;
      wordClean = true;
    } else if (code === 61) {
      if (wordClean && i > lastSpace + 1 && i - lastSpace <= 1_024) {
        close(lastSpace);
        key = text.slice(lastSpace + 1, i);
        start = i + 1;
      }
      wordClean = false;
    } else if (!isKey(code)) wordClean = false;
  }
  close(text.length);
  return values;
}

function isKey(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 93) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 46 ||
    code === 45
  );
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\([=\\nr|])/g, (_, mark: string) =>
    mark === 'n' ? '\n' : mark === 'r' ? '\r' : mark,
  );
}

/** Custom pairs, `cs1=x cs1Label=Rule`, are put under their label as well. */
function labelled(values: Record<string, string>): Fields {
  const out: Fields = {};
  for (const key in values) out[safeKey(key.replaceAll('.', '_'))] = values[key]!;
  for (const key in values) {
    const label = values[`${key}Label`];
    if (label === undefined || label === '') continue;
    const name = safeKey(
      label
        .trim()
        .replaceAll(/[\s.]+/g, '_')
        .slice(0, 100),
    );
    if (!Object.hasOwn(out, name)) out[name] = values[key]!;
  }
  return out;
}

const words: Readonly<Record<string, number>> = { unknown: 0, low: 3, medium: 6, high: 8, 'very-high': 10 };

function severityOf(text: string): number | undefined {
  return count(text) ?? words[text.toLowerCase()];
}

function timeOf(values: Record<string, string>, context: ParseContext): number | null {
  for (const text of [values.rt, values.end, values.start, values.deviceCustomDate1]) {
    if (text === undefined) continue;
    // `Nov 22 2026 16:20:31.123`
    const month = monthOf(text, 0);
    const clock = month < 0 ? undefined : readClock(text, 12);
    const written = clock
      ? `${text.slice(7, 11)}-${String(month + 1).padStart(2, '0')}-${text.slice(4, 6).replace(' ', '0')}T${text.slice(12)}`
      : text;
    const time = anyTime(written, context);
    if (time !== null) return time;
  }
  return null;
}

const failures = /^(?:fail|denied|deny|block|blocked|drop|dropped|reject|rejected|error)/i;
const successes = /^(?:success|succeeded|allow|allowed|permit|permitted|accept|accepted|pass)/i;

/** Keys of the CEF dictionary that have a place in ECS; `in` is what went from the source to the destination. */
function mapped(values: Record<string, string>): Fields {
  const verdict = values.outcome ?? values.act ?? '';
  const from = some({ name: said(values.suser), id: said(values.suid), domain: said(values.sntdom) });
  const to = some({ name: said(values.duser), id: said(values.duid), domain: said(values.dntdom) });
  const device = said(values.dvchost);
  return compact({
    event: some({
      action: said(values.act),
      outcome: failures.test(verdict) ? 'failure' : successes.test(verdict) ? 'success' : undefined,
      id: said(values.externalId) ?? said(values.eventId),
      reason: said(values.reason),
    }),
    source: some({
      ...side(values.src ?? values.shost, values.spt),
      domain: said(values.shost),
      mac: mac(values.smac),
      bytes: count(values.in),
      nat: nat(values.sourceTranslatedAddress, values.sourceTranslatedPort),
      user: from,
    }),
    destination: some({
      ...side(values.dst ?? values.dhost, values.dpt),
      domain: said(values.dhost),
      mac: mac(values.dmac),
      bytes: count(values.out),
      nat: nat(values.destinationTranslatedAddress, values.destinationTranslatedPort),
      user: to,
    }),
    user: from && to ? { ...from, target: { ...to } } : (from ?? to) && { ...(from ?? to)! },
    host: some({ name: device ?? said(values.dvc) }),
    observer: some({
      hostname: device,
      ip: at(side(values.dvc), 'ip'),
      ingress: interfaceOf(values.deviceInboundInterface),
      egress: interfaceOf(values.deviceOutboundInterface),
    }),
    network: some({
      transport: said(values.proto?.toLowerCase()),
      protocol: said(values.app?.toLowerCase()),
      direction: { 0: 'inbound', 1: 'outbound' }[values.deviceDirection ?? ''],
    }),
    url: some({ original: said(values.request) }),
    http: some({
      request: some({ method: said(values.requestMethod), referrer: said(values.requestContext) }),
    }),
    user_agent: some({ original: said(values.requestClientApplication) }),
    file: some({
      name: said(values.fname),
      path: said(values.filePath),
      size: count(values.fsize),
      hash: hashOf(values.fileHash),
    }),
    process: some({ name: said(values.sproc ?? values.dproc), pid: count(values.spid ?? values.dpid) }),
  });
}

/** ECS writes hardware addresses as RFC 7042 does. */
function mac(text: string | undefined): string | undefined {
  return said(text)?.replaceAll(':', '-').toUpperCase();
}

function nat(address: string | undefined, port: string | undefined): Fields | undefined {
  const translated = side(address, port);
  return translated && some({ ip: translated.ip, port: translated.port });
}

function interfaceOf(name: string | undefined): Fields | undefined {
  return said(name) === undefined ? undefined : { interface: { name: name! } };
}

const hashes: Readonly<Record<number, string>> = { 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' };

function hashOf(text: string | undefined): Fields | undefined {
  const kind = /^[0-9a-f]+$/i.test(text ?? '') ? hashes[text!.length] : undefined;
  return kind === undefined ? undefined : { [kind]: text!.toLowerCase() };
}
