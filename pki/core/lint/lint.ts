import { assembleSigned } from '../build/certificate.ts';
import { DerError } from '../der/errors.ts';
import { cursor, elementAt } from '../der/reader.ts';
import { contextConstructed, contextTag, tag } from '../der/tags.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { altNameRules } from './alt-name-rules.ts';
import { basicRules } from './basic-rules.ts';
import { extensionRules, knownExtensions } from './extension-rules.ts';
import { nameRules } from './name-rules.ts';
import type { Linted, LintFinding, LintIssuer, LintRule } from './rule.ts';
import { usageRules } from './usage-rules.ts';

export type { LintFinding, LintIssuer } from './rule.ts';

/** All rules, in the order of RFC 5280. */
export const lintRules: readonly LintRule[] = [
  ...basicRules,
  ...nameRules,
  ...extensionRules,
  ...usageRules,
  ...altNameRules,
];

/**
 * Reads a DER TBSCertificate back with the strict reader and holds it against every rule. It must not be
 * signed when anything is found. Never throws on what the octets say.
 */
export function lintTbsCertificate(tbs: Uint8Array, issuer: LintIssuer): readonly LintFinding[] {
  try {
    const linted = read(tbs, issuer);
    return lintRules
      .filter(({ holds }) => !holds(linted))
      .map(({ rule, clause, zh, en }) => ({ rule, clause, zh, en }));
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    const { zh, en } = error.texts;
    return [
      {
        rule: 'readable',
        clause: 'X.690 §10',
        zh: `证书编码有误：${zh}`,
        en: `the encoding is wrong: ${en}`,
      },
    ];
  }
}

function read(tbs: Uint8Array, issuer: LintIssuer): Linted {
  const certificate = parseCertificate(assembleSigned(tbs, issuer.signature, Buffer.alloc(1)));
  for (const { oid } of certificate.extensions) {
    const name = knownExtensions.get(oid);
    if (name) certificate.extensions.read(name);
  }
  return { certificate, issuer, ...readRest(certificate.tbsRaw) };
}

/**
 * What the parsed certificate does not keep: the types of its times, and whether it has unique identifiers.
 * @param tbs read before: its encoding is known to be right
 */
function readRest(tbs: Uint8Array): Pick<Linted, 'timeTags' | 'hasUniqueIds'> {
  const inside = cursor(elementAt(tbs, 0, tbs.length));
  inside.optional(contextConstructed(0));
  inside.next(tag.integer);
  inside.next();
  inside.next();
  const validity = cursor(inside.next());
  const timeTags = [validity.next().tag, validity.next().tag] as const;
  inside.next();
  inside.next();
  const ids = [inside.optional(contextTag(1)), inside.optional(contextTag(2))];
  return { timeTags, hasUniqueIds: ids.some((id) => id !== undefined) };
}
