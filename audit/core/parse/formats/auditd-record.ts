/** One line of the audit log. */
export type AuditRecord = {
  readonly type: string;
  /** Seconds since 1970 with milliseconds, as written. */
  readonly time: string;
  readonly serial: string;
  readonly node?: string;
  /** Values by name, decoded; those inside `msg='…'` among them. */
  readonly values: { readonly [name: string]: string };
  /** What the enriched format adds after 0x1D: names for numbers, `UID="root"`. */
  readonly names: { readonly [name: string]: string };
};

const head =
  /^(?:node=([^ ]{1,255}) )?type=([A-Z0-9_[\]]{2,40}) msg=audit\((\d{9,11}\.\d{1,6}):(\d{1,20})\):? ?/;
/** As the kernel's ring buffer and rsyslog show it, when no auditd runs. */
const kernelHead =
  /^(?:\[ *\d+\.\d+\] )?(?:audit: )?type=(\d{4}) audit\((\d{9,11}\.\d{1,6}):(\d{1,20})\):? ?/;

/** Types that the kernel's own lines name by number (audit.h). */
const numbers: Readonly<Record<string, string>> = {
  1100: 'USER_AUTH',
  1101: 'USER_ACCT',
  1103: 'CRED_ACQ',
  1104: 'CRED_DISP',
  1105: 'USER_START',
  1106: 'USER_END',
  1110: 'CRED_REFR',
  1112: 'USER_LOGIN',
  1123: 'USER_CMD',
  1130: 'SERVICE_START',
  1131: 'SERVICE_STOP',
  1300: 'SYSCALL',
  1302: 'PATH',
  1305: 'CONFIG_CHANGE',
  1306: 'SOCKADDR',
  1307: 'CWD',
  1309: 'EXECVE',
  1320: 'EOE',
  1325: 'NETFILTER_CFG',
  1326: 'SECCOMP',
  1327: 'PROCTITLE',
  1334: 'BPF',
  1400: 'AVC',
  1006: 'LOGIN',
  1701: 'ANOM_ABEND',
};

export function readAuditRecord(line: string): AuditRecord | undefined {
  const start = line.slice(0, 400);
  const match = head.exec(start);
  if (match)
    return {
      type: match[2]!,
      node: match[1],
      time: match[3]!,
      serial: match[4]!,
      ...readValues(line, match[0].length),
    };
  const kernel = kernelHead.exec(start);
  if (!kernel) return undefined;
  const type = numbers[kernel[1]!] ?? `UNKNOWN[${kernel[1]}]`;
  return { type, time: kernel[2]!, serial: kernel[3]!, ...readValues(line, kernel[0].length) };
}

/** Old kernels wrote `old auid=1 new auid=2 old ses=3 new ses=4`, new ones `old-auid=1 auid=2 old-ses=3 ses=4`. */
function inNewWords(text: string): string {
  return text.replace(/\b(old|new) (auid|ses)=/g, (_, word: string, name: string) =>
    word === 'old' ? `old-${name}=` : `${name}=`,
  );
}

/** Between what the kernel wrote and what auditd added (log_format = ENRICHED); rsyslog writes it in octal. */
const separators = ['\x1d', '#035'];
const maxValues = 600;

function readValues(line: string, from: number): Pick<AuditRecord, 'values' | 'names'> {
  const values: { [name: string]: string } = {};
  const names: { [name: string]: string } = {};
  const separator = separators.find((mark) => line.includes(mark, from));
  const cut = separator === undefined ? -1 : line.indexOf(separator, from);
  const said = line.slice(from, cut < 0 ? line.length : cut);
  const into = { values, names };
  readDecision(said, values);
  readPairs(line.includes(' new auid=') ? inNewWords(said) : said, into);
  if (cut >= 0) readPairs(line.slice(cut + separator!.length), { values: names, names });
  return into;
}

const decision = /avc: +(denied|granted) +\{ ([^}]{1,500}) \}/;

/** What SELinux decided stands before the pairs: `avc:  denied  { read write } for  pid=…`. */
function readDecision(text: string, values: { [name: string]: string }): void {
  if (!text.startsWith('avc:') && !text.includes("'avc:")) return;
  const match = decision.exec(text.slice(0, 1_000));
  if (!match) return;
  values.seresult = match[1]!;
  values.seperms = match[2]!.trim();
}

type Into = { readonly values: { [name: string]: string }; readonly names: { [name: string]: string } };

/** `name=value` in blanks; values bare, in double quotes (verbatim), in single quotes (pairs again), or in hexadecimal. */
function readPairs(text: string, into: Into, nested = false): void {
  let at = 0;
  for (let found = 0; at < text.length && found < maxValues; found++) {
    while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 44) at++;
    const equals = text.indexOf('=', at);
    if (equals < 0) return;
    const name = text.slice(Math.max(at, text.lastIndexOf(' ', equals) + 1), equals);
    const quote = text[equals + 1];
    if (quote === '"') {
      const close = text.indexOf('"', equals + 2);
      const end = close < 0 ? text.length : close;
      put(into, name, text.slice(equals + 2, end));
      at = end + 1;
    } else if (quote === "'" && !nested) {
      const close = text.lastIndexOf("'");
      const end = close > equals + 1 ? close : text.length;
      readPairs(text.slice(equals + 2, end), into, true);
      at = end + 1;
    } else if (quote === '{') {
      const close = text.indexOf('}', equals);
      const end = close < 0 ? text.length : close;
      put(into, name, text.slice(equals + 2, end).trim());
      at = end + 1;
    } else {
      const end = bareEnd(text, equals + 1, name);
      const value = text.slice(equals + 1, end).replace(/,$/, '');
      put(into, name, untrusted(name) ? fromHex(value) : value);
      at = end;
    }
  }
}

const none = '(null)';

/** Where a value without quotes ends: at a blank, but `op=adding user to group id=7` has blanks inside. */
function bareEnd(text: string, from: number, name: string): number {
  if (text.startsWith(none, from)) return from + none.length;
  if (name === 'saddr') {
    const glued = text.slice(from, from + 600).indexOf('SADDR=');
    if (glued >= 0) return from + glued;
  }
  const space = text.indexOf(' ', from);
  if (space < 0) return text.length;
  if (name !== 'op') return space;
  const equals = text.indexOf('=', space);
  return equals < 0 ? text.length : Math.max(space, text.lastIndexOf(' ', equals));
}

/** Capitals are a name that auditd added, wherever it stands: forwarders drop the mark between. */
function put({ values, names }: Into, name: string, value: string): void {
  if (name === '' || name.length > 64 || name === '__proto__' || value === '?') return;
  const into = name.length > 2 && name === name.toUpperCase() && /^[A-Z]/.test(name) ? names : values;
  into[name] ??= value;
}

const encoded = new Set([
  'proctitle',
  'comm',
  'exe',
  'cmd',
  'data',
  'name',
  'cwd',
  'acct',
  'path',
  'key',
  'dir',
  'file',
  'old-chardev',
  'new-chardev',
  'vm',
  'terminal',
  'watch',
  'device',
  'grp',
  'id',
  'sw',
  'op',
]);

/** Fields that the kernel writes in hexadecimal when they hold a blank, a quote or a byte that is no ASCII. */
function untrusted(name: string): boolean {
  return encoded.has(name) || /^a\d+(?:\[\d+\])?$/.test(name);
}

/** Only pairs of upper-case digits are such a value; `a0=7f` of a SYSCALL is lower case and stays. */
function fromHex(value: string): string {
  if (value.length < 2 || value.length % 2 !== 0 || !/^[0-9A-F]+$/.test(value)) return value;
  if (value.length < 8 && /^\d+$/.test(value)) return value;
  return Buffer.from(value, 'hex').toString('utf8').replace(/\0+$/, '');
}
