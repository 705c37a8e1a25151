import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '#platform/config/index.ts';
import { systemActor } from '#platform/kernel/actor.ts';
import { createLog } from '#platform/log/index.ts';
import { compose, type System } from '../compose.ts';
import { makeAudit, nameApplications } from './audit.ts';
import { makeBureau, type Row } from './bureau.ts';
import { carryAll, holdersOf, type Officers } from './certificates.ts';
import { appoint, type Officer, setUp, signIn } from './people.ts';

const day = 24 * 3_600_000;
const firstDay = -400;
/** Days between two sign-ins of an account that nothing else calls for: an unused one that wakes is an alert. */
const betweenSignIns = 50;

/**
 * A made-up county bureau in a throw-away data directory. Everything is done through the services, by
 * people with their own rights, over a bit more than a year that the clock is moved through.
 * @returns the configuration to start with, and what to print: sign-ins of demonstration accounts
 */
export async function makeDemo(): Promise<{ config: Config; notes: readonly string[] }> {
  process.stdout.write('正在准备演示数据… Preparing the demonstration …\n');
  const dataDir = mkdtempSync(join(tmpdir(), 'anmin-demo-'));
  const config = loadConfig({
    overrides: {
      dataDir,
      // A visitor has no authenticator at hand, and the year that passes would age the passwords.
      'access.secondFactor': 'none',
      'access.passwordMaxAgeDays': '0',
      'access.sessionsPerAccount': '50',
      'pki.organization': '松溪县民政局（演示）',
    },
  });
  let offset = 0;
  const clock = { now: () => new Date(Date.now() + offset) };
  const system = await compose(config, { clock, log: createLog({ level: 'error' }) });
  try {
    const at = (days: number) => {
      offset = days * day;
    };
    at(firstDay);
    await system.pki.start();
    const officers = await staff(system, at);
    return { config, notes: describeSignIns(dataDir, officers) };
  } finally {
    await system.close();
  }
}

async function staff(system: System, at: (days: number) => void): Promise<readonly Officer[]> {
  const bureau = makeBureau();
  const { directory } = system.pki.service;
  // Before there is anybody: so that the administrators are set up in the county that the tree has.
  const importer = systemActor('demo', ['pki.directory.import']);
  for (const kind of ['organisations', 'people', 'servers', 'devices'] as const) {
    const report = await directory.importFile(importer, {
      kind,
      fileName: `${kind}.csv`,
      content: Buffer.from(csv(bureau[kind])),
      dryRun: false,
    });
    if (report.import.refused > 0)
      throw new Error(
        `the demo's ${kind}: ${JSON.stringify(report.lines.find((line) => line.outcome === 'refused'))}`,
      );
  }
  const admins = await setUp(system, { name: '松溪县民政局', code: 'SX', level: 'county' });
  const administrator = await signIn(system, admins.system);
  const people = (await holdersOf(system, administrator, 'person')).filter(({ number }) =>
    number.startsWith('MZ'),
  );
  const hire = (i: number, loginName: string, title: string, roles: string[]) =>
    appoint(system, admins, { loginName, title, roles, holderId: people[i]!.id, name: people[i]!.name });
  const entry = await hire(0, 'luru', '证书录入员', ['cert-entry']);
  const reviewer = await hire(1, 'shenhe', '证书审核员', ['cert-reviewer']);
  const approver = await hire(2, 'shenpi', '证书签发审批员', ['cert-approver']);
  const clerk = await hire(3, 'kezhang', '普通用户', []);
  const auditor = await hire(4, 'shenjiyuan', '审计员', ['audit-officer']);
  const everybody = [...Object.values(admins), entry, reviewer, approver, clerk, auditor];
  let nextSignIn = firstDay + betweenSignIns;
  const workUntil = async (to: number) => {
    for (; nextSignIn < to; nextSignIn += betweenSignIns) {
      at(nextSignIn);
      await Promise.all(everybody.map((officer) => signIn(system, officer)));
    }
    at(to);
  };
  const onDuty = async (): Promise<Officers> => ({
    entry: await signIn(system, entry),
    reviewer: await signIn(system, reviewer),
    approver: await signIn(system, approver),
  });

  const issued: string[] = [];
  const issueFor = async (
    officers: Officers,
    profile: string,
    holders: readonly { id: string }[],
    days?: number,
  ) => {
    const wanted = holders.map(({ id }) => ({
      what: { kind: 'issue', profile, holderId: id, reason: '岗位需要', ...(days && { days }) } as const,
      stage: 'done' as const,
    }));
    issued.push(...(await carryAll(system, officers, wanted)));
  };
  const signers = people.slice(5);
  const servers = await holdersOf(system, administrator, 'server');
  const devices = await holdersOf(system, administrator, 'device');

  await workUntil(-390);
  await issueFor(await onDuty(), 'staff-signin', signers.slice(0, 14), 365);
  await workUntil(-345);
  await issueFor(await onDuty(), 'staff-signin', signers.slice(14, 40), 365);
  await workUntil(-250);
  await issueFor(await onDuty(), 'staff-signin', signers.slice(40, 80));
  await issueFor(await onDuty(), 'device', devices.slice(0, 10));
  await workUntil(-120);
  await issueFor(await onDuty(), 'staff-signin', signers.slice(80, 130));
  await issueFor(await onDuty(), 'server', servers.slice(0, 9));
  await workUntil(-20);
  const officers = await onDuty();
  await issueFor(officers, 'staff-signin', signers.slice(130, 150));
  await issueFor(officers, 'staff-signature', signers.slice(100, 112));
  const reasons = ['keyCompromise', 'affiliationChanged', 'cessationOfOperation', 'superseded'] as const;
  const revoked = issued.slice(50, 62).map((certificateId, i) => ({
    what: {
      kind: 'revoke',
      certificateId,
      revocationReason: reasons[i % reasons.length]!,
      reason: '人员调离',
    } as const,
    stage: 'done' as const,
  }));
  const suspended = issued.slice(62, 66).map((certificateId) => ({
    what: { kind: 'suspend', certificateId, reason: '证书介质可能遗失，先行暂停' } as const,
    stage: 'done' as const,
  }));
  await carryAll(system, officers, [...revoked, ...suspended]);

  await workUntil(0);
  const today = await onDuty();
  const waiting = signers.slice(150);
  const stages = ['entered', 'entered', 'reviewed', 'rejected', 'withdrawn', 'done', 'reviewed'] as const;
  const newcomers = waiting.slice(0, 28).map(({ id }, i) => ({
    what: { kind: 'issue', profile: 'staff-signin', holderId: id, reason: '新入职' } as const,
    stage: stages[i % stages.length]!,
  }));
  const newServers = servers.slice(9).map(({ id }) => ({
    what: { kind: 'issue', profile: 'server', holderId: id, reason: '系统上线' } as const,
    stage: 'entered' as const,
  }));
  const lost = {
    kind: 'revoke',
    certificateId: issued[70]!,
    revocationReason: 'keyCompromise',
    reason: '私钥疑似泄露',
  } as const;
  await carryAll(system, today, [...newcomers, ...newServers, { what: lost, stage: 'reviewed' }]);
  const own = await signIn(system, clerk);
  await system.pki.service.requests.create(own, {
    kind: 'issue',
    profile: 'staff-signin',
    holderId: own.holderId!,
    reason: '本人办公登录使用',
  });
  await nameApplications(system.config);
  await system.audit.start();
  await makeAudit(system, await signIn(system, admins.security), Date.now());
  return everybody;
}

function csv(rows: readonly Row[]): string {
  const heads = Object.keys(rows[0]!);
  const line = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
  return [line(heads), ...rows.map((row) => line(heads.map((head) => row[head] ?? '')))].join('\r\n');
}

function describeSignIns(dataDir: string, officers: readonly Officer[]): string[] {
  return [
    '  ★ 演示：人员与数据均为虚构，数据目录可随时删除  DEMONSTRATION: invented people, throw-away data',
    `    ${dataDir}`,
    '    用“口令登录” Sign in by password:',
    ...officers.map(
      ({ loginName, name, title, password }) =>
        `      ${loginName.padEnd(8)}  ${password}   ${title} ${name}`,
    ),
  ];
}
