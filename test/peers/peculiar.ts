/**
 * `@peculiar/x509` as an oracle. Its container library asks for the metadata half of Reflect before it
 * loads; these few functions are all of it that it calls.
 */
const store = new WeakMap<object, Map<unknown, unknown>>();

const metadata = {
  defineMetadata(key: unknown, value: unknown, target: object): void {
    const own = store.get(target) ?? new Map();
    store.set(target, own.set(key, value));
  },
  getOwnMetadata: (key: unknown, target: object): unknown => store.get(target)?.get(key),
  getMetadata(key: unknown, target: object): unknown {
    for (let at: object | null = target; at; at = Object.getPrototypeOf(at)) {
      const own = store.get(at);
      if (own?.has(key)) return own.get(key);
    }
    return undefined;
  },
};
if (!('getMetadata' in Reflect)) Object.assign(Reflect, metadata);

export const peculiar = await import('@peculiar/x509');
