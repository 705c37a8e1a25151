import { excerpt } from '#platform/kernel/text.ts';
import type { GeneralName } from '../build/general-names.ts';
import { isDnsName } from '../validation/names/dns.ts';
import { parseMailbox } from '../validation/names/email.ts';
import { ipText, parseIp } from '../x509/general-name.ts';
import type { Finding } from './findings.ts';
import type { CertificateRequest, HolderFacts } from './plan.ts';
import type { Profile } from './schema.ts';

/** The subject alternative names: those of the directory, or the part of them that was asked for. */
export function planAltNames(
  { names }: Profile,
  facts: HolderFacts,
  request: CertificateRequest,
  findings: Finding[],
): readonly GeneralName[] {
  const altNames: GeneralName[] = [
    ...dnsNames(names.dns, facts.dnsNames ?? [], request.dnsNames, findings),
    ...ipNames(names.ip, facts.ipAddresses ?? [], request.ipAddresses, findings),
    ...emailNames(names.email, facts.email, findings),
  ];
  if (names.required && altNames.length === 0) {
    findings.push({
      code: 'names-missing',
      field: 'dnsNames',
      zh: '至少需要一个域名或 IP 地址，请先在目录中登记',
      en: 'at least one domain name or IP address is needed; enter it in the directory first',
    });
  }
  return altNames;
}

function dnsNames(
  rule: Profile['names']['dns'],
  registered: readonly string[],
  asked: readonly string[] | undefined,
  findings: Finding[],
): GeneralName[] {
  const wanted = pick('dnsNames', rule, registered.map(lower), asked?.map(lower), findings);
  wanted.forEach((name, index) => {
    const problem = dnsProblem(name, rule);
    if (problem) findings.push({ ...problem, field: `dnsNames.${index}` });
  });
  return wanted.map((value) => ({ type: 'dns', value }));
}

function ipNames(
  rule: Profile['names']['ip'],
  registered: readonly string[],
  asked: readonly string[] | undefined,
  findings: Finding[],
): GeneralName[] {
  const wanted = pick('ipAddresses', rule, registered.map(canonicalIp), asked?.map(canonicalIp), findings);
  wanted.forEach((address, index) => {
    if (parseIp(address)) return;
    findings.push({
      code: 'ip-syntax',
      field: `ipAddresses.${index}`,
      zh: `不是 IP 地址：${excerpt(address)}`,
      en: `not an IP address: ${excerpt(address)}`,
    });
  });
  return wanted.map((value) => ({ type: 'ip', value }));
}

function emailNames(
  rule: 'none' | 'directory',
  email: string | undefined,
  findings: Finding[],
): GeneralName[] {
  if (rule === 'none' || email === undefined || email === '') return [];
  if (email.length > 254 || !parseMailbox(email)) {
    findings.push({
      code: 'email-syntax',
      field: 'email',
      zh: '目录中的电子邮箱格式不正确',
      en: 'the email address in the directory is malformed',
    });
  }
  return [{ type: 'email', value: email }];
}

/** What of the directory was asked for: all of it without a wish; a wish for more is outside of the profile. */
function pick(
  field: 'dnsNames' | 'ipAddresses',
  rule: { readonly from: 'none' | 'directory'; readonly max: number },
  registered: readonly string[],
  asked: readonly string[] | undefined,
  findings: Finding[],
): readonly string[] {
  if (rule.from === 'none') {
    if (asked && asked.length > 0) {
      findings.push({
        code: 'names-not-allowed',
        field,
        zh: '模板不允许这类名称',
        en: 'the profile allows no names of this kind',
      });
    }
    return [];
  }
  const wanted = [...new Set(asked ?? registered)];
  if (wanted.length > rule.max) {
    findings.push({ code: 'names-too-many', field, zh: `最多 ${rule.max} 个`, en: `${rule.max} at most` });
    return [];
  }
  wanted.forEach((name, index) => {
    if (registered.includes(name)) return;
    findings.push({
      code: 'names-outside-profile',
      field: `${field}.${index}`,
      zh: `名称超出模板范围，目录中没有登记：${excerpt(name)}`,
      en: `outside of the profile: not in the directory: ${excerpt(name)}`,
    });
  });
  return wanted;
}

function dnsProblem(name: string, rule: Profile['names']['dns']): Omit<Finding, 'field'> | undefined {
  const wildcard = name.startsWith('*.');
  const base = wildcard ? name.slice(2) : name;
  if (!isDnsName(base))
    return {
      code: 'dns-syntax',
      zh: `不是域名：${excerpt(name)}`,
      en: `not a domain name: ${excerpt(name)}`,
    };
  if (wildcard && !rule.wildcard) {
    return { code: 'dns-wildcard', zh: '模板不允许通配域名', en: 'the profile allows no wildcard names' };
  }
  if (
    rule.within.length > 0 &&
    !rule.within.some((domain) => base === domain || base.endsWith(`.${domain}`))
  ) {
    const domains = rule.within.join(', ');
    return { code: 'dns-domain', zh: `域名应属于 ${domains}`, en: `must be at or below ${domains}` };
  }
  return undefined;
}

function lower(text: string): string {
  return text.toLowerCase();
}

/** One spelling for one address; what is no address stays, and is found later. */
function canonicalIp(text: string): string {
  const octets = text.length <= 45 ? parseIp(text) : undefined;
  return octets ? ipText(octets) : text;
}
