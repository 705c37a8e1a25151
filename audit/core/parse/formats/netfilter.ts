import { compact, count, ip, side, some } from '../fields.ts';
import { iso, readCommonStamp } from '../time.ts';
import type { Fields, Line, ParseContext, Parser } from '../types.ts';

/** Packets that iptables or nftables logged through the kernel. */
export const netfilter: Parser = {
  name: 'netfilter',
  title: { zh: '防火墙日志（iptables、nftables）', en: 'Firewall log (iptables, nftables)' },
  class: 'network',
  parse: parsePacket,
};

function parsePacket({ body, text, outer, program }: Line, context: ParseContext): Fields | undefined {
  const whole = outer ? body : text;
  const start = pairsAt(whole);
  if (start < 0) return undefined;
  const { values, flags } = readPairs(whole.slice(start, start + 4_096));
  // One of the two may be left out (Proxmox does); what a packet always has must be there.
  if ((values.IN === undefined && values.OUT === undefined) || values.PROTO === undefined) return undefined;
  if (ip(values.SRC) === undefined || ip(values.DST) === undefined) return undefined;
  const said = whole
    .slice(0, start)
    .replace(/^\[ *\d+\.\d+\] ?/, '')
    .trim();
  // A prefix that ends in a colon reads as the tag of a line without a program.
  const prefix = said === '' && program !== 'kernel' ? program : said;
  const action = actionOf(prefix);
  const direction = values.IN && values.OUT ? 'unknown' : values.IN ? 'inbound' : 'outbound';
  return compact({
    '@timestamp': outer ? undefined : iso(timeIn(said, context)),
    event: compact({
      kind: 'event',
      category: ['network'],
      type:
        action === 'drop'
          ? ['connection', 'denied']
          : action === 'accept'
            ? ['connection', 'allowed']
            : ['connection'],
      action,
      dataset: 'iptables.log',
      module: 'iptables',
    }),
    message: whole,
    source: compact({ ...side(values.SRC, values.SPT), mac: mac(values.MAC, 6) }),
    destination: compact({ ...side(values.DST, values.DPT), mac: mac(values.MAC, 0) }),
    network: compact({
      transport: values.PROTO?.toLowerCase(),
      type: values.SRC!.includes(':') ? 'ipv6' : 'ipv4',
      bytes: count(values.LEN),
      direction: direction === 'unknown' ? undefined : direction,
    }),
    observer: some({
      ingress: values.IN ? { interface: { name: values.IN } } : undefined,
      egress: values.OUT ? { interface: { name: values.OUT } } : undefined,
    }),
    rule: prefix === '' ? undefined : { name: prefix.replace(/:$/, '') },
    iptables: compact({
      ttl: count(values.TTL ?? values.HOPLIMIT),
      id: count(values.ID),
      flags: flags.length > 0 ? flags : undefined,
      icmp:
        values.TYPE === undefined
          ? undefined
          : compact({ type: count(values.TYPE), code: count(values.CODE) }),
    }),
  });
}

/** Where `IN=` or `OUT=` begins: at the start, or after a blank or a bracket of the rule's own prefix. */
function pairsAt(text: string): number {
  const match = /(?:^|[^A-Za-z0-9_])(?=(?:IN|OUT)=)/.exec(text.slice(0, 512));
  return match ? match.index + match[0].length : -1;
}

/** Proxmox writes its own line: `101 4 tap101i0-IN 22/Nov/2026:16:20:31 +0800 DROP: IN=…`. */
function timeIn(prefix: string, context: ParseContext): number | null {
  const at = / \d{2}\/[A-Z][a-z]{2}\/\d{4}:/.exec(prefix)?.index;
  return at === undefined ? null : (readCommonStamp(prefix, at + 1, context.timeZone)?.time ?? null);
}

const known = new Set(['SYN', 'ACK', 'FIN', 'RST', 'PSH', 'URG', 'ECE', 'CWR', 'DF', 'CE', 'MF']);

/** An ICMP error carries the packet that it answers in brackets: not this packet's fields. */
function readPairs(text: string): { values: Record<string, string>; flags: string[] } {
  const values: Record<string, string> = {};
  const flags: string[] = [];
  const bracket = text.indexOf(' [');
  for (const word of (bracket < 0 ? text : text.slice(0, bracket)).split(' ', 100)) {
    const equals = word.indexOf('=');
    if (equals > 0) values[word.slice(0, equals)] ??= word.slice(equals + 1);
    else if (known.has(word)) flags.push(word);
  }
  return { values, flags };
}

/** `MAC=` holds the destination, the source and the ether type. */
function mac(text: string | undefined, from: number): string | undefined {
  const parts = text?.split(':');
  if (!parts || parts.length < 12) return undefined;
  return parts
    .slice(from, from + 6)
    .join('-')
    .toUpperCase();
}

function actionOf(prefix: string): string | undefined {
  if (/drop|deny|denied|block|reject|-D\]|-R\]/i.test(prefix)) return 'drop';
  return /accept|allow|permit|-A\]/i.test(prefix) ? 'accept' : undefined;
}
