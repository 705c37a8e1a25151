import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Command, CommandContext } from '#platform/kernel/domain.ts';
import { createDetector, type Detector, type Match } from '../core/sigma/detector.ts';
import type { RawEvent } from '../core/sigma/event-view.ts';
import type { RuleSet } from '../core/sigma/rule-set.ts';
import { auditErrors } from '../errors.ts';
import { linesOf } from './lines.ts';
import { parseEvent } from './parse-event.ts';
import { loadRuleFiles } from './rule-files.ts';

const options = {
  rules: { type: 'string' },
  events: { type: 'string' },
  'all-rules': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

const usage = 'anmin audit detect --rules DIR --events FILE.ndjson|- [--all-rules]';

/** `anmin audit detect`: one line a match, in the order of the events. */
export const detectCommand: Command = {
  verb: 'detect',
  summary: {
    zh: '用检测规则逐行检查事件文件，每个命中输出一行',
    en: 'Applies detection rules to a file of events, one line a match',
  },
  usage,
  async run(context) {
    let given: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
    try {
      given = parseArgs({ args: [...context.args], options, allowPositionals: false }).values;
    } catch {
      context.err(usage);
      return 2;
    }
    if (given.rules === undefined || given.events === undefined) {
      context.err(usage);
      return 2;
    }
    const set = loadRuleFiles(given.rules);
    for (const fault of set.faults) context.err(`${fault.code}: ${fault.texts.zh}\n${fault.texts.en}`);
    const loaded = set.detections.length + set.correlations.length;
    if (loaded === 0) {
      context.err(`没有可用的规则：${given.rules}\nNo rule can be used: ${given.rules}`);
      return 2;
    }
    const detector = createDetector(set, { routed: !given['all-rules'] });
    const input = given.events === '-' ? context.stdin : createReadStream(given.events);
    try {
      await detectLines(input, detector, set, context);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      const fault = auditErrors['rule-file']({
        file: given.events,
        reason: (error as NodeJS.ErrnoException).code,
      });
      context.err(`${fault.texts.zh}\n${fault.texts.en}`);
      return 2;
    }
    return 0;
  },
};

/** A batch of output lines; writing each by itself would cost more than detection. */
const batch = 256;
const maxLine = 16 * 1024 * 1024;

async function detectLines(
  input: NodeJS.ReadableStream,
  detector: Detector,
  set: RuleSet,
  { out, err }: CommandContext,
): Promise<void> {
  const counts = { events: 0, bad: 0, matches: 0 };
  let lines: string[] = [];
  const flush = () => {
    if (lines.length > 0) out(lines.join('\n'));
    lines = [];
  };
  let number = -1;
  for await (const line of linesOf(input, maxLine)) {
    number++;
    if (line?.trim() === '') continue;
    let event: RawEvent;
    try {
      if (line === null) throw new Error('too long');
      event = parseEvent(line);
    } catch {
      counts.bad++;
      const fault = auditErrors['detect-event']({ line: number + 1 });
      err(`${fault.texts.zh}\n${fault.texts.en}`);
      continue;
    }
    counts.events++;
    for (const match of detector.feed(event, Date.now())) {
      counts.matches++;
      lines.push(matchLine(match, number));
    }
    if (lines.length >= batch) flush();
  }
  flush();
  const loaded = set.detections.length + set.correlations.length;
  const { kept, evicted } = detector.groups();
  err(
    `规则 ${loaded} 条（不可加载 ${set.faults.length} 条），事件 ${counts.events} 条（无效 ${counts.bad} 行），命中 ${counts.matches} 次`,
  );
  err(
    `${loaded} rules (${set.faults.length} could not be loaded), ${counts.events} events (${counts.bad} bad lines), ${counts.matches} matches`,
  );
  if (evicted > 0)
    err(
      `关联分组过多，已丢弃 ${evicted} 组，保留 ${kept} 组\nToo many groups: ${evicted} forgotten, ${kept} kept`,
    );
}

/** The author goes with every match: the Detection Rule License asks for it. */
function matchLine({ rule, group, figure }: Match, event: number): string {
  const { id, title, level, author } = rule;
  const correlation = figure === undefined ? {} : { group, figure };
  return JSON.stringify({ rule: id, title, level: level ?? null, event, author, ...correlation });
}
