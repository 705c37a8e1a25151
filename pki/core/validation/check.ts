import type { Place, Session, State } from './state.ts';
import type { CheckResult } from './types.ts';

/** One idea of the specification. It may change `state`, as the algorithm of RFC 5280 §6.1 does. */
export type Check = {
  readonly name: string;
  /** Where the rule stands. */
  readonly clause: string;
  readonly run: (place: Place, state: State, session: Session) => CheckResult;
};
