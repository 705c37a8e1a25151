import type { Command, CommandContext } from '#platform/kernel/domain.ts';
import type { AppError } from '#platform/kernel/errors.ts';
import { loadRuleFiles } from './rule-files.ts';

const usage = 'anmin audit rules check DIR [--json]';

/** `anmin audit rules check DIR`: which rules can be loaded, and why others cannot. */
export const rulesCommand: Command = {
  verb: 'rules',
  summary: {
    zh: '检查检测规则能否加载，逐条说明原因和位置',
    en: 'Checks whether detection rules can be loaded; says why and where not',
  },
  usage,
  async run(context) {
    const args = context.args.filter((arg) => arg !== '--json');
    const [verb, path] = args;
    if (verb !== 'check' || path === undefined || args.length !== 2 || path.startsWith('-')) {
      context.err(usage);
      return 2;
    }
    return check(context, path, context.json || context.args.includes('--json'));
  },
};

function check({ out, err }: CommandContext, path: string, json: boolean): 0 | 1 {
  const set = loadRuleFiles(path);
  const loaded = [...set.detections.map(({ rule }) => rule), ...set.correlations.map(({ rule }) => rule)];
  const counts = { rules: set.documents, loaded: loaded.length, failed: set.faults.length };
  const ok = counts.failed === 0 && counts.loaded > 0;
  if (json) {
    const rules = loaded.map(({ id, title, level, place, kind }) => ({
      ok: true,
      rule: id,
      title,
      level: level ?? null,
      kind,
      ...place,
    }));
    out(JSON.stringify({ ok, ...counts, rules: [...rules, ...set.faults.map(faultLine)] }, null, 2));
    return ok ? 0 : 1;
  }
  for (const { place, title } of loaded) out(`ok    ${place.file}:${place.line}  ${title}`);
  for (const fault of set.faults) {
    const { file, line } = fault.details;
    err(`error ${file}:${line ?? 1}  ${fault.code}\n      ${fault.texts.zh}\n      ${fault.texts.en}`);
  }
  if (counts.rules === 0) err(`没有找到规则：${path}\nNo rules found: ${path}`);
  out(`共 ${counts.rules} 条规则，可加载 ${counts.loaded} 条，不可加载 ${counts.failed} 条`);
  out(`${counts.rules} rules, ${counts.loaded} can be loaded, ${counts.failed} cannot`);
  return ok ? 0 : 1;
}

function faultLine(fault: AppError) {
  const { file, line, field } = fault.details;
  return { ok: false, code: fault.code, file, line, field, zh: fault.texts.zh, en: fault.texts.en };
}
