import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { systemActor } from '#platform/kernel/actor.ts';
import { parseCommand } from './parse.ts';

async function run(args: string[], ...chunks: (Buffer | string)[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await parseCommand.run({
    actor: systemActor('cli', []),
    args,
    json: false,
    stdin: Readable.from(chunks.length > 0 ? chunks : ['']),
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
  });
  return { code, err, lines: out.join('\n').split('\n').filter(Boolean) };
}

const shanghai = ['--source-timezone', 'Asia/Shanghai'];

describe('anmin audit parse', () => {
  it('ok/one event a record, records over lines joined, chunks cut anywhere, unknown lines too', async () => {
    const text = [
      '2026-11-22 16:20:31.123 CST,"app","mz",1,"[local]",a.b,1,"x",,,0,LOG,00000,"AUDIT: SESSION,1,1,READ,SELECT,,,""select *',
      'from 人员"",<none>",,,,,,,,,"psql"',
      'who knows 民政',
      "20261122 16:20:31,db1,root,10.0.0.5,12,34,QUERY,mz,'select 1 from t',0",
    ].join('\r\n');
    const bytes = Buffer.from(text);
    const chunks = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) =>
      bytes.subarray(i * 7, i * 7 + 7),
    );
    const { code, lines } = await run(shanghai, ...chunks);
    expect(code).toBe(0);
    const events = lines.map((line) => JSON.parse(line));
    expect(events).toMatchObject([
      {
        '@timestamp': '2026-11-22T08:20:31.123Z',
        anmin: { parser: 'postgresql-csv' },
        db: { tables: ['人员'], tables_from: 'parser' },
      },
      { anmin: { unknown: true }, message: 'who knows 民政', event: { original: 'who knows 民政' } },
      {
        '@timestamp': '2026-11-22T08:20:31.000Z',
        db: { system: 'mariadb', tables: ['t'], tables_from: 'parser' },
      },
    ]);
    expect(events[0].event.original).toContain('select *\nfrom 人员');
    expect(events[0].event).not.toHaveProperty('ingested');
    expect(events[0].anmin).not.toHaveProperty('clock_skew_ms');
  });

  it.each([
    ['Z', '08:20:31'],
    ['+08:00', '00:20:31'],
    ['America/New_York', '13:20:31'],
  ])('ok/--source-timezone %s', async (zone, time) => {
    const { lines } = await run(
      ['--source-timezone', zone, '--format', 'mariadb-audit'],
      '20261122 08:20:31,a,b,c,1,2,CONNECT,d,,0\n',
    );
    expect(JSON.parse(lines[0]!)['@timestamp']).toBe(`2026-11-22T${time}.000Z`);
  });

  it('ok/blank lines stay within a statement and are nothing between records', async () => {
    const statement = 'select *\n\nfrom t';
    const record = `2026-11-22 16:20:31.123 CST,"app","mz",1,"[local]",a.b,1,"x",,,0,LOG,00000,"statement: ${statement}",,,,,,,,,"psql"`;
    for (const format of ['auto', 'postgresql-csv']) {
      const { lines } = await run(['--format', format], `\n${record}\n\n\n${record}\n\n`);
      expect(lines.map((line) => JSON.parse(line).db.statement)).toEqual([statement, statement]);
    }
  });

  it.each(['auto', 'json'])('ok/a byte order mark hides nothing (%s)', async (format) => {
    const { lines } = await run(
      ['--format', format],
      Buffer.from([0xef]),
      Buffer.from([0xbb, 0xbf]),
      '{"user":"wang"}\r\n',
    );
    expect(JSON.parse(lines[0]!)).toMatchObject({
      anmin: { parser: 'json' },
      user: { name: 'wang' },
      event: { original: '{"user":"wang"}' },
    });
  });

  it('ok/what is held at the end of the input is given', async () => {
    const text = [
      '2026-11-22 16:20:31.123 CST [1] app@mz LOG:  statement: select *',
      '\tfrom t',
      'type=SYSCALL msg=audit(1666825510.818:1): arch=c000003e syscall=59 success=yes',
      'type=CWD msg=audit(1666825510.818:1): cwd="/"',
      '<AUDIT_RECORD>',
      '<NAME>Quit</NAME>',
    ].join('\n');
    const { lines } = await run([], text);
    expect(lines.map((line) => JSON.parse(line).event.original.split('\n').length)).toEqual([2, 2, 2]);
  });

  it('ok/a named format leaves other lines unknown', async () => {
    const { lines } = await run(['--format', 'sshd'], 'Nov 22 16:20:31 h cron[1]: x\n');
    expect(JSON.parse(lines[0]!)).toMatchObject({ anmin: { unknown: true }, host: { name: 'h' } });
  });

  it('ok/a line of many megabytes is one event of bounded size', async () => {
    const { lines } = await run([], ...Array.from({ length: 50 }, () => 'x'.repeat(100_000)), '\nnext\n');
    expect(lines.map((line) => JSON.parse(line).anmin)).toEqual([
      { unknown: true, truncated: true },
      { unknown: true },
    ]);
  });

  it('ok/--list names every format in both languages', async () => {
    const { code, lines } = await run(['--list']);
    expect(code).toBe(0);
    for (const name of [
      'postgresql-csv',
      'mariadb-audit',
      'auditd',
      'sshd',
      'cef',
      'leef',
      'windows',
      'suricata',
    ]) {
      expect(
        lines.some((line) => line.startsWith(name) && /[\u4e00-\u9fff]/.test(line) && line.includes(' / ')),
      ).toBe(true);
    }
  });

  it('fail/unknown format, zone or word', async () => {
    await expect(run(['--format', 'nope'])).rejects.toMatchObject({ code: 'audit.parse-format-unknown' });
    await expect(run(['--source-timezone', 'Mars/Phobos'])).rejects.toMatchObject({
      code: 'audit.parse-zone-unknown',
    });
    expect((await run(['extra'])).code).toBe(2);
  });
});
