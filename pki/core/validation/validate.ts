import type { Certificate } from '../x509/certificate.ts';
import { modernAlgorithms } from './algorithm-policy.ts';
import { reasonOf } from './findings.ts';
import { defaultLimits } from './limits.ts';
import { createPathSearch, type SearchEnd } from './path-building.ts';
import { processPath } from './process-path.ts';
import { createRevocationChecker, type ValidateSigner } from './revocation/checker.ts';
import { createSignatureChecker, type SignatureChecker } from './signatures.ts';
import type { Session } from './state.ts';
import type { Limits, Report, ValidationRequest } from './types.ts';

/**
 * Builds a path from the leaf to one of the anchors and validates it (RFC 5280 §6). Of several paths the
 * first valid one counts; when there is none the report is about the one that came furthest.
 * Never throws for any content of the certificates; time and memory are bounded by `limits`.
 */
export function validatePath(request: ValidationRequest): Report {
  const limits = { ...defaultLimits, ...request.limits };
  const signatures = createSignatureChecker(limits.signatures);
  return validateWithin(request, { limits, signatures, signerPathsLeft: limits.signerPaths }, []);
}

/** What a request and the paths of signers that it needs draw on together. */
type Budget = {
  readonly limits: Limits;
  readonly signatures: SignatureChecker;
  signerPathsLeft: number;
};

/** `signers` are the certificates whose lists or answers are being judged just now. */
function validateWithin(request: ValidationRequest, budget: Budget, signers: readonly Certificate[]): Report {
  const { limits, signatures } = budget;
  const validateSigner: ValidateSigner = (signerRequest) => {
    if (budget.signerPathsLeft === 0) return undefined;
    budget.signerPathsLeft -= 1;
    return validateWithin(signerRequest, budget, [...signers, signerRequest.leaf]);
  };
  const session: Session = {
    request,
    algorithms: request.algorithms ?? modernAlgorithms,
    strict: request.conformance !== 'path-only',
    limits,
    signatures,
    revocation: createRevocationChecker({ request, limits, signatures, signers, validateSigner }),
  };
  let best: Report | undefined;
  const { trustAnchors: anchors, intermediates = [], time } = request;
  const end = createPathSearch({ anchors, intermediates, time, signatures, limits }).run(
    request.leaf,
    (path) => {
      const report = processPath(path, session);
      if (best === undefined || progress(report) > progress(best)) best = report;
      return report.valid;
    },
  );
  return best ?? notBuilt(end, request.leaf);
}

function progress(report: Report): number {
  return report.valid ? Infinity : report.steps.length / report.path.length;
}

function notBuilt({ finding, path }: SearchEnd, leaf: Certificate): Report {
  const failure = {
    name: 'path-building',
    clause: 'RFC 5280 §6.1, RFC 4158',
    subject: path.length - 1,
    outcome: 'failed',
    reason: reasonOf(finding),
  } as const;
  const built = path.length > 0 ? path : [leaf];
  return { valid: false, path: built, steps: [failure], failure, policies: { authority: [], user: [] } };
}
