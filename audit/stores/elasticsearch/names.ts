import type { EventDocument } from '../../core/record.ts';

/** Kinds of audit that have indices of their own; what says no kind, or another, goes into `other`. */
const classes: readonly string[] = ['network', 'operations', 'database', 'business', 'other'];

/** What the indices of one installation are called: `<prefix>-<class>-<day>`, and `<prefix>-state`. */
export type IndexNames = {
  readonly prefix: string;
  /** Keeps the position in the evidence log. */
  readonly state: string;
  /** One pattern a class: nothing else under the prefix is touched. */
  readonly patterns: readonly string[];
  of(document: EventDocument): string;
  /** The indices in which an event of that day may be. */
  ofDay(day: string): readonly string[];
  /** The day of an index; undefined: it is none of ours. */
  dayOf(index: string): string | undefined;
};

export function indexNames(prefix: string): IndexNames {
  const form = new RegExp(`^${prefix}-(?:${classes.join('|')})-(\\d{4}-\\d\\d-\\d\\d)$`);
  return {
    prefix,
    state: `${prefix}-state`,
    patterns: classes.map((each) => `${prefix}-${each}-*`),
    of: ({ day, fields }) => {
      const { anmin } = fields as { anmin?: { class?: unknown } };
      const said = anmin?.class;
      return `${prefix}-${typeof said === 'string' && classes.includes(said) ? said : 'other'}-${day}`;
    },
    ofDay: (day) => classes.map((each) => `${prefix}-${each}-${day}`),
    dayOf: (index) => form.exec(index)?.[1],
  };
}
