import type { Comparison, CorrelationRule, CorrelationType, WorkingHours } from './ast.ts';
import { type Fields, isMap, mapAt, textAt, textsAt } from './document.ts';
import { type Path, RuleFault } from './fault.ts';

const types: readonly CorrelationType[] = [
  'event_count',
  'value_count',
  'value_sum',
  'value_avg',
  'temporal',
  'temporal_ordered',
  'anmin:new_value',
  'anmin:inactive',
  'anmin:outside_hours',
];
const comparisons: readonly Comparison[] = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'];
const units: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const maxTimespan = 1000 * 86_400_000;

/** The `correlation` section (Sigma 2.1 correlation rules; our own types in audit/rules/README.md). @throws RuleFault */
export function readCorrelation(
  fields: Fields,
): Omit<CorrelationRule, 'kind' | keyof import('./ast.ts').RuleHead> {
  const path = ['correlation'];
  const section = mapAt(fields.correlation, path);
  const typeName = textAt(section, 'type', path);
  if (typeName === undefined) throw new RuleFault('rule-missing', [...path, 'type']);
  const type = types.find((each) => each === typeName);
  if (type === undefined) throw new RuleFault('rule-correlation-type', [...path, 'type'], { type: typeName });
  const rules = textsAt(section, 'rules', path);
  if (rules.length === 0) throw new RuleFault('rule-missing', [...path, 'rules']);
  const condition = readLimits(section, path);
  const counts = type === 'event_count' || type.startsWith('value_');
  if (counts && condition.limits.length === 0) throw new RuleFault('rule-missing', [...path, 'condition']);
  const needsField = type.startsWith('value_') || type === 'anmin:new_value';
  if (needsField && condition.fields.length === 0)
    throw new RuleFault('rule-missing', [...path, 'condition', 'field']);
  return {
    type,
    rules,
    groupBy: textsAt(section, 'group-by', path),
    timespan: readTimespan(section, type, path),
    ...condition,
    aliases: readAliases(section, path),
    generate: section.generate === true || fields.generate === true,
    hours: type === 'anmin:outside_hours' ? readHours(section, path) : undefined,
  };
}

function readLimits(section: Fields, path: Path): Pick<CorrelationRule, 'limits' | 'fields'> {
  if (section.condition === undefined || section.condition === null) return { limits: [], fields: [] };
  const at = [...path, 'condition'];
  const condition = mapAt(section.condition, at);
  const limits = [];
  for (const [key, value] of Object.entries(condition)) {
    if (key === 'field') continue;
    const by = comparisons.find((each) => each === key);
    if (by === undefined) throw new RuleFault('rule-modifier-unknown', [...at, key], { modifier: key });
    if (typeof value !== 'number') throw new RuleFault('rule-type', [...at, key], { expected: 'number' });
    limits.push({ by, number: value });
  }
  return { limits, fields: textsAt(condition, 'field', at) };
}

function readTimespan(section: Fields, type: CorrelationType, path: Path): number {
  const text = textAt(section, 'timespan', path) ?? textAt(section, 'timeframe', path);
  if (text === undefined && type === 'anmin:outside_hours') return 0;
  if (text === undefined) throw new RuleFault('rule-missing', [...path, 'timespan']);
  const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  const timespan = count === undefined ? 0 : Number(count) * units[unit!]!;
  if (timespan <= 0 || timespan > maxTimespan)
    throw new RuleFault('rule-value', [...path, 'timespan'], { value: text.slice(0, 50) });
  return timespan;
}

function readAliases(section: Fields, path: Path): CorrelationRule['aliases'] {
  if (section.aliases === undefined || section.aliases === null) return new Map();
  const at = [...path, 'aliases'];
  return new Map(
    Object.entries(mapAt(section.aliases, at)).map(([alias, raw]) => {
      const byRule = mapAt(raw, [...at, alias]);
      const fields = Object.keys(byRule).map((rule) => {
        const field = textAt(byRule, rule, [...at, alias]);
        if (field === undefined) throw new RuleFault('rule-missing', [...at, alias, rule]);
        return [rule, field] as const;
      });
      return [alias, new Map(fields)];
    }),
  );
}

/** `hours: { from: '08:30', to: '18:00', days: [1, 2, 3, 4, 5], offset: '+08:00' }`. */
function readHours(section: Fields, path: Path): WorkingHours {
  const at = [...path, 'hours'];
  const hours = mapAt(section.hours, at);
  const minutes = (key: string) => {
    const [, sign, hour, minute] = /^([+-]?)(\d\d):(\d\d)$/.exec(textAt(hours, key, at) ?? '') ?? [];
    if (hour === undefined || Number(hour) > 24 || Number(minute) > 59)
      throw new RuleFault('rule-value', [...at, key], { value: String(hours[key]).slice(0, 50) });
    return (sign === '-' ? -1 : 1) * (Number(hour) * 60 + Number(minute));
  };
  const days = hours.days;
  if (
    !Array.isArray(days) ||
    !days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7) ||
    isMap(days)
  )
    throw new RuleFault('rule-type', [...at, 'days'], { expected: '1 … 7' });
  return { from: minutes('from'), to: minutes('to'), days, offset: minutes('offset') };
}
