import type { Pattern } from './pattern.ts';

export type Level = 'informational' | 'low' | 'medium' | 'high' | 'critical';

/** Where a document stands: for messages. */
export type RulePlace = { readonly file: string; readonly line: number };

/** What both kinds of rules carry (Sigma 2.1 "Components"). */
export type RuleHead = {
  /** `id`, else `name`, else the title: what a match is reported under. */
  readonly id: string;
  readonly name: string | undefined;
  readonly title: string;
  readonly description: string | undefined;
  /** The same in English, of a rule of our own (`anmin.title_en` and so on). */
  readonly titleEn: string | undefined;
  readonly descriptionEn: string | undefined;
  readonly status: string | undefined;
  readonly level: Level | undefined;
  readonly author: string | undefined;
  readonly tags: readonly string[];
  readonly falsePositives: readonly string[];
  readonly falsePositivesEn: readonly string[];
  readonly place: RulePlace;
};

export type LogSource = {
  readonly category: string | undefined;
  readonly product: string | undefined;
  readonly service: string | undefined;
};

/** How numbers compare. */
export type Comparison = 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq';

export type TimePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

export type TextOperator = 'equals' | 'contains' | 'startswith' | 'endswith';

/** One value of a detection item, its modifiers applied as far as can be without an event. */
export type Value =
  | { readonly kind: 'text'; readonly pattern: Pattern; readonly cased: boolean; readonly dashes: boolean }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'boolean'; readonly boolean: boolean }
  | { readonly kind: 'null' }
  | {
      readonly kind: 'regex';
      readonly pattern: string;
      readonly flags: string;
      readonly test: (text: string) => boolean;
    }
  | { readonly kind: 'cidr'; readonly network: string; readonly prefix: number }
  | { readonly kind: 'compare'; readonly by: Comparison; readonly number: number }
  | { readonly kind: 'time'; readonly part: TimePart; readonly by: Comparison; readonly number: number }
  | { readonly kind: 'exists'; readonly exists: boolean }
  | { readonly kind: 'field'; readonly field: string; readonly by: TextOperator; readonly cased: boolean };

/** `Field|modifiers: values`; a keyword search when `field` is undefined. */
export type Item = {
  readonly field: string | undefined;
  readonly values: readonly Value[];
  /** All values must match instead of any. */
  readonly all: boolean;
  /** `neq`: none of them may match. */
  readonly negated: boolean;
};

/** A search: items joined with AND, or searches joined with OR. */
export type Search =
  | { readonly kind: 'items'; readonly items: readonly Item[] }
  | { readonly kind: 'any'; readonly of: readonly Search[] };

export type Condition =
  | { readonly kind: 'search'; readonly name: string }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'at-least'; readonly count: number; readonly of: readonly Condition[] };

export type DetectionRule = RuleHead & {
  readonly kind: 'detection';
  readonly logsource: LogSource;
  readonly searches: ReadonlyMap<string, Search>;
  readonly condition: Condition;
};

export type CorrelationType =
  | 'event_count'
  | 'value_count'
  | 'value_sum'
  | 'value_avg'
  | 'temporal'
  | 'temporal_ordered'
  | AnminType;

/** Our own stateful types, written `type: anmin:new_value` and so on; `audit/rules/README.md` defines them. */
export type AnminType = 'anmin:new_value' | 'anmin:inactive' | 'anmin:outside_hours';

export type CorrelationRule = RuleHead & {
  readonly kind: 'correlation';
  readonly type: CorrelationType;
  /** Ids or names, as written. */
  readonly rules: readonly string[];
  readonly groupBy: readonly string[];
  /** ms */
  readonly timespan: number;
  /** `gte: 100`, several joined with AND. */
  readonly limits: readonly { readonly by: Comparison; readonly number: number }[];
  /** Fields whose values are counted, summed or compared. */
  readonly fields: readonly string[];
  /** Alias, then rule (id or name), then field. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** The rules referred to also report by themselves. */
  readonly generate: boolean;
  /** For `anmin:outside_hours`. */
  readonly hours: WorkingHours | undefined;
};

export type WorkingHours = {
  /** Minutes since local midnight: work starts, work ends. */
  readonly from: number;
  readonly to: number;
  /** 1 Monday … 7 Sunday. */
  readonly days: readonly number[];
  /** Minutes east of UTC. */
  readonly offset: number;
};

export type Rule = DetectionRule | CorrelationRule;
