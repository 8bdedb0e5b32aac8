/** Code lengths in bits of the symbols 0 to 255 and of the end-of-string symbol (RFC 7541, appendix B). */
const lengths: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28,
  28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5,
  6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
  7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6,
  7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23,
  23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22,
  22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22,
  23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27,
  27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25,
  24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
];
const endOfString = 256;

/** A leaf is `-1 - symbol`, an inner node a positive index, 0 a branch that is not there. */
function buildTree(): Int16Array {
  const tree = new Int16Array(2 * 257);
  let nodes = 1;
  let code = 0;
  let codeLength = 0;
  // The code is canonical: symbols of one length follow each other in their own order.
  const inOrder = lengths.map((length, symbol) => ({ length, symbol }));
  inOrder.sort((a, b) => a.length - b.length || a.symbol - b.symbol);
  for (const { length, symbol } of inOrder) {
    code *= 2 ** (length - codeLength);
    codeLength = length;
    let node = 0;
    for (let bit = length - 1; bit > 0; bit--) {
      const branch = 2 * node + ((code >>> bit) & 1);
      if (tree[branch] === 0) tree[branch] = nodes++;
      node = tree[branch] ?? 0;
    }
    tree[2 * node + (code & 1)] = -1 - symbol;
    code++;
  }
  return tree;
}

const emits = 1 << 16;
const fails = 1 << 17;

/**
 * For each inner node and four bits: the next node, with {@link emits} and the symbol in bits 8 to 15 where a
 * symbol ended among them. No code is shorter than five bits.
 */
function buildSteps(tree: Int16Array): Uint32Array {
  const steps = new Uint32Array(256 * 16);
  for (let node = 0; node < 256; node++) {
    for (let bits = 0; bits < 16; bits++) {
      let at = node;
      let step = 0;
      for (let bit = 3; bit >= 0; bit--) {
        const branch = tree[2 * at + ((bits >>> bit) & 1)] ?? 0;
        if (branch === -1 - endOfString) step |= fails;
        else if (branch < 0) step |= emits | ((-1 - branch) << 8);
        at = Math.max(branch, 0);
      }
      steps[node * 16 + bits] = step | at;
    }
  }
  return steps;
}

/** Nodes at which a string may end: on the way of up to seven bits of padding, which are ones. */
function paddingNodes(tree: Int16Array): ReadonlySet<number> {
  const nodes = new Set([0]);
  let node = 0;
  for (let bit = 0; bit < 7; bit++) {
    node = tree[2 * node + 1] ?? 0;
    nodes.add(node);
  }
  return nodes;
}

const tree = buildTree();
const steps = buildSteps(tree);
const mayEnd = paddingNodes(tree);
let scratch = Buffer.alloc(4096);

/** The string that `bytes[start, end)` encode, one character a byte; `null` where they are no such string. */
export function decodeHuffman(bytes: Buffer, start: number, end: number): string | null {
  const most = ((end - start) * 8) / 5 + 1;
  if (scratch.length < most) scratch = Buffer.alloc(2 * most);
  let node = 0;
  let length = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    const high = steps[node * 16 + (byte >>> 4)] ?? fails;
    if (high & emits) scratch[length++] = (high >>> 8) & 255;
    const low = steps[(high & 255) * 16 + (byte & 15)] ?? fails;
    if (low & emits) scratch[length++] = (low >>> 8) & 255;
    if ((high | low) & fails) return null;
    node = low & 255;
  }
  return mayEnd.has(node) ? scratch.toString('latin1', 0, length) : null;
}
