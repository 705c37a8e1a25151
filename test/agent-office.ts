import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Composed, call, composed, setUp, signIn, temporaryFolder, testSettings } from './composed.ts';
import { asEnvironment, type Program, start } from './program.ts';

/** A product that is set up, with one source for which an agent is enrolled; both run as processes. */
export type AgentOffice = {
  readonly folder: string;
  /** Of the listener that asks for client certificates. */
  readonly server: string;
  readonly state: string;
  startServer(): Promise<Program>;
  startAgent(inputs: readonly object[]): Program;
  /** Runs a verb of `anmin agent` to its end. */
  agent(args: readonly string[], input?: string): Promise<{ code: number | null; output: string }>;
  /** The product in this process, while it does not run as one. */
  open(): Promise<Composed>;
  /** What was stored of the source, in its order. */
  stored(of: Composed, count: number): Promise<string[]>;
};

export const source = 'db-1';

/** Runs a verb of `anmin agent` to its end. */
async function agent(args: readonly string[], input = '') {
  const program = start('app/cli.ts', ['agent', ...args]);
  program.child.stdin!.end(input);
  const { code, output } = await program.ended();
  return { code, output };
}

/** Starts the agent that keeps its things in `state`. */
export function startAgent(state: string, inputs: readonly object[]): Program {
  const config = `${state}.yaml`;
  writeFileSync(config, stringify({ state, inputs }));
  return start('app/cli.ts', ['agent', 'run', '--config', config]);
}

/** Makes a source of a database, and enrols an agent for it that keeps its things in `state`. */
export async function enrolAgent(
  of: Composed,
  state: string,
  made: {
    readonly id: string;
    readonly title: string;
    readonly parsers?: readonly string[];
    readonly timeZone?: string;
  },
): Promise<void> {
  const security = await signIn(of, 'security');
  const created = await call(of, security, 'POST', '/api/audit/sources', {
    class: 'database',
    kind: 'agent',
    ...made,
  });
  if (created.status !== 201) throw new Error(JSON.stringify(created.body));
  const { token } = (
    await call(of, security, 'POST', `/api/audit/sources/${made.id}/enrolments`, { label: '测试机' })
  ).body;
  const server = `https://127.0.0.1:${of.config.http.clientCertPort}`;
  const { fingerprint } = of.system.pki.rootCertificate();
  const enrolled = await agent(
    ['enrol', '--server', server, '--fingerprint', fingerprint, '--token-stdin', '--state', state],
    `${token}\n`,
  );
  if (enrolled.code !== 0) throw new Error(enrolled.output);
}

export async function agentOffice(kind: { parsers?: readonly string[] } = {}): Promise<AgentOffice> {
  const folder = temporaryFolder();
  const dataDir = join(folder, 'data');
  const settings = await testSettings(dataDir);
  const server = `https://127.0.0.1:${settings['http.clientCertPort']}`;
  const state = join(folder, 'agent');
  const open = () => composed({ settings, dataDir });

  const office: AgentOffice = {
    folder,
    server,
    state,
    async startServer() {
      const program = start('app/main.ts', [], asEnvironment(settings));
      await program.until('数据目录 Data');
      return program;
    },
    startAgent: (inputs) => startAgent(state, inputs),
    agent,
    open,
    stored,
  };

  const first = await open();
  try {
    await setUp(first);
    await enrolAgent(first, state, { id: source, title: '业务数据库', ...kind });
  } finally {
    await first.close();
  }
  return office;
}

/** Searches until there are so many, then reads them all. */
async function stored(of: Composed, count: number): Promise<string[]> {
  const officer = await signIn(of, 'audit');
  const range = { from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' };
  for (let tries = 0; ; tries++) {
    const found: { index: number; original: string }[] = [];
    let cursor: string | undefined;
    do {
      const { status, body } = await call(of, officer, 'POST', '/api/audit/events/search', {
        query: `anmin.source:${source}`,
        ...range,
        limit: 200,
        ...(cursor && { cursor }),
      });
      if (status !== 200) throw new Error(JSON.stringify(body));
      for (const { index, fields } of body.items) found.push({ index, original: fields.event.original });
      cursor = body.cursor ?? undefined;
    } while (cursor);
    if (found.length >= count || tries > 300) {
      return found.sort((one, other) => one.index - other.index).map(({ original }) => original);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** As a power cut would, but for the page cache. */
export async function kill(program: Program): Promise<void> {
  if (program.child.exitCode !== null || program.child.signalCode !== null) {
    throw new Error(`ended by itself:\n${program.output()}`);
  }
  program.child.kill('SIGKILL');
  await program.ended();
}

/** Asks a program to end. */
export async function end(program: Program): Promise<number | null> {
  program.child.kill('SIGTERM');
  const [code] = await Promise.all([
    program.ended().then((ended) => ended.code),
    once(program.child, 'exit'),
  ]).catch(() => [null]);
  return code;
}
