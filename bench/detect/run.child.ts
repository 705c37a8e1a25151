/** `anmin audit detect` as a program of its own, for measuring: the arguments of the verb. */
import { detectCommand } from '../../audit/cli/detect.ts';
import { systemActor } from '../../platform/kernel/actor.ts';

process.exitCode = await detectCommand.run({
  actor: systemActor('bench', []),
  args: process.argv.slice(2),
  json: false,
  stdin: process.stdin,
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
});
