import { at, compact, count, isFields, said, side, some } from '../fields.ts';
import { anyTime } from '../line.ts';
import { iso } from '../time.ts';
import type { Fields, Line, ParseContext, Parser } from '../types.ts';

/** Suricata's EVE JSON. */
export const suricata: Parser = {
  name: 'suricata',
  title: { zh: 'Suricata 入侵检测（EVE）', en: 'Suricata (EVE JSON)' },
  class: 'network',
  parse: parseEve,
};

function parseEve({ json }: Line, context: ParseContext): Fields | undefined {
  const kind = json?.event_type;
  if (!json || typeof kind !== 'string' || json.timestamp === undefined) return undefined;
  if (json.src_ip === undefined && json.flow_id === undefined && kind !== 'stats') return undefined;
  const alert = isFields(json.alert) ? json.alert : undefined;
  return compact({
    '@timestamp': iso(anyTime(json.timestamp, context)),
    event: compact({
      kind: kind === 'alert' ? 'alert' : kind === 'stats' ? 'metric' : 'event',
      ...kindOf(kind, alert),
      action: said(alert?.action) ?? kind,
      severity: count(alert?.severity),
      dataset: 'suricata.eve',
      module: 'suricata',
    }),
    message: said(alert?.signature) ?? kind,
    source: some({
      ...side(json.src_ip, json.src_port),
      bytes: count(at(json, 'flow', 'bytes_toserver')),
      packets: count(at(json, 'flow', 'pkts_toserver')),
    }),
    destination: some({
      ...side(json.dest_ip, json.dest_port),
      bytes: count(at(json, 'flow', 'bytes_toclient')),
      packets: count(at(json, 'flow', 'pkts_toclient')),
    }),
    network: some({
      transport: said(json.proto)?.toLowerCase(),
      protocol:
        applicationOf(json.app_proto) ?? (isFields(json[kind]) && protocols.has(kind) ? kind : undefined),
      community_id: said(json.community_id),
    }),
    rule:
      alert &&
      compact({ id: said(alert.signature_id), name: said(alert.signature), category: said(alert.category) }),
    http: isFields(json.http)
      ? some({
          request: some({ method: said(json.http.http_method), referrer: said(json.http.http_refer) }),
          response: some({
            status_code: count(json.http.status),
            body: some({ bytes: count(json.http.length) }),
          }),
        })
      : undefined,
    url: some({ domain: said(at(json, 'http', 'hostname')), original: said(at(json, 'http', 'url')) }),
    user_agent: some({ original: said(at(json, 'http', 'http_user_agent')) }),
    dns: some({
      question: some({ name: said(at(json, 'dns', 'rrname')), type: said(at(json, 'dns', 'rrtype')) }),
      response_code: said(at(json, 'dns', 'rcode')),
      type: said(at(json, 'dns', 'type')),
    }),
    tls: some({
      client: some({ server_name: said(at(json, 'tls', 'sni')) }),
      server: some({ subject: said(at(json, 'tls', 'subject')), issuer: said(at(json, 'tls', 'issuerdn')) }),
    }),
    file: some({
      path: said(at(json, 'fileinfo', 'filename')),
      size: count(at(json, 'fileinfo', 'size')),
      hash: some({ sha256: said(at(json, 'fileinfo', 'sha256')), md5: said(at(json, 'fileinfo', 'md5')) }),
    }),
    suricata: { eve: json },
  });
}

const protocols = new Set([
  'http',
  'dns',
  'tls',
  'ssh',
  'smtp',
  'smb',
  'ftp',
  'rdp',
  'snmp',
  'tftp',
  'krb5',
  'nfs',
  'dhcp',
  'mqtt',
]);

function applicationOf(value: Fields[string] | undefined): string | undefined {
  const name = said(value);
  return name === 'failed' ? undefined : name;
}

function kindOf(kind: string, alert: Fields | undefined): Fields {
  if (kind === 'alert')
    return {
      category: ['network', 'intrusion_detection'],
      type: [alert?.action === 'blocked' ? 'denied' : 'allowed'],
    };
  if (kind === 'stats') return { category: ['host'], type: ['info'] };
  if (kind === 'flow' || kind === 'netflow') return { category: ['network'], type: ['connection'] };
  if (kind === 'http') return { category: ['network', 'web'], type: ['access', 'protocol'] };
  if (kind === 'fileinfo') return { category: ['network', 'file'], type: ['info'] };
  if (kind === 'drop') return { category: ['network'], type: ['denied'] };
  return { category: ['network'], type: ['protocol'] };
}
