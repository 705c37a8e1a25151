import type { Certificate } from '../x509/certificate.ts';
import type { Check } from './check.ts';
import { userPolicies } from './checks/policies.ts';
import { reasonOf } from './findings.ts';
import { initialState, type Place, type Session, type State } from './state.ts';
import {
  anchorChecks,
  basicChecks,
  conformanceChecks,
  leafChecks,
  preparationChecks,
  readabilityChecks,
} from './tables.ts';
import type { Report, Step } from './types.ts';

/**
 * RFC 5280 §6.1 for one path, given from the leaf up to its trust anchor. Ends at the first check that fails.
 */
export function processPath(path: readonly Certificate[], session: Session): Report {
  const downward = path.toReversed();
  const anchor = downward[0]!;
  const length = downward.length - 1;
  const state = initialState(session, anchor, length);
  const steps: Step[] = [];
  for (let index = 0; index <= length; index++) {
    const place: Place = {
      certificate: downward[index]!,
      issuer: downward[Math.max(0, index - 1)]!,
      index,
      length,
      isLeaf: index === length && index > 0,
      path: downward,
    };
    for (const table of tablesFor(place, session)) {
      const failure = runTable(table, place, state, session, steps);
      if (failure) return { valid: false, path, steps, failure, policies: { authority: [], user: [] } };
    }
  }
  const authority = state.policyGraph.authorityPolicies();
  const user = userPolicies(authority, session.request.policies?.initialSet);
  return {
    valid: true,
    path,
    steps,
    failure: undefined,
    policies: { authority: [...authority], user: [...user] },
  };
}

function tablesFor({ index, isLeaf }: Place, { strict }: Session): (readonly Check[])[] {
  const form = strict ? [readabilityChecks, conformanceChecks] : [readabilityChecks];
  if (index === 0) return [...form, anchorChecks];
  return [...form, basicChecks, isLeaf ? leafChecks : preparationChecks];
}

function runTable(
  table: readonly Check[],
  place: Place,
  state: State,
  session: Session,
  steps: Step[],
): Report['failure'] {
  const subject = place.length - place.index;
  for (const { name, clause, run } of table) {
    const result = run(place, state, session);
    if (typeof result === 'string') {
      steps.push({ name, clause, subject, outcome: result });
      continue;
    }
    const failure = { name, clause, subject, outcome: 'failed', reason: reasonOf(result) } as const;
    steps.push(failure);
    return failure;
  }
  return undefined;
}
