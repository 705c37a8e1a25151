import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Composed, call, signIn } from './composed.ts';
import { type OfficeProcess, officeProcess } from './office-process.ts';
import { type Program, start } from './program.ts';

/** A product with one source for which an agent is enrolled; both run as processes. */
export type AgentOffice = OfficeProcess & {
  readonly state: string;
  startAgent(inputs: readonly object[]): Program;
  /** Runs a verb of `anmin agent` to its end. */
  agent(args: readonly string[], input?: string): Promise<{ code: number | null; output: string }>;
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
  const stateIn = (folder: string) => join(folder, 'agent');
  const office = await officeProcess({
    prepare: (product, folder) =>
      enrolAgent(product, stateIn(folder), { id: source, title: '业务数据库', ...kind }),
  });
  const state = stateIn(office.folder);
  return { ...office, state, startAgent: (inputs) => startAgent(state, inputs), agent, stored };
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
