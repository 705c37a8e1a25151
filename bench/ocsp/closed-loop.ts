import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { peer } from '../../test/peers/find.ts';
import { openWire, postOf } from './wire.ts';

export type Load = {
  readonly connections: number;
  readonly seconds: number;
  /** A connection for each question. */
  readonly oneQuestion: boolean;
};
export type LoadResult = { readonly answers: number; readonly seconds: number; readonly client: string };

const wrk = peer('wrk', { debian: 'wrk' });

/** As many questions as the server answers: each connection asks again when it has its answer. */
export async function closedLoop(
  folder: string,
  port: number,
  questions: readonly Buffer[],
  load: Load,
): Promise<LoadResult> {
  // wrk opens a connection without a question first, which openssl's responder does not survive.
  const useWrk = wrk.found && !load.oneQuestion;
  return useWrk ? runWrk(folder, port, questions, load) : ownClient(port, questions, load);
}

async function runWrk(
  folder: string,
  port: number,
  questions: readonly Buffer[],
  { connections, seconds }: Load,
): Promise<LoadResult> {
  const script = join(folder, 'questions.lua');
  const bodies = questions.map((body) => `"${[...body].map((octet) => `\\${octet}`).join('')}"`);
  writeFileSync(
    script,
    `local bodies = {${bodies.join(',\n')}}
local requests = {}
local at = 0
function init()
  local headers = { ["content-type"] = "application/ocsp-request" }
  for i, body in ipairs(bodies) do requests[i] = wrk.format("POST", "/ocsp", headers, body) end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d\\n", summary.requests, summary.duration,
    e.connect + e.write + e.status + e.timeout))
end
`,
  );
  const out = await output(wrk.path, [
    ...['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, `http://127.0.0.1:${port}/ocsp`],
  ]);
  const [, answers, microseconds, errors] = /RESULT (\d+) (\d+) (\d+)/.exec(out) ?? [];
  if (answers === undefined || Number(errors) > 0) throw new Error(`wrk: ${out}`);
  return { answers: Number(answers), seconds: Number(microseconds) / 1e6, client: 'wrk -t1' };
}

function output(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
    child.once('error', reject);
    child.once('close', () => resolve(text));
  });
}

async function ownClient(
  port: number,
  questions: readonly Buffer[],
  { connections, seconds, oneQuestion }: Load,
): Promise<LoadResult> {
  const posts = questions.map(postOf);
  const begun = performance.now();
  const end = begun + seconds * 1000;
  let answers = 0;
  await Promise.all(
    Array.from({ length: connections }, async (_, first) => {
      let wire = await openWire(port);
      for (let i = first; ; i++) {
        await wire.ask(posts[i % posts.length]!);
        answers += 1;
        if (performance.now() >= end) break;
        if (!oneQuestion) continue;
        wire.close();
        wire = await openWire(port);
      }
      wire.close();
    }),
  );
  return { answers, seconds: (performance.now() - begun) / 1000, client: 'own client' };
}
