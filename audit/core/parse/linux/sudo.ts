import { compact, some } from '../fields.ts';
import type { Fields, Parser } from '../types.ts';
import { pamFields } from './pam.ts';

/** sudo: commands run as another user, and refusals. */
export const sudo: Parser = {
  name: 'sudo',
  title: { zh: 'sudo 提权命令', en: 'sudo commands' },
  class: 'operations',
  parse(line) {
    if (line.program !== 'sudo') return undefined;
    const fields = pamFields(line) ?? commandFields(line.body);
    if (fields) Object.assign(fields.event as Fields, { dataset: 'system.auth', module: 'sudo' });
    return fields;
  },
};

/** Fields that sudo writes with `;` between them (sudoers(5), LOG FORMAT); COMMAND is the last and may hold anything. */
const names = ['TTY', 'PWD', 'USER', 'GROUP', 'TSID', 'ENV', 'HOST', 'CHROOT', 'COMMAND'];

function commandFields(body: string): Fields {
  const split = body.indexOf(' : ');
  if (split < 0) return { event: { kind: 'event', category: ['process'], type: ['info'] } };
  const user = body.slice(0, split).trim();
  const { values, note } = read(body.slice(split + 3));
  const command = values.COMMAND;
  const denied = note !== undefined;
  return compact({
    event: compact({
      kind: 'event',
      category: denied ? ['authentication', 'process'] : ['process'],
      type: denied ? ['denied'] : ['start'],
      action: 'sudo',
      outcome: denied ? 'failure' : 'success',
      reason: note,
    }),
    user: compact({
      name: user,
      effective: some({ name: values.USER, group: some({ name: values.GROUP }) }),
    }),
    process: some({
      name: 'sudo',
      command_line: command,
      executable: command?.split(' ', 1)[0],
      working_directory: values.PWD,
      tty: some({ name: values.TTY }),
    }),
    sudo: some({ session: values.TSID, environment: values.ENV, host: values.HOST }),
  });
}

function read(text: string): { values: Record<string, string>; note: string | undefined } {
  const values: Record<string, string> = {};
  const notes: string[] = [];
  let rest = text;
  while (rest !== '') {
    const equals = rest.indexOf('=');
    const name = equals > 0 && equals < 12 ? rest.slice(0, equals) : '';
    const last = name === 'COMMAND';
    const end = last ? -1 : rest.indexOf(' ; ');
    const part = end < 0 ? rest : rest.slice(0, end);
    rest = end < 0 ? '' : rest.slice(end + 3);
    if (names.includes(name)) values[name] = part.slice(equals + 1).trim();
    else if (part.trim() !== '') notes.push(part.trim());
  }
  // `(command continued)` is the rest of a long command, not a refusal.
  const note = notes.filter((text) => !text.startsWith('(command continued)')).join('; ');
  return { values, note: note === '' ? undefined : note };
}
