import { nameAttributes } from '../build/names.ts';
import { tag } from '../der/tags.ts';
import { equalBytes } from '../der/values.ts';
import { oid } from '../oids.ts';
import type { NameAttribute } from '../x509/name.ts';
import type { LintRule } from './rule.ts';

const bounds = new Map(Object.values(nameAttributes).map((attribute) => [attribute.oid, attribute.max]));

const printableOnly: ReadonlySet<string> = new Set([oid.countryName, oid.serialNumber, oid.dnQualifier]);

function every(test: (attribute: NameAttribute) => boolean): LintRule['holds'] {
  return ({ certificate }) => certificate.subject.rdns.every((rdn) => rdn.every(test));
}

/** Issuer and subject: RFC 5280 §4.1.2.4, §4.1.2.6 and appendix A.1. */
export const nameRules: readonly LintRule[] = [
  {
    rule: 'issuer-not-empty',
    clause: 'RFC 5280 §4.1.2.4',
    zh: '颁发者名称不得为空',
    en: 'the issuer must not be empty',
    holds: ({ certificate }) => certificate.issuer.rdns.length > 0,
  },
  {
    rule: 'issuer-of-signer',
    clause: 'RFC 5280 §4.1.2.4, §6.1.3 (a)(4)',
    zh: '颁发者名称与签发机构证书的主体不一致',
    en: "the issuer is not the subject of the issuer's certificate",
    holds: ({ certificate, issuer }) =>
      equalBytes(certificate.issuer.raw, (issuer.certificate ?? certificate).subject.raw),
  },
  {
    rule: 'subject-of-authority',
    clause: 'RFC 5280 §4.1.2.6',
    zh: '签发机构证书的主体不得为空',
    en: 'the subject of an authority must not be empty',
    holds: ({ certificate }) =>
      certificate.subject.rdns.length > 0 || !certificate.extensions.read('basicConstraints')?.ca,
  },
  {
    rule: 'subject-or-alternative',
    clause: 'RFC 5280 §4.2.1.6',
    zh: '主体为空时应有标为关键的可选名称',
    en: 'with an empty subject there must be a critical subject alternative name',
    holds: ({ certificate }) =>
      certificate.subject.rdns.length > 0 || certificate.extensions.isCritical('subjectAltName'),
  },
  {
    rule: 'name-string-type',
    clause: 'RFC 5280 §4.1.2.4',
    zh: '名称应使用 UTF8String 或 PrintableString',
    en: 'names must be UTF8String or PrintableString',
    holds: every((attribute) => attribute.tag === tag.utf8String || attribute.tag === tag.printableString),
  },
  {
    rule: 'name-printable',
    clause: 'RFC 5280 appendix A.1',
    zh: '国家代码和编号应使用 PrintableString',
    en: 'country and serial number must be PrintableString',
    holds: every((attribute) => !printableOnly.has(attribute.oid) || attribute.tag === tag.printableString),
  },
  {
    rule: 'name-country',
    clause: 'RFC 5280 appendix A.1, ISO 3166-1',
    zh: '国家代码应为两个大写字母',
    en: 'the country must be two capital letters',
    holds: every((attribute) => attribute.oid !== oid.countryName || /^[A-Z]{2}$/.test(attribute.text ?? '')),
  },
  {
    rule: 'name-length',
    clause: 'RFC 5280 appendix A.1',
    zh: '名称的某一项为空或超过长度上限',
    en: 'a part of the name is empty or longer than its upper bound',
    holds: every(({ oid: type, text }) => {
      const length = [...(text ?? '')].length;
      return length > 0 && length <= (bounds.get(type) ?? 128);
    }),
  },
  {
    rule: 'name-characters',
    clause: 'RFC 4518 §2.2, §2.4',
    zh: '名称含有控制字符、不可见字符，或首尾有空格',
    en: 'a name has control or invisible characters, or spaces around it',
    holds: every(({ text = '' }) => !/[\p{C}\u2028\u2029]/u.test(text) && text.trim() === text),
  },
  {
    rule: 'name-no-email',
    clause: 'RFC 5280 §4.1.2.6',
    zh: '电子邮箱应写入可选名称，不写入主体',
    en: 'email addresses belong into the subject alternative name',
    holds: every((attribute) => attribute.oid !== oid.emailAddress),
  },
  {
    rule: 'name-no-repetition',
    clause: 'CA/B Forum BR §7.1.4.1',
    zh: '主体中除部门以外，同一项重复出现',
    en: 'the subject has an attribute other than organizational units twice',
    holds: ({ certificate }) => {
      const types = certificate.subject.rdns.flat().map((attribute) => attribute.oid);
      const single = types.filter((type) => type !== oid.organizationalUnitName);
      return new Set(single).size === single.length;
    },
  },
];
