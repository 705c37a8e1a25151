import { createRandom, type MadeEvent } from '../../audit/core/sigma/testing.ts';

/** What servers write all day: processes, files, sign-ins, requests, statements. */
export function* ordinaryEvents(count: number, seed: number): Generator<MadeEvent> {
  const random = createRandom(seed);
  const number = (below: number) => Math.floor(random() * below);
  const kinds: readonly (() => MadeEvent)[] = [
    () => ({
      EventID: 4688,
      NewProcessName: `C:\\Program Files\\Office\\app${number(50)}.exe`,
      CommandLine: `"C:\\Program Files\\Office\\app${number(50)}.exe" /open C:\\Users\\u${number(90)}\\Documents\\doc-${number(1e6)}.docx`,
      ParentProcessName: 'C:\\Windows\\explorer.exe',
      SubjectUserName: `u${number(90)}`,
    }),
    () => ({
      EventID: 11,
      Image: 'C:\\Windows\\System32\\svchost.exe',
      TargetFilename: `C:\\Windows\\Prefetch\\APP${number(500)}.pf`,
      User: 'SYSTEM',
    }),
    () => ({
      Image: '/usr/bin/python3',
      CommandLine: `/usr/bin/python3 /opt/job/run.py --day 2026-11-${10 + number(20)} --part ${number(64)}`,
      ParentImage: '/usr/sbin/cron',
      User: 'batch',
    }),
    () => ({
      type: 'SYSCALL',
      syscall: 'openat',
      exe: '/usr/sbin/nginx',
      comm: 'nginx',
      key: `web${number(9)}`,
      success: 'yes',
    }),
    () => ({
      'cs-method': 'GET',
      'c-uri': `/civil/api/person/${number(1e7)}?fields=name,town&page=${number(20)}`,
      'sc-status': 200,
      'c-useragent': 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0',
      'c-ip': `10.1.${number(250)}.${number(250)}`,
    }),
    () => ({
      event: { dataset: 'generic.json' },
      user: { name: `u${number(90)}` },
      message: `query of person ${number(1e6)} finished in ${number(900)} ms with ${number(40)} rows`,
    }),
  ];
  for (let i = 0; i < count; i++) yield kinds[number(kinds.length)]!();
}
