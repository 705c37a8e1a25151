import { sourceClasses } from '../../core/parse/types.ts';
import { classOf, type EventDocument } from '../../core/record.ts';

/** What the indices of one installation are called: `<prefix>-<class>-<day>`, and `<prefix>-state`. */
export type IndexNames = {
  readonly prefix: string;
  /** Keeps the position in the evidence log. */
  readonly state: string;
  /** Deletes old days where the cluster has such policies. */
  readonly policy: string;
  /** One pattern a class: nothing else under the prefix is touched. */
  readonly patterns: readonly string[];
  of(document: EventDocument): string;
  /** The indices in which an event of that day may be. */
  ofDay(day: string): readonly string[];
  /** The day of an index; undefined: it is none of ours. */
  dayOf(index: string): string | undefined;
};

export function indexNames(prefix: string): IndexNames {
  const form = new RegExp(`^${prefix}-(?:${sourceClasses.join('|')})-(\\d{4}-\\d\\d-\\d\\d)$`);
  return {
    prefix,
    state: `${prefix}-state`,
    policy: `${prefix}-retention`,
    patterns: sourceClasses.map((each) => `${prefix}-${each}-*`),
    of: ({ day, fields }) => `${prefix}-${classOf(fields)}-${day}`,
    ofDay: (day) => sourceClasses.map((each) => `${prefix}-${each}-${day}`),
    dayOf: (index) => form.exec(index)?.[1],
  };
}
