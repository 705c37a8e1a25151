/** What each address has of something that all of them share. */
export type AddressShares = {
  /** @returns what gives it back, once; undefined: the address has all that one may have */
  take(address: string): (() => void) | undefined;
};

/** @param crowded told of an address that wants more than `most`; again only after it gave everything back */
export function createAddressShares(most: number, crowded: (address: string) => void): AddressShares {
  const taken = new Map<string, { count: number; told: boolean }>();
  return {
    take(address) {
      const share = taken.get(address) ?? { count: 0, told: false };
      if (share.count >= most) {
        if (!share.told) crowded(address);
        share.told = true;
        return undefined;
      }
      share.count++;
      taken.set(address, share);
      return () => {
        share.count--;
        if (share.count === 0) taken.delete(address);
      };
    },
  };
}
