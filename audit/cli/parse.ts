import { parseArgs } from 'node:util';
import type { Command, CommandContext } from '#platform/kernel/domain.ts';
import { auditErrors } from '../errors.ts';

const usage =
  'anmin audit parse [--format auto|NAME] [--source-timezone ZONE] < LINES > NDJSON\n  anmin audit parse --list';

/** `anmin audit parse`: records as lines in, one ECS event a line out. */
export const parseCommand: Command = {
  verb: 'parse',
  summary: { zh: '把日志行解析为 ECS 事件', en: 'Turn log lines into ECS events' },
  usage,
  async run(context) {
    const { values, positionals } = parseArgs({
      args: [...context.args],
      options: {
        format: { type: 'string', default: 'auto' },
        'source-timezone': { type: 'string' },
        list: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    if (positionals.length > 0) {
      context.err(usage);
      return 2;
    }
    // Loaded here: the command line knows this command without all that parsing needs.
    const { parsers } = await import('../core/parse/table.ts');
    if (values.list) {
      list(context, [...parsers.values()]);
      return 0;
    }
    const { format } = values;
    if (format !== 'auto' && !parsers.has(format)) {
      throw auditErrors['parse-format-unknown']({ format, known: [...parsers.keys()].join(' ') });
    }
    await stream(context, format, await zoneOf(values['source-timezone']));
    return 0;
  },
};

function list(
  { out, json }: CommandContext,
  all: readonly { name: string; title: { zh: string; en: string } }[],
): void {
  if (json) out(JSON.stringify(all.map(({ name, title }) => ({ name, title }))));
  else for (const { name, title } of all) out(`${name.padEnd(18)} ${title.zh} / ${title.en}`);
}

/** `Asia/Shanghai`, `Z`, `+08:00`; without one the zone of this machine. */
async function zoneOf(said: string | undefined): Promise<number | string> {
  if (said === undefined) return Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (said === 'Z' || said === 'z') return 0;
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(said);
  if (offset) return (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]));
  const { isZone } = await import('../core/parse/time.ts');
  if (!isZone(said)) throw auditErrors['parse-zone-unknown']({ zone: said });
  return said;
}

async function stream(
  { stdin, out }: CommandContext,
  format: string,
  timeZone: number | string,
): Promise<void> {
  const [
    { createParsing },
    { assembleAuto },
    { oneLineEach },
    { parsers },
    { maxRecordLength },
    { createSqlParser },
    { createLineSplitter },
  ] = await Promise.all([
    import('../core/parse/parsing.ts'),
    import('../core/parse/assemble-auto.ts'),
    import('../core/parse/assemble.ts'),
    import('../core/parse/table.ts'),
    import('../core/parse/types.ts'),
    import('../adapters/sql-parser.ts'),
    import('./parse-input.ts'),
  ]);
  const { parseRecord } = createParsing({ sql: await createSqlParser() });
  const assembler = format === 'auto' ? assembleAuto() : (parsers.get(format)?.assemble ?? oneLineEach)();
  const chain = format === 'auto' ? 'auto' : [format];
  let lines: string[] = [];
  const print = (records: readonly string[]) => {
    for (const record of records) {
      if (record === '') continue;
      const context = { receivedAt: Date.now(), timeZone, stream: 'stdin', received: false };
      lines.push(JSON.stringify(parseRecord(record, chain, context)));
    }
  };
  // Blank lines too: they may be within a statement. Between records they are none.
  const take = (line: string) => print(assembler.push(line));
  const flush = () => {
    if (lines.length > 0) out(lines.join('\n'));
    lines = [];
  };
  // One character more than a record may have: a line that was cut is known by it.
  const splitter = createLineSplitter(maxRecordLength + 1);
  for await (const chunk of stdin) {
    splitter.push(chunk, take);
    flush();
  }
  splitter.end(take);
  print(assembler.flush());
  flush();
}
