import { readFileSync, statSync } from 'node:fs';
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { didYouMean, type Field, rootField } from './leaves.ts';
import { configErrors, type Problem } from './problems.ts';

export type FileValue = { readonly value: unknown; readonly line: number };
export type FileValues = {
  readonly values: ReadonlyMap<string, FileValue>;
  readonly problems: readonly Problem[];
};

const maxSize = 1024 * 1024;

/** The text of the file, or undefined when there is none. @throws config.unreadable */
export function readConfigFile(file: string): string | undefined {
  try {
    const { size } = statSync(file);
    if (size > maxSize) throw configErrors.unreadable({ file, reason: `> ${maxSize} bytes` });
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === configErrors.unreadable.code) throw error;
    throw configErrors.unreadable({ file, reason: code ?? 'unknown' }, error);
  }
}

/** Reads YAML into single settings with their lines; tells syntax faults, unknown and doubled keys. */
export function parseConfigFile(text: string, file: string): FileValues {
  const counter = new LineCounter();
  const values = new Map<string, FileValue>();
  const problems: Problem[] = [];
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true, version: '1.2' });
  const lineAt = (offset: number) => counter.linePos(offset).line;
  for (const error of document.errors) {
    const about = error.message.split('\n')[0]!.replace(/ at line \d+.*$/, '');
    const double = error.code === 'DUPLICATE_KEY';
    problems.push({
      path: 'YAML',
      file,
      line: lineAt(error.pos[0]),
      zh: double ? '同一设置出现了两次' : `不是有效的 YAML（${about}）`,
      en: double ? 'the same setting appears twice' : `not valid YAML (${about})`,
    });
  }
  const contents: Node | null = document.contents;
  if (problems.length === 0 && contents !== null && !(isScalar(contents) && contents.value === null)) {
    walk(contents, rootField, []);
  }
  return { values, problems };

  function walk(node: Node, field: Field, path: readonly string[]): void {
    const line = lineAt(node.range?.[0] ?? 0);
    const at = path.join('.');
    const report = (zh: string, en: string, where = at, lineOf = line) =>
      problems.push({ path: where || 'YAML', file, line: lineOf, zh, en });
    if (isAlias(node) || node.anchor !== undefined) {
      report('不支持 YAML 的引用（& 和 *）', 'YAML anchors and aliases are not supported');
    } else if (field.properties === undefined) {
      values.set(at, { value: plain(node), line });
    } else if (isScalar(node) && node.value === null) {
      // `http:` with everything below it commented out.
    } else if (!isMap(node)) {
      report('应为一组设置', 'expected a group of settings');
    } else {
      const { properties } = field;
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : '?';
        const keyLine = lineAt((key as Node).range?.[0] ?? 0);
        const where = [...path, name].join('.');
        const child = Object.hasOwn(properties, name) ? properties[name] : undefined;
        if (child === undefined) {
          const near = didYouMean(name, Object.keys(properties));
          const hint = { zh: near ? `，是否想写 ${near}？` : '', en: near ? `; did you mean ${near}?` : '' };
          report(`没有这个设置${hint.zh}`, `no such setting${hint.en}`, where, keyLine);
        } else if (child.environmentOnly) {
          report(
            '不能写在文件中，请用环境变量',
            'does not belong into the file; use the environment',
            where,
            keyLine,
          );
        } else if (value !== null) {
          walk(value as Node, child, [...path, name]);
        }
      }
    }
  }
}

function plain(node: Node): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map((item) => (isScalar(item) ? item.value : item));
  return node;
}
