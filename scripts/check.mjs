// `npm run check`: format and lint, types, arrows between rooms, dead code. All run; any failure fails.
import { installDependencies } from '../bin/prepare.mjs';
import { runTool } from './run.mjs';

installDependencies();
const checks = [
  ['Biome', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']],
  ['TypeScript', 'typescript/bin/tsc', ['-p', '.']],
  ['TypeScript (console)', 'typescript/bin/tsc', ['-p', 'console']],
  [
    'Arrows',
    'dependency-cruiser/bin/dependency-cruise.mjs',
    [
      '--config',
      'scripts/arrows.cjs',
      '--output-type',
      'err',
      'app',
      'platform',
      'pki',
      'audit',
      'test',
      'bench',
      'console/src',
    ],
  ],
  ['Dead code', 'knip/bin/knip.js', ['--config', 'scripts/knip.json']],
];
const failed = checks.filter(([name, script, args]) => {
  console.log(`\n== ${name}`);
  return runTool(script, args) !== 0;
});
console.log(
  failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.map(([name]) => name).join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
