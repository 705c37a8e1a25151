/** Words that stand before `:  ` in PostgreSQL's text log, in English and as the Chinese messages write them. */
const severities: Readonly<Record<string, string>> = {
  LOG: 'LOG',
  ERROR: 'ERROR',
  FATAL: 'FATAL',
  PANIC: 'PANIC',
  WARNING: 'WARNING',
  NOTICE: 'NOTICE',
  INFO: 'INFO',
  DEBUG: 'DEBUG',
  DEBUG1: 'DEBUG',
  DEBUG2: 'DEBUG',
  DEBUG3: 'DEBUG',
  DEBUG4: 'DEBUG',
  DEBUG5: 'DEBUG',
  日志: 'LOG',
  错误: 'ERROR',
  致命错误: 'FATAL',
  严重错误: 'FATAL',
  警告: 'WARNING',
  注意: 'NOTICE',
  信息: 'INFO',
  调试: 'DEBUG',
};

export type Part = 'detail' | 'hint' | 'query' | 'context' | 'location' | 'statement';

const parts: Readonly<Record<string, Part>> = {
  DETAIL: 'detail',
  HINT: 'hint',
  QUERY: 'query',
  CONTEXT: 'context',
  LOCATION: 'location',
  STATEMENT: 'statement',
  BACKTRACE: 'location',
  详细信息: 'detail',
  提示: 'hint',
  查询: 'query',
  上下文: 'context',
  位置: 'location',
  语句: 'statement',
};

export type Label = {
  readonly severity?: string;
  readonly part?: Part;
  /** Where the prefix ends and the word begins. */
  readonly at: number;
  /** Where the text begins. */
  readonly end: number;
};

/** `log_line_prefix` is short; further in, `WORD:  ` is somebody's text. */
const longestPrefix = 512;

/**
 * The first `WORD:  ` of a line whose word PostgreSQL writes. It writes two blanks; what forwarders left one
 * of counts only before `AUDIT:` and behind the colon of a prefix such as RDS has.
 */
export function findLabel(line: string): Label | undefined {
  const limit = Math.min(line.length, longestPrefix);
  for (let colon = line.indexOf(':'); colon >= 0 && colon < limit; colon = line.indexOf(':', colon + 1)) {
    if (line.charCodeAt(colon + 1) !== 32) continue;
    const two = line.charCodeAt(colon + 2) === 32;
    let at = colon;
    while (at > 0 && colon - at < 10 && isWord(line.charCodeAt(at - 1))) at--;
    if (!two && line.charCodeAt(at - 1) !== 58 && !line.startsWith('AUDIT: ', colon + 2)) continue;
    const word = line.slice(at, colon);
    const end = colon + (two ? 3 : 2);
    if (Object.hasOwn(severities, word)) return { severity: severities[word]!, at, end };
    if (Object.hasOwn(parts, word)) return { part: parts[word]!, at, end };
  }
  return undefined;
}

function isWord(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 49 && code <= 53) || (code >= 0x4e00 && code <= 0x9fff);
}
