/** Says when a question is to be given up: asked for by others, or too long under way. */
export type Pace = {
  /** Called between steps. @throws GivenUp */
  step(): void;
};

export class GivenUp extends Error {
  readonly why: 'aborted' | 'late';
  constructor(why: 'aborted' | 'late') {
    super(why);
    this.name = 'GivenUp';
    this.why = why;
  }
}

/** @param flag its first element turns 1 when nobody waits any more; @param deadline by `Date.now()` */
export function createPace(flag: Int32Array, deadline: number): Pace {
  let steps = 0;
  return {
    step: () => {
      steps += 1;
      if (steps % 16 !== 1) return;
      if (Atomics.load(flag, 0) === 1) throw new GivenUp('aborted');
      if (Date.now() > deadline) throw new GivenUp('late');
    },
  };
}
