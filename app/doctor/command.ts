import { existsSync } from 'node:fs';
import { loadConfig } from '#platform/config/index.ts';
import type { Command } from '#platform/kernel/domain.ts';
import { consoleDir, projectDir } from '../foundation.ts';
import { type Diagnosis, examine } from './component.ts';
import { components } from './components.ts';

/** `anmin doctor`: 0 when all that is required is there, 1 otherwise. */
export function doctorCommand(): Command {
  return {
    verb: 'doctor',
    usage: 'anmin doctor [--json]',
    summary: { zh: '检查本机组件', en: 'Look at the components of this machine' },
    async run({ json, out }) {
      const { dataDir, pki } = loadConfig({ base: projectDir });
      const found = await examine(
        components({
          dataDir: existsSync(dataDir) ? dataDir : process.cwd(),
          consoleDir,
          pkcs11Module: pki.pkcs11.module,
        }),
      );
      if (json) out(JSON.stringify(found, null, 2));
      else for (const line of describe(found)) out(line);
      return found.every(({ required, found }) => found || !required) ? 0 : 1;
    },
  };
}

/** One component a line; for what is missing also what is off and how to install it. */
export function describe(diagnoses: readonly Diagnosis[]): string[] {
  return diagnoses.flatMap(({ name, found, version, warning, without, install }) => {
    if (found && !warning) return [`  ✓ ${name}  ${version ?? ''}`];
    if (found && warning) return [`  ! ${name}  ${version ?? ''}  ${warning.zh}  ${warning.en}`];
    const lines = [`  ✗ ${name}  ${without.zh}`, `      ${without.en}`];
    return install ? [...lines, `      ${install}`] : lines;
  });
}
