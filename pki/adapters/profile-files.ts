import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isAlias, isNode, LineCounter, parseDocument, visit } from 'yaml';
import { type Profile, readProfile } from '../core/profiles/schema.ts';

export type ProfileProblem = {
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  /** Dotted path of the field; empty for the whole file. */
  readonly field: string;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
};

export type Profiles = {
  readonly profiles: ReadonlyMap<string, Profile>;
  /** Everything that is wrong in any file; then the profiles of those files are missing. */
  readonly problems: readonly ProfileProblem[];
};

const maxFileLength = 64 * 1024;

/**
 * Reads all `*.yaml` of a folder. Problems are collected, not thrown.
 * @throws Error of node:fs when the folder or a file cannot be read
 */
export function loadProfiles(folder: string): Profiles {
  const profiles = new Map<string, Profile>();
  const problems: ProfileProblem[] = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()) {
    const reading = readProfileFile(file, readFileSync(join(folder, file), 'utf8'));
    problems.push(...reading.problems);
    if (!reading.profile) continue;
    if (reading.profile.id !== file.slice(0, -'.yaml'.length)) {
      problems.push({
        file,
        line: 1,
        field: 'id',
        code: 'id-file',
        zh: '应与文件名一致',
        en: 'must be the name of the file',
      });
    }
    profiles.set(reading.profile.id, reading.profile);
  }
  return { profiles, problems };
}

/** One profile from the text of a file; `profile` is absent when there are problems. */
export function readProfileFile(
  file: string,
  text: string,
): { readonly profile?: Profile; readonly problems: readonly ProfileProblem[] } {
  if (text.length > maxFileLength) {
    return {
      problems: [{ file, line: 1, field: '', code: 'too-long', zh: '文件过长', en: 'the file is too long' }],
    };
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, uniqueKeys: true, merge: false });
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map(({ pos, code, message }) => ({
        file,
        line: lineCounter.linePos(pos[0]).line,
        field: '',
        code: 'yaml',
        zh: `YAML 语法有误（${code}）`,
        en: `not valid YAML: ${message.split('\n')[0]}`,
      })),
    };
  }
  if (hasAlias(document)) {
    return {
      problems: [
        {
          file,
          line: 1,
          field: '',
          code: 'alias',
          zh: '不支持 YAML 锚点与别名',
          en: 'YAML aliases are not supported',
        },
      ],
    };
  }
  const reading = readProfile(document.toJS());
  if (reading.ok) return { profile: reading.profile, problems: [] };
  const problems = reading.problems.map(({ path, code, zh, en }) => {
    const line = lineOf(path);
    return { file, line, field: path.join('.'), code, zh, en };
  });
  return { problems };

  /** Line of the node at the path, or of the nearest one above it that the file has. */
  function lineOf(path: readonly (string | number)[]): number {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lineCounter.linePos(node.range[0]).line;
    }
    return 1;
  }
}

/** An alias can stand for much (and for itself): profiles do without. */
function hasAlias(document: Document.Parsed): boolean {
  let found = false;
  visit(document, (_key, node) => {
    if (isAlias(node)) found = true;
  });
  return found;
}
