import { equalBytes } from '../der/values.ts';
import type { Certificate } from '../x509/certificate.ts';
import { type Name, nameText, sameName } from '../x509/name.ts';
import { samePublicKey } from '../x509/public-key.ts';
import { type Finding, finding } from './findings.ts';
import { lacksParameters } from './inherited-parameters.ts';
import type { SignatureChecker } from './signatures.ts';
import type { Limits } from './types.ts';

export type PathSearch = {
  /** Calls `use` with each path, best first, from the leaf to an anchor, until it answers true. */
  run(leaf: Certificate, use: (path: readonly Certificate[]) => boolean): SearchEnd;
};

/** Why the search ended without a path that was taken. `path` is the longest that was begun. */
export type SearchEnd = { readonly finding: Finding; readonly path: readonly Certificate[] };

type Inputs = {
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  readonly time: Date;
  readonly signatures: SignatureChecker;
  readonly limits: Limits;
};

/**
 * Depth first, from the leaf upwards (RFC 4158): anchors before intermediates, certificates whose key
 * identifier fits before others. A name with the same key stands once in a path; bounded by `limits`.
 */
export function createPathSearch({ anchors, intermediates, time, signatures, limits }: Inputs): PathSearch {
  const anchorsNamed = finderByName(anchors);
  const intermediatesNamed = finderByName(intermediates);
  return {
    run(leaf, use) {
      let visits = 0;
      let paths = 0;
      let stopped = false;
      let longest: SearchEnd = { finding: dangling(leaf), path: [leaf] };

      function climb(path: readonly Certificate[]): boolean {
        const child = path[path.length - 1]!;
        if (path.length >= limits.pathLength) return false;
        for (const issuer of issuersOf(child)) {
          if (++visits > limits.visits || signatures.exhausted || paths >= limits.paths) {
            stopped = true;
            return false;
          }
          const isAnchor = anchors.includes(issuer);
          if (!isAnchor && path.some((above) => isSameEntity(above, issuer))) continue;
          if (!mayHaveSigned(issuer, child)) {
            note(path, finding('signature-invalid'));
            continue;
          }
          const longer = [...path, issuer];
          if (isAnchor) {
            paths += 1;
            if (use(longer)) return true;
          } else {
            note(longer, dangling(issuer));
            if (climb(longer)) return true;
          }
          if (stopped) return false;
        }
        return false;
      }

      function note(path: readonly Certificate[], why: Finding): void {
        if (
          path.length > longest.path.length ||
          (path.length === longest.path.length && why.code === 'signature-invalid')
        ) {
          longest = { finding: why, path };
        }
      }

      climb([leaf]);
      return stopped || signatures.exhausted
        ? { finding: finding('search-limit'), path: longest.path }
        : longest;
    },
  };

  function mayHaveSigned(issuer: Certificate, child: Certificate): boolean {
    // Without its parameters the key cannot be used yet; the signature is checked with the path.
    return lacksParameters(issuer.publicKey) || signatures.isSignedBy(child, issuer.publicKey);
  }

  function issuersOf(child: Certificate): Certificate[] {
    const fromAnchors = anchorsNamed(child.issuer);
    const fromOthers = intermediatesNamed(child.issuer).filter(
      (candidate) => !isAnchor(candidate, fromAnchors),
    );
    const byFit = (a: Certificate, b: Certificate) => misfit(a, child) - misfit(b, child);
    return [...fromAnchors.sort(byFit), ...fromOthers.sort(byFit)];
  }

  /** 0 for the best candidate. Only a hint: a wrong one is tried, too, but later. */
  function misfit(issuer: Certificate, child: Certificate): number {
    const wanted = keyIdOf(child, 'authority');
    const own = keyIdOf(issuer, 'subject');
    const identifier = wanted === undefined || own === undefined ? 1 : wanted === own ? 0 : 4;
    const current = time >= issuer.notBefore && time <= issuer.notAfter ? 0 : 2;
    return identifier + current;
  }
}

/** Few are compared one by one; for many the comparable forms of all names are worth their cost. */
function finderByName(certificates: readonly Certificate[]): (name: Name) => Certificate[] {
  if (certificates.length <= 32) {
    return (name) => certificates.filter((certificate) => sameName(certificate.subject, name));
  }
  const byKey = Map.groupBy(certificates, (certificate) => certificate.subject.key);
  return (name) => [...(byKey.get(name.key) ?? [])];
}

function dangling(certificate: Certificate): Finding {
  return certificate.selfIssued
    ? finding('untrusted-root', { name: nameText(certificate.subject) })
    : finding('issuer-not-found', { name: nameText(certificate.issuer) });
}

function isAnchor(certificate: Certificate, anchors: readonly Certificate[]): boolean {
  return anchors.some((anchor) => equalBytes(anchor.raw, certificate.raw));
}

/** RFC 4158 §2.4.2 (loop detection): the same name with the same key. */
function isSameEntity(a: Certificate, b: Certificate): boolean {
  return a === b || (sameName(a.subject, b.subject) && samePublicKey(a.publicKey, b.publicKey));
}

function keyIdOf(certificate: Certificate, whose: 'authority' | 'subject'): string | undefined {
  try {
    if (whose === 'subject') return certificate.extensions.read('subjectKeyIdentifier');
    return certificate.extensions.read('authorityKeyIdentifier')?.keyId;
  } catch {
    return undefined;
  }
}
