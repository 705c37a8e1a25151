/** A constraint is an address and a mask whose ones are all in front (RFC 4632 §3.1). */
export function isIpConstraint(base: Uint8Array): boolean {
  if (base.length !== 8 && base.length !== 32) return false;
  let ended = false;
  for (const octet of base.subarray(base.length / 2)) {
    if (ended && octet !== 0) return false;
    // 0xff, 0xfe, 0xfc … 0x00: the complement plus one is a power of two.
    const rest = 0xff - octet;
    if ((rest & (rest + 1)) !== 0) return false;
    if (octet !== 0xff) ended = true;
  }
  return true;
}

/** Whether an address is in the network; an address of the other family never is. */
export function ipWithin(address: Uint8Array, base: Uint8Array): boolean {
  const size = base.length / 2;
  if (address.length !== size) return false;
  for (let i = 0; i < size; i++) {
    if (((address[i]! ^ base[i]!) & base[size + i]!) !== 0) return false;
  }
  return true;
}
