import { type Field, leaves, rootField, variableOf } from './leaves.ts';

/** The page `docs/configuration.md`: every setting with its variable, default and limits. */
export function describeConfig(): string {
  const sections = new Map<string, string[]>();
  for (const { path, field } of leaves) {
    const group = path.slice(0, -1).join('.');
    const rows = sections.get(group) ?? [];
    sections.set(group, rows);
    const cells = [
      `\`${path.join('.')}\``,
      `\`${variableOf(path)}\``,
      preset(field),
      limits(field),
      `${field.zh}<br>${field.en}`,
    ];
    rows.push(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  }
  const body = [...sections].map(([group, rows]) => {
    const field = fieldAt(group);
    const title = group === '' ? '## 总体 General' : `## ${group}: ${field.zh} ${field.en}`;
    return [
      title,
      '',
      '| setting | variable | default | allowed | meaning |',
      '|---|---|---|---|---|',
      ...rows,
      '',
    ].join('\n');
  });
  return `${head}\n${body.join('\n')}`;
}

const head = `# Configuration 配置

This page is written from \`platform/config/schema.ts\`; a test holds the two together.

Settings come from \`anmin.yaml\` in the working directory (or the file that \`ANMIN_CONFIG\` names), from
environment variables and from the command line; the later wins. A list in a variable is separated by
commas. Unknown settings are refused. All problems are reported at once, with file and line. Secrets have
no default and are never printed.

配置取自工作目录下的 \`anmin.yaml\`（或 \`ANMIN_CONFIG\` 指定的文件）、环境变量和命令行，后者优先。环境变量中的列表用逗号
分隔。未知设置会被拒绝；所有错误一次列出，并注明文件和行号。机密没有默认值，也不会被显示。
`;

function fieldAt(group: string): Field {
  const keys = group === '' ? [] : group.split('.');
  return keys.reduce<Field>((field, key) => field.properties![key]!, rootField);
}

function preset(field: Field): string {
  if (field.secret) return '— (secret 机密)';
  if (field.default === undefined) return '—';
  return Array.isArray(field.default) ? '(empty 空)' : `\`${String(field.default)}\``;
}

function limits(field: Field): string {
  if (field.enum !== undefined) return field.enum.map((value) => `\`${value}\``).join(', ');
  if (field.type === 'integer') return `${field.minimum} – ${field.maximum}`;
  if (field.type === 'boolean') return '`true`, `false`';
  const only = field.environmentOnly ? 'variable only 仅环境变量' : '';
  return [field.form ? `${field.form.en} ${field.form.zh}` : '', only]
    .filter((part) => part !== '')
    .join('; ');
}
