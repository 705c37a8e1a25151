import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSyslogHeader } from '../syslog/header.ts';
import { assembleAuto } from './assemble-auto.ts';
import { csvValues } from './csv.ts';
import { createParsing } from './parsing.ts';

/** Lines that others wrote, with their own reading beside them (logpai/loghub); read where the folder is there. */
const folder = new URL('../../../../shared/samples/', import.meta.url);
const here = existsSync(folder);
const { parseRecord } = createParsing();
const context = { receivedAt: Date.parse('2026-11-22T08:00:00Z'), received: false };

function lines(name: string): string[] {
  return readFileSync(new URL(name, folder), 'utf8').trimEnd().split(/\r?\n/);
}

function rows(name: string): Record<string, string>[] {
  const [head, ...rest] = lines(name).map((line) => csvValues(line));
  return rest.map((values) => Object.fromEntries(head!.map((key, i) => [key, values[i] ?? ''])));
}

describe.skipIf(!here)('log lines of others', () => {
  it('OpenSSH: host, pid and message of every line as loghub has them', () => {
    const expected = rows('OpenSSH.structured.csv');
    for (const [i, line] of lines('OpenSSH.log').entries()) {
      const header = parseSyslogHeader(line, context)!;
      expect([header.app, header.processId, line.slice(header.start).trim()]).toEqual([
        'sshd',
        expected[i]!.Pid,
        expected[i]!.Content!.trim(),
      ]);
    }
  });

  it('OpenSSH: kinds of event are told apart as loghub does', () => {
    const expected = rows('OpenSSH.structured.csv');
    const actions: Record<string, string> = {
      E9: 'ssh_login',
      E10: 'ssh_login',
      E13: 'ssh_login',
      E2: 'ssh_disconnect',
      E24: 'ssh_disconnect',
      E27: 'ssh_reverse_mapping_failed',
      E19: 'authentication',
      E20: 'authentication',
    };
    let checked = 0;
    for (const [i, line] of lines('OpenSSH.log').entries()) {
      const action = actions[expected[i]!.EventId!];
      if (!action) continue;
      const event = parseRecord(line, 'auto', context);
      expect(event, line).toMatchObject({
        anmin: { parser: 'sshd' },
        event: { action },
        process: { name: 'sshd' },
      });
      checked++;
    }
    expect(checked).toBeGreaterThan(500);
  });

  it('Linux: tag, pid and message of every line that has a tag', () => {
    const expected = rows('Linux.structured.csv');
    let checked = 0;
    for (const [i, line] of lines('Linux.log').entries()) {
      const header = parseSyslogHeader(line, context)!;
      const { Component, PID, Content } = expected[i]!;
      if (header.app === null) continue;
      expect([header.host, header.processId ?? '', line.slice(header.start).trim()], line).toEqual([
        'combo',
        PID,
        Content!.trim(),
      ]);
      expect(line).toContain(`${header.app}`);
      expect(Component).toBeDefined();
      checked++;
    }
    expect(checked).toBeGreaterThan(950);
  });

  it('Apache: time, level and message of every line', () => {
    const expected = rows('Apache.structured.csv');
    for (const [i, line] of lines('Apache.log').entries()) {
      const event = parseRecord(line, 'auto', context);
      const time = new Date(`${expected[i]!.Time} UTC`).toISOString();
      expect(event).toMatchObject({
        '@timestamp': time,
        log: { level: expected[i]!.Level },
        anmin: { parser: 'apache-error' },
      });
      expect(expected[i]!.Content).toContain(event.message);
    }
  });

  it.each(['OpenSSH.log', 'Linux.log', 'Apache.log', 'pgaudit.notice.txt'])(
    '%s: every line is in a record',
    (name) => {
      const assembler = assembleAuto();
      const given = lines(name);
      const records = [...given.flatMap((line) => assembler.push(line)), ...assembler.flush()];
      const kept = records.flatMap((record) => {
        const { event } = parseRecord(record, 'auto', context) as { event: { original: string } };
        return event.original.split('\n');
      });
      expect(kept).toEqual(given);
    },
  );

  it('pgaudit: every notice, also those cut within the statement', () => {
    for (const line of lines('pgaudit.notice.txt')) {
      const event = parseRecord(line, 'auto', context);
      const [, kind, statement, substatement, klass] = /AUDIT: (\w+),(\d+),(\d+),(\w+),/.exec(line)!;
      expect(event, line).toMatchObject({
        event: { dataset: 'postgresql.audit' },
        db: { class: klass },
        postgresql: {
          audit: { type: kind, statement_id: Number(statement), substatement_id: Number(substatement) },
        },
      });
    }
  });
});
