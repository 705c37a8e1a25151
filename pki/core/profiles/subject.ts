import { mixedLetter } from '#platform/kernel/scripts.ts';
import { type DistinguishedName, nameAttributes, type SubjectAttribute } from '../build/names.ts';
import { codePointOf } from '../directory/text.ts';
import type { Finding } from './findings.ts';
import type { HolderFacts } from './plan.ts';
import type { Profile, SubjectSource } from './schema.ts';

/** The subject by the profile's rules: the order is theirs, the words are the directory's. */
export function planSubject(
  { subject }: Profile,
  facts: HolderFacts,
  findings: Finding[],
): DistinguishedName {
  return subject.flatMap(({ attribute, from, value, required }) => {
    const values = from === undefined ? [value ?? ''] : valuesFrom(from, facts).map((text) => text.trim());
    if (values.length === 0 && required) {
      findings.push({ code: 'subject-missing', field: from ?? attribute, ...missing });
    }
    return values.map((text) => {
      for (const check of checks) {
        const problem = check(text, attribute);
        if (problem) findings.push({ ...problem, field: from ?? attribute });
      }
      return { type: attribute, value: text };
    });
  });
}

function valuesFrom(
  source: SubjectSource,
  { organisations, name, number, title }: HolderFacts,
): readonly string[] {
  switch (source) {
    case 'holder.name':
      return present(name);
    case 'holder.number':
      return present(number);
    case 'holder.title':
      return present(title);
    case 'organisation.top':
      return organisations.slice(0, 1);
    case 'organisation.units':
      return organisations.slice(1);
    case 'organisation.own':
      return organisations.slice(-1);
  }
}

function present(value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [value];
}

const missing = {
  zh: '目录中缺少此项，无法组成证书主体',
  en: 'the directory lacks this part of the subject',
};

type SubjectCheck = (text: string, attribute: SubjectAttribute) => Omit<Finding, 'field'> | undefined;

const checks: readonly SubjectCheck[] = [
  /** RFC 5280 appendix A.1, upper bounds, counted in characters. */
  function length(text, attribute) {
    const { max } = nameAttributes[attribute];
    if ([...text].length <= max && text.trim() !== '') return undefined;
    return { code: 'subject-length', zh: `应为 1 至 ${max} 个字`, en: `must have 1 to ${max} characters` };
  },
  function characters(text) {
    if (!/[\p{C}\u2028\u2029]/u.test(text)) return undefined;
    return {
      code: 'subject-characters',
      zh: '含有不可见字符或控制字符',
      en: 'contains control or invisible characters',
    };
  },
  /** The directory refuses these; it may hold older ones. */
  function scripts(text) {
    const letter = mixedLetter(text);
    if (letter === undefined) return undefined;
    const shown = `“${letter}”，${codePointOf(letter)}`;
    return {
      code: 'subject-mixed-scripts',
      zh: `混用了形近的拉丁、西里尔或希腊字母（${shown}），可能用于冒充`,
      en: `mixes Latin, Cyrillic or Greek letters that look alike (${shown.replace('，', ', ')})`,
    };
  },
  function encoding(text, attribute) {
    try {
      nameAttributes[attribute].encode(text);
      return undefined;
    } catch {
      return {
        code: 'subject-encoding',
        zh: '此项只能使用字母、数字和常用英文标点',
        en: 'may only hold letters, digits and common punctuation of ASCII',
      };
    }
  },
  /** Personal data: certificates are public (GB/T 35273). */
  function residentIdentityNumber(text) {
    if (!(text.match(/\d{17}[\dXx]/g) ?? []).some(isResidentIdentityNumber)) return undefined;
    return {
      code: 'subject-identity-number',
      zh: '不得把居民身份证号写入证书，请改用工号',
      en: 'a resident identity number must not go into a certificate; use the staff number',
    };
  },
];

/** GB 11643: birth date and check digit (ISO 7064 MOD 11-2). */
function isResidentIdentityNumber(text: string): boolean {
  const month = Number(text.slice(10, 12));
  const dayOfMonth = Number(text.slice(12, 14));
  if (!/^(19|20)$/.test(text.slice(6, 8)) || month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > 31)
    return false;
  let sum = 0;
  for (let at = 0; at < 17; at += 1) sum += Number(text[at]) * (2 ** (17 - at) % 11);
  return '10X98765432'[sum % 11] === text[17]!.toUpperCase();
}
