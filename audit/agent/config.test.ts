import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeInputs, readAgentConfig } from './config.ts';

it('what is read is said: each input with its source and where it begins, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'anmin-agent-config-'));
  const file = join(folder, 'agent.yaml');
  writeFileSync(
    file,
    'state: s\ninputs:\n  - {name: a, files: [/var/log/a.log, /b/*.csv]}\n' +
      '  - {name: j, source: db-1, from: end, journal: {units: [ssh.service]}}\n',
  );
  const lines = describeInputs(readAgentConfig(file));
  rmSync(folder, { recursive: true });
  expect(lines).toEqual([
    '输入 Input a: /var/log/a.log /b/*.csv → 登记时的来源 the source of the enrolment（从头 from the beginning）',
    '输入 Input j: journal {"units":["ssh.service"]} → db-1（从末尾 from the end）',
  ]);
});
