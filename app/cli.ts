import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { loadConfig } from '#platform/config/index.ts';
import { systemActor } from '#platform/kernel/actor.ts';
import { systemClock } from '#platform/kernel/clock.ts';
import type { Command, CommandContext } from '#platform/kernel/domain.ts';
import { AppError, errorLines } from '#platform/kernel/errors.ts';
import { createLog } from '#platform/log/index.ts';
import { agentCommands, offlineAuditCommands } from '../audit/index.ts';
import { offlineCommands } from '../pki/index.ts';
import { commandLinePermissions, compose } from './compose.ts';
import { doctorCommand } from './doctor/command.ts';
import { appErrors } from './errors.ts';
import { projectDir } from './foundation.ts';

type Found = { readonly command: Command; readonly args: readonly string[] };

/** Commands that need no data directory, by `<domain> <verb>`. */
function offline(): Map<string, Command> {
  return new Map([
    ['doctor', doctorCommand()],
    ...offlineCommands.map((command) => [`pki ${command.verb}`, command] as const),
    ...offlineAuditCommands.map((command) => [`audit ${command.verb}`, command] as const),
    ...agentCommands.map((command) => [`agent ${command.verb}`, command] as const),
  ]);
}

/**
 * `anmin <domain> <verb> …`. Offline commands run alone; the others through the same composition as the
 * server, as a system actor named after the user of this machine.
 * @returns the exit code: 0 done, 1 a negative answer, 2 bad input or usage
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    const { configFile, json, words, own } = globals(argv);
    // A command of its own may have a `--config` of its own.
    const alone = pick(offline(), own) ?? pick(offline(), words);
    if (alone) return await run(alone, io, json, systemActor('cli', []));
    const config = loadConfig({ base: projectDir, ...(configFile !== undefined && { file: configFile }) });
    const begun = existsSync(config.dataDir);
    const asksHelp = words.length === 0 || words[0] === 'help';
    if (!begun && asksHelp) return help(io, offline());
    if (!begun) throw appErrors['no-data']({ dataDir: config.dataDir });
    // Standard output belongs to the command; the log goes to standard error.
    const log = createLog({ level: 'warn', destination: { write: (line) => io.err(line.trimEnd()) } });
    const system = await compose(config, { clock: systemClock, log });
    try {
      if (asksHelp) return help(io, new Map([...offline(), ...system.commands]));
      const found = pick(system.commands, words);
      if (!found) throw appErrors['unknown-command']({ command: words.slice(0, 2).join(' ') });
      const actor = systemActor(`cli:${userName()}`, commandLinePermissions);
      return await run(found, io, json, actor);
    } finally {
      await system.close();
    }
  } catch (error) {
    return fail(error, io);
  }
}

export type Io = Pick<CommandContext, 'stdin' | 'out' | 'err'>;

type Globals = {
  readonly configFile?: string;
  readonly json: boolean;
  readonly words: string[];
  /** With `--config` where it stood. */
  readonly own: string[];
};

/** Takes `--config FILE` and `--json` from wherever they stand; the rest is the command's own. */
function globals(argv: readonly string[]): Globals {
  const words = [...argv];
  const json = take(words, '--json') !== undefined;
  const own = [...words];
  const at = words.indexOf('--config');
  if (at < 0) return { json, words, own };
  const [, configFile] = words.splice(at, 2);
  if (configFile === undefined) throw appErrors['bad-usage']({ reason: '--config FILE' });
  return { configFile, json, words, own };
}

function take(words: string[], word: string): string | undefined {
  const at = words.indexOf(word);
  return at < 0 ? undefined : words.splice(at, 1)[0];
}

/** The command whose words begin the line, the longest first. */
function pick(commands: ReadonlyMap<string, Command>, words: readonly string[]): Found | undefined {
  for (let count = Math.min(3, words.length); count > 0; count--) {
    const command = commands.get(words.slice(0, count).join(' '));
    if (command) return { command, args: words.slice(count) };
  }
  return undefined;
}

async function run(
  { command, args }: Found,
  io: Io,
  json: boolean,
  actor: CommandContext['actor'],
): Promise<0 | 1 | 2> {
  if (!args.includes('--help')) return command.run({ ...io, args, json, actor });
  io.out(`${command.usage}\n    ${command.summary.zh} ${command.summary.en}`);
  return 0;
}

function help(io: Io, commands: ReadonlyMap<string, Command>): 0 {
  io.out('anmin <domain> <verb> [--json] [--config FILE]\n');
  for (const { usage, summary } of commands.values()) io.out(`  ${usage}\n      ${summary.zh} ${summary.en}`);
  return 0;
}

/** Who runs the command, by the system's own account and not by a variable that anybody can set. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'local');
  }
}

function fail(error: unknown, io: Io): 1 | 2 {
  if (error instanceof AppError) {
    io.err(errorLines(error));
    return error.status >= 500 ? 1 : 2;
  }
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    const usage = appErrors['bad-usage']({ reason: error.message });
    io.err(`${usage.texts.zh}\n${usage.texts.en}\n(${usage.code})`);
    return 2;
  }
  throw error;
}

if (import.meta.main) {
  const write = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(`${text}\n`);
  process.exitCode = await main(process.argv.slice(2), {
    stdin: process.stdin,
    out: write(process.stdout),
    err: write(process.stderr),
  });
}
