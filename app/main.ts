import { loadConfig } from '#platform/config/index.ts';
import { systemClock } from '#platform/kernel/clock.ts';
import { AppError, errorLines } from '#platform/kernel/errors.ts';
import { banner } from './banner.ts';
import { compose } from './compose.ts';
import { makeDemo } from './demo/make.ts';
import { appErrors } from './errors.ts';
import { projectDir } from './foundation.ts';
import { startServer } from './server.ts';

/** `npm start`, `npm run demo`: one process until it is told to stop. */
async function main(args: readonly string[]): Promise<void> {
  const unknown = args.find((arg) => arg !== '--demo');
  if (unknown !== undefined) throw appErrors['bad-usage']({ reason: `${unknown}; npm start | npm run demo` });
  const { config, notes } = args.includes('--demo')
    ? await makeDemo()
    : { config: loadConfig({ base: projectDir }), notes: [] };
  const system = await compose(config, { clock: systemClock });
  const server = await startServer(system);
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await server.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  // One write: whoever reads the output has all of it or none.
  process.stdout.write(`${(await banner(system, server, notes)).join('\n')}\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`\n${errorLines(error)}\n`);
  process.exitCode = error.status >= 500 ? 1 : 2;
}
