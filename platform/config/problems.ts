import { type AppError, defineErrors } from '../kernel/errors.ts';

export const configErrors = defineErrors('config', {
  invalid: {
    status: 400,
    zh: '配置有 {count} 处错误：\n{listZh}',
    en: '{count} problems in the configuration:\n{listEn}',
  },
  unreadable: {
    status: 400,
    zh: '无法读取配置文件 {file}（{reason}）',
    en: 'Cannot read the configuration file {file} ({reason})',
  },
});

/** One fault: which setting, where it was given, and what is wrong. Never holds a secret's value. */
export type Problem = {
  readonly path: string;
  readonly file?: string;
  readonly line?: number;
  readonly variable?: string;
  readonly zh: string;
  readonly en: string;
};

/** One error that tells all problems, a line each. */
export function problemsError(problems: readonly Problem[]): AppError {
  const lines = (language: 'zh' | 'en') =>
    problems.map((problem) => `  ${placeOf(problem)}${problem.path}: ${problem[language]}`).join('\n');
  const first = problems[0];
  return configErrors.invalid({
    count: problems.length,
    listZh: lines('zh'),
    listEn: lines('en'),
    problems,
    file: first?.file,
    line: first?.line,
    field: first?.path,
  });
}

function placeOf({ file, line, variable }: Problem): string {
  if (variable !== undefined) return `${variable} `;
  if (file !== undefined) return line === undefined ? `${file} ` : `${file}:${line} `;
  return '';
}
