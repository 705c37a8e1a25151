/**
 * A text that must stand in whatever a regular expression matches, in lower case; '' when none is certain.
 * Groups and alternatives are passed over: the answer may be shorter than possible, never wrong.
 */
export function requiredText(pattern: string, flags: string): string {
  if (/\\[QE]/.test(pattern)) return '';
  const ignoresCase = flags.includes('i') || /\(\?[a-zA-Z]*i/.test(pattern);
  let best = '';
  let run = '';
  const end = () => {
    if (run.length > best.length) best = run;
    run = '';
  };
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === '|') return '';
    if (char === '(') {
      end();
      i = closing(pattern, i);
    } else if (char === '[') {
      end();
      i = classEnd(pattern, i);
    } else if (char === '*' || char === '?' || char === '{') {
      // What stands before may be absent.
      run = run.slice(0, -1);
      end();
      if (char === '{') i = Math.max(i, pattern.indexOf('}', i));
    } else if (char === '+' || char === '^' || char === '$' || char === '.') end();
    else if (char === '\\') {
      const escaped = pattern[++i] ?? '';
      if (/[^A-Za-z0-9]/.test(escaped)) run += escaped;
      else {
        end();
        // The rest of `\x41`, `\p{L}`, `\012` is no text either.
        if (/[xpP0-7]/.test(escaped)) i = escapeEnd(pattern, i);
      }
    } else run += char;
  }
  end();
  const lower = best.toLowerCase();
  // The long s and the Kelvin sign fold to s and k, but are not their lower case.
  return ignoresCase ? longest(lower.split(/[sk]/)) : lower;
}

function longest(parts: readonly string[]): string {
  return parts.reduce((one, other) => (other.length > one.length ? other : one), '');
}

function closing(pattern: string, open: number): number {
  let depth = 0;
  for (let i = open; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === '[') i = classEnd(pattern, i);
    else if (pattern[i] === '(') depth++;
    else if (pattern[i] === ')' && --depth === 0) return i;
  }
  return pattern.length;
}

function classEnd(pattern: string, open: number): number {
  let i = open + 1;
  if (pattern[i] === '^') i++;
  if (pattern[i] === ']') i++;
  for (; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern.startsWith('[:', i)) i = Math.max(i, pattern.indexOf(':]', i) + 1);
    else if (pattern[i] === ']') return i;
  }
  return pattern.length;
}

function escapeEnd(pattern: string, at: number): number {
  if (pattern[at + 1] === '{') return Math.max(at, pattern.indexOf('}', at));
  const [rest = ''] = /^[0-9A-Fa-f]{0,2}/.exec(pattern.slice(at + 1)) ?? [];
  return pattern[at] === 'p' || pattern[at] === 'P' ? at + 1 : at + rest.length;
}
