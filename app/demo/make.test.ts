import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { systemActor } from '#platform/kernel/actor.ts';
import { systemClock } from '#platform/kernel/clock.ts';
import { createLog } from '#platform/log/index.ts';
import { compose } from '../compose.ts';
import { makeDemo } from './make.ts';

it('the demonstration shows few alerts, each of which tells something', { timeout: 240_000 }, async () => {
  const { config } = await makeDemo();
  const system = await compose(config, { clock: systemClock, log: createLog({ level: 'error' }) });
  try {
    await system.start();
    const { alerts, detection } = system.audit.service;
    const officer = systemActor('officer', ['audit.alerts.read', 'audit.rules.read', 'audit.rules.write']);
    const shown = async () => (await alerts.list(officer, {}, { page: 1, pageSize: 200 })).items;
    // The last event of all, and an alert by itself: when it is there, the rules have read the others.
    const last = detection.list(officer).items.find((rule) => !rule.protected && !rule.helper)!;
    await detection.setEnabled(officer, last.id, false, '演示');
    await expect
      .poll(async () => (await shown()).map(({ title }) => title), { timeout: 120_000, interval: 500 })
      .toContain('审计保护措施被改动');

    const raised = Map.groupBy(await shown(), ({ title }) => title);
    // The only one that depends on the hour at which the demonstration is made.
    raised.delete('非工作时间读取个人信息');
    expect(Object.fromEntries([...raised].map(([title, same]) => [title, same.length]))).toEqual({
      'SSH 暴力破解': 1,
      '不常用的账号以 root 执行命令': 1,
      安民平台账号角色变更: 2,
      审计保护措施被改动: 1,
      '数据库整库或整表导出（拖库）': 1,
      数据库账号或权限变更: 1,
      '疑似 SQL 注入': 1,
      短时间内反复读取个人信息: 1,
      绕过业务系统直接访问个人信息表: 1,
    });
  } finally {
    await system.close();
    rmSync(config.dataDir, { recursive: true, force: true });
  }
});
