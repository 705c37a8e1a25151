import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { systemClock } from '#platform/kernel/clock.ts';
import type { Command } from '#platform/kernel/domain.ts';
import { describeInputs, readAgentConfig } from '../agent/config.ts';
import { authorityByFingerprint } from '../agent/identity/authority.ts';
import { enrol } from '../agent/identity/identity.ts';
import { runAgent } from '../agent/run.ts';
import { createClient } from '../agent/send/client.ts';
import { type AgentStatus, isWell, readStatus } from '../agent/status.ts';
import { auditErrors } from '../errors.ts';

const string = { type: 'string' } as const;

/** `anmin agent run`: until it is told to stop. */
const runCommand: Command = {
  verb: 'run',
  summary: {
    zh: '在本机采集日志并送往审计中心，直到收到停止信号',
    en: 'Collects logs on this machine and sends them to the centre until it is told to stop',
  },
  usage: 'anmin agent run --config agent.yaml',
  async run({ args, out, err }) {
    const { config: file } = parseArgs({ args: [...args], options: { config: string } }).values;
    if (file === undefined) throw auditErrors['agent-usage']({ reason: '--config FILE' });
    const config = readAgentConfig(file);
    const stopping = new AbortController();
    const stop = () => stopping.abort();
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, stop);
    out(`代理已启动 The agent runs: ${config.state}`);
    for (const line of describeInputs(config)) out(line);
    await runAgent({
      config,
      clock: systemClock,
      random: Math.random,
      log: err,
      signal: stopping.signal,
    });
    return 0;
  },
};

/** `anmin agent enrol`: a certificate of its own for this machine. */
const enrolCommand: Command = {
  verb: 'enrol',
  summary: {
    zh: '用一次性令牌为本机代理申请证书；令牌从标准输入读取',
    en: 'Gets a certificate for the agent with a one-time token, read from standard input',
  },
  usage: 'anmin agent enrol --server URL (--ca FILE | --fingerprint HEX) --token-stdin --state DIR',
  async run({ args, stdin, out, json }) {
    const given = parseArgs({
      args: [...args],
      options: {
        server: string,
        ca: string,
        fingerprint: string,
        state: string,
        'token-stdin': { type: 'boolean' },
      },
    }).values;
    const { server, state, fingerprint } = given;
    const oneTrust = (given.ca === undefined) !== (fingerprint === undefined);
    if (server === undefined || state === undefined || !oneTrust || given['token-stdin'] !== true) {
      throw auditErrors['agent-usage']({ reason: enrolCommand.usage });
    }
    const token = (await text(stdin)).trim();
    const origin = originOf(server);
    const ca =
      fingerprint === undefined
        ? readAuthority(given.ca!)
        : await authorityByFingerprint(origin, fingerprint);
    const client = createClient(origin, { ca });
    try {
      const { source } = await enrol({ state, server: origin, ca, token, client });
      out(
        json
          ? JSON.stringify({ server: origin, source, state })
          : `已登记，来源 Enrolled for the source: ${source}`,
      );
      return 0;
    } finally {
      client.close();
    }
  },
};

/** `anmin agent status`: 1 when something needs somebody. */
const statusCommand: Command = {
  verb: 'status',
  summary: { zh: '查看代理的运行状况', en: 'Shows how the agent does' },
  usage: 'anmin agent status --state DIR',
  async run({ args, out, json }) {
    const { state } = parseArgs({ args: [...args], options: { state: string } }).values;
    if (state === undefined) throw auditErrors['agent-usage']({ reason: '--state DIR' });
    const status = readStatus(state, systemClock.now());
    const well = isWell(status);
    out(json ? JSON.stringify({ well, ...status }) : describe(status, well));
    return well ? 0 : 1;
  },
};

/** Verbs of `anmin agent`; none needs a data directory of the control plane. */
export const agentCommands: readonly Command[] = [runCommand, enrolCommand, statusCommand];

/** @throws audit.agent-usage when it is no https address */
function originOf(server: string): string {
  const url = URL.parse(server);
  if (url?.protocol !== 'https:') throw auditErrors['agent-usage']({ reason: '--server https://…' });
  return url.origin;
}

function readAuthority(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw auditErrors['agent-usage']({ reason: `--ca ${(error as NodeJS.ErrnoException).code}` }, error);
  }
}

function describe({ running, enrolled, last }: AgentStatus, well: boolean): string {
  const lines = [
    well ? '正常 Well' : '需要处理 Needs attention',
    running ? '运行中 Running' : '未运行 Not running',
    enrolled
      ? `${enrolled.server} ${enrolled.source}，证书有效期至 certificate until ${enrolled.notAfter}`
      : '未登记 Not enrolled',
  ];
  for (const { source, sent, refused, failing, spool } of last?.sources ?? []) {
    lines.push(
      `来源 Source ${source}: 已送达 sent ${sent}，待送 waiting ${spool.waiting}，被拒 refused ${refused}`,
    );
    if (failing) lines.push(`  ${failing.since} ${failing.code} ${failing.message}`);
    if (spool.full) lines.push('  本地缓存已满，暂停读取 The spool is full: reading waits');
    for (const path of spool.damaged) lines.push(`  缓存文件损坏 Damaged: ${path}`);
  }
  for (const { name, records, last: trouble, troubles } of last?.inputs ?? []) {
    lines.push(`输入 Input ${name}: ${records}，异常 troubles ${troubles}`);
    if (trouble) lines.push(`  ${JSON.stringify(trouble)}`);
  }
  if (last?.renewal) lines.push(`证书未能更新 Not renewed: ${last.renewal}`);
  return lines.join('\n');
}
