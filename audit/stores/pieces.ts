/** Byte strings one behind the other, and where each ends: goes to another thread without being copied. */
export type Pieces = { readonly bytes: Uint8Array<ArrayBuffer>; readonly ends: readonly number[] };

export function pieceAt({ bytes, ends }: Pieces, at: number): Uint8Array {
  return bytes.subarray(at === 0 ? 0 : ends[at - 1], ends[at]);
}

/** @param expected bytes that all pieces will have, about */
export function createPieces(expected: number) {
  let room = Buffer.from(new ArrayBuffer(Math.max(1024, expected)));
  let length = 0;
  const ends: number[] = [];
  const grow = (more: number) => {
    if (length + more <= room.length) return;
    const wider = Buffer.from(new ArrayBuffer(Math.max(room.length * 2, length + more)));
    room.copy(wider, 0, 0, length);
    room = wider;
  };
  return {
    addBytes(bytes: Uint8Array): void {
      grow(bytes.length);
      room.set(bytes, length);
      length += bytes.length;
      ends.push(length);
    },
    addText(text: string): void {
      // No UTF-16 unit is more than three bytes.
      grow(text.length * 3);
      length += room.write(text, length);
      ends.push(length);
    },
    end: (): Pieces => ({ bytes: new Uint8Array(room.buffer as ArrayBuffer, 0, length), ends }),
  };
}
