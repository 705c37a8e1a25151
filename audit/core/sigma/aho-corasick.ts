/** Finds which of many texts stand in a longer one, in one pass over it (Aho and Corasick, 1975). */
export type Automaton = {
  /** Calls `found` with the ids of texts that stand in `text`; an id may come more than once. */
  scan(text: string, found: (ids: Int32Array) => void): void;
};

/**
 * @param texts each with the ids that it stands for; none may be empty
 */
export function createAutomaton(texts: ReadonlyMap<string, readonly number[]>): Automaton {
  const classes = new Map<number, number>();
  let highest = 0;
  let characters = 0;
  for (const text of texts.keys()) {
    characters += text.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (!classes.has(code)) classes.set(code, classes.size + 1);
      if (code > highest) highest = code;
    }
  }
  // Class 0 is every character that no text has: it leads back to the start.
  const width = classes.size + 1;
  const classOf = new Uint16Array(highest + 1);
  for (const [code, number] of classes) classOf[code] = number;

  const next = new Int32Array((characters + 1) * width);
  const own: (readonly number[] | undefined)[] = [undefined];
  let states = 1;
  for (const [text, ids] of texts) {
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const at = state * width + classOf[text.charCodeAt(i)]!;
      if (next[at] === 0) {
        next[at] = states++;
        own.push(undefined);
      }
      state = next[at]!;
    }
    own[state] = [...(own[state] ?? []), ...ids];
  }

  const outputs: (Int32Array | undefined)[] = new Array(states).fill(undefined);
  const fail = new Int32Array(states);
  const queue: number[] = [];
  for (let c = 1; c < width; c++) if (next[c] !== 0) queue.push(next[c]!);
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head]!;
    const back = fail[state]!;
    const inherited = outputs[back];
    const mine = own[state];
    outputs[state] =
      mine === undefined ? inherited : Int32Array.from(new Set([...mine, ...(inherited ?? [])]));
    for (let c = 1; c < width; c++) {
      const at = state * width + c;
      const onward = next[back * width + c]!;
      if (next[at] === 0) next[at] = onward;
      else {
        fail[next[at]!] = onward;
        queue.push(next[at]!);
      }
    }
  }

  const table = next.slice(0, states * width);
  return {
    scan(text, found) {
      let state = 0;
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        state = code > highest ? 0 : table[state * width + classOf[code]!]!;
        const output = outputs[state];
        if (output !== undefined) found(output);
      }
    },
  };
}
