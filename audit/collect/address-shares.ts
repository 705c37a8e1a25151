import { addressHex } from '../core/query/address.ts';
import { plainAddress } from '../service/sources/check.ts';

/** What each network has of something that all of them share. */
export type AddressShares = {
  /** @returns what gives it back, once; undefined: the network of the address has all that one may have */
  take(address: string): (() => void) | undefined;
};

/** @param crowded told of a network that wants more than `most`; again only after it gave everything back */
export function createAddressShares(most: number, crowded: (network: string) => void): AddressShares {
  const taken = new Map<string, { count: number; told: boolean }>();
  return {
    take(address) {
      const network = networkOf(address);
      const share = taken.get(network) ?? { count: 0, told: false };
      if (share.count >= most) {
        if (!share.told) crowded(network);
        share.told = true;
        return undefined;
      }
      share.count++;
      taken.set(network, share);
      return () => {
        share.count--;
        if (share.count === 0) taken.delete(network);
      };
    },
  };
}

/**
 * What one machine may have: an IPv4 address, in IPv6 the /64 that it takes its addresses from
 * (RFC 4291 §2.5.1), of which it may use as many as it likes.
 */
export function networkOf(address: string): string {
  const plain = plainAddress(address);
  const hex = addressHex(plain);
  if (hex?.length !== 32) return plain;
  const groups = hex.slice(0, 16).match(/..../g)!;
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
