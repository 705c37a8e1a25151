import { oid } from '../oids.ts';
import { isPresentedDnsName } from '../validation/names/dns.ts';
import { parseMailbox } from '../validation/names/email.ts';
import { type GeneralName, generalNameText } from '../x509/general-name.ts';
import type { Linted, LintRule } from './rule.ts';

function altNames({ certificate }: Linted): readonly GeneralName[] {
  return certificate.extensions.read('subjectAltName') ?? [];
}

function every(kind: GeneralName['kind'], test: (text: string) => boolean): LintRule['holds'] {
  return (linted) =>
    altNames(linted).every((name) => name.kind !== kind || !('text' in name) || test(name.text));
}

/** The subject alternative name: RFC 5280 §4.2.1.6. */
export const altNameRules: readonly LintRule[] = [
  {
    rule: 'alt-name-kinds',
    clause: 'RFC 5280 §4.2.1.6',
    zh: '可选名称含有本机构不使用的类型',
    en: 'the subject alternative name has a form that this authority does not use',
    holds: (linted) => altNames(linted).every(({ kind }) => ['dns', 'email', 'ip', 'uri'].includes(kind)),
  },
  {
    rule: 'alt-name-duplicate',
    clause: 'X.509 §9.3.2.1',
    zh: '可选名称中有重复项',
    en: 'the subject alternative name has a name twice',
    holds: (linted) => {
      const names = altNames(linted).map((name) => generalNameText(name).toLowerCase());
      return new Set(names).size === names.length;
    },
  },
  {
    rule: 'alt-name-dns',
    clause: 'RFC 5280 §4.2.1.6, RFC 1034 §3.5',
    zh: '域名格式不正确',
    en: 'a domain name is not in the preferred name syntax',
    holds: every('dns', isPresentedDnsName),
  },
  {
    rule: 'alt-name-email',
    clause: 'RFC 5280 §4.2.1.6, RFC 5321 §4.1.2',
    zh: '电子邮箱格式不正确',
    en: 'an email address is not a mailbox',
    holds: every('email', (text) => parseMailbox(text) !== undefined),
  },
  {
    rule: 'alt-name-ip',
    clause: 'RFC 5280 §4.2.1.6',
    zh: 'IP 地址应为 4 或 16 个字节',
    en: 'an IP address must have 4 or 16 octets',
    holds: (linted) =>
      altNames(linted).every((name) => name.kind !== 'ip' || [4, 16].includes(name.bytes.length)),
  },
  {
    rule: 'alt-name-uri',
    clause: 'RFC 5280 §4.2.1.6, RFC 3986 §3',
    zh: '可选名称中的 URI 应为绝对地址',
    en: 'a URI must be absolute',
    holds: every('uri', (text) => URL.canParse(text) && /^[a-z][a-z0-9+.-]*:[\x21-\x7e]+$/i.test(text)),
  },
  {
    rule: 'server-has-name',
    clause: 'RFC 9525 §2',
    zh: '服务器证书应有域名或 IP 地址',
    en: 'a server certificate must have a domain name or an IP address',
    holds: (linted) =>
      !linted.certificate.extensions.read('extKeyUsage')?.includes(oid.serverAuth) ||
      altNames(linted).some(({ kind }) => kind === 'dns' || kind === 'ip'),
  },
];
