import type { LogSource } from './ast.ts';
import { type EventView, type FieldSlots, lowerOf } from './event-view.ts';
import { datasets, sysmonCategories, windowsCategories, windowsChannels } from './logsource-tables.ts';
import { numberOf } from './matchers.ts';

/**
 * What is known of where an event comes from. What is not known is undefined and rules out nothing;
 * `categories` of Windows say which of the Windows categories it has.
 */
export type EventSource = {
  readonly product: string;
  readonly service: string | undefined;
  readonly categories: readonly string[] | undefined;
};

/** Finds the source of an event, where it can be told for sure. The same source is the same object. */
export type SourceFinder = (view: EventView) => EventSource | undefined;

const auditdTypes =
  /^(execve|syscall|path|cwd|proctitle|sockaddr|service_(start|stop)|user_(auth|acct|start|end|cmd|login|logout|chauthtok|mgmt)|cred_(acq|disp|refr)|config_change|daemon_(start|end|abort)|add_user|del_user|add_group|del_group|avc|seccomp|tty|user_tty|anom_\w+|bpf|kern_module|login|eoe)$/;

export function createSourceFinder(slots: FieldSlots): SourceFinder {
  const channel = slots.slot('Channel');
  const provider = slots.slot('Provider_Name');
  const eventId = slots.slot('EventID');
  const type = slots.slot('type');
  const dataset = slots.slot('event.dataset');
  const sources = new Map<string, EventSource>();
  const text = (view: EventView, slot: number) => {
    const cell = view.cells[slot];
    return cell?.kind === 'scalar' ? lowerOf(cell) : undefined;
  };
  const once = (key: string, make: () => EventSource): EventSource => {
    const known = sources.get(key);
    if (known !== undefined) return known;
    const made = make();
    sources.set(key, made);
    return made;
  };

  return (view) => {
    const cell = view.cells[eventId];
    const id = cell === undefined ? undefined : numberOf(cell);
    const service = windowsService(text(view, channel), text(view, provider), id);
    if (service !== undefined) {
      const categories = id === undefined ? undefined : categoriesOf(service, id);
      return once(`windows ${service} ${categories?.join() ?? '?'}`, () => ({
        product: 'windows',
        service,
        categories,
      }));
    }
    const set = text(view, dataset);
    const bySet = set === undefined ? undefined : (datasets[set] ?? datasets[`${set.split('.')[0]}.*`]);
    if (bySet !== undefined)
      return once(`dataset ${bySet.product} ${bySet.service ?? ''}`, () => ({
        product: bySet.product,
        service: bySet.service,
        categories: undefined,
      }));
    // Written by auditd in capitals.
    const record = view.cells[type];
    if (
      record?.kind === 'scalar' &&
      record.text === record.text.toUpperCase() &&
      auditdTypes.test(lowerOf(record))
    )
      return once('auditd', () => ({ product: 'linux', service: 'auditd', categories: undefined }));
    return undefined;
  };
}

function windowsService(
  channel: string | undefined,
  provider: string | undefined,
  id: number | undefined,
): string | undefined {
  // "Log cleared" names the log that was cleared as its channel; it stands in another.
  if (provider === 'microsoft-windows-eventlog')
    return id === 104 ? 'system' : id === 1102 ? 'security' : undefined;
  if (channel !== undefined) return windowsChannels[channel];
  return provider === 'microsoft-windows-sysmon' ? 'sysmon' : undefined;
}

function categoriesOf(service: string, id: number): readonly string[] {
  if (service === 'sysmon') return sysmonCategories[id] ?? [];
  return windowsCategories[service]?.[id] ?? [];
}

const allWindowsCategories = new Set([
  ...Object.values(sysmonCategories).flat(),
  ...Object.values(windowsCategories).flatMap((each) => Object.values(each).flat()),
]);

/** Whether a rule is meant for events of this source: nothing that both name differs. */
export function isMeantFor(rule: LogSource, source: EventSource): boolean {
  if (rule.product !== undefined && rule.product !== source.product) return false;
  if (rule.service !== undefined && source.service !== undefined && rule.service !== source.service)
    return false;
  if (rule.category === undefined || source.categories === undefined) return true;
  return !allWindowsCategories.has(rule.category) || source.categories.includes(rule.category);
}
