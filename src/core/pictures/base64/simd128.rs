//! Base64 by WebAssembly's vectors: 16 characters to 12 bytes in about 15 instructions.
//!
//! Characters are classified by looking their halves up in 16-entry tables, the method of W. Muła and D. Lemire,
//! "Faster Base64 Encoding and Decoding Using AVX2 Instructions" (2018); the packing is made for the instructions
//! that WebAssembly has.

use super::{BLOCK, BYTES};
use crate::core::vector::load;
use core::arch::wasm32::i8x16_shuffle;
use core::arch::wasm32::{
    i8x16, i8x16_add, i8x16_eq, i8x16_splat, i8x16_swizzle, i16x8_shl, i32x4_dot_i16x8,
    i32x4_splat, u8x16, u8x16_shr, u16x8_shr, u16x8_splat, v128, v128_and, v128_any_true, v128_or,
    v128_store,
};

/// Decodes whole blocks; false as soon as one holds an invalid character.
pub fn blocks(text: &[[u8; BLOCK]], out: &mut [[u8; BYTES]]) -> bool {
    text.iter().zip(out).all(|(text, out)| block(text, out))
}

#[inline(always)]
fn block(text: &[u8; BLOCK], out: &mut [u8; BYTES]) -> bool {
    let (quarters, _) = text.as_chunks::<16>();
    let [a, b, c, d] = quarters else { return false };
    let (a, bad_a) = sextets(load(a));
    let (b, bad_b) = sextets(load(b));
    let (c, bad_c) = sextets(load(c));
    let (d, bad_d) = sextets(load(d));
    if v128_any_true(v128_or(v128_or(bad_a, bad_b), v128_or(bad_c, bad_d))) {
        return false;
    }
    let (a, b, c, d) = (triples(a), triples(b), triples(c), triples(d));
    let (thirds, _) = out.as_chunks_mut::<16>();
    let [first, second, third] = thirds else {
        return false;
    };
    // Each lane of four holds three bytes, the highest first in the result: 12 of `a` and 4 of `b`, and so on.
    store(
        first,
        i8x16_shuffle::<2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 18, 17, 16, 22>(a, b),
    );
    store(
        second,
        i8x16_shuffle::<5, 4, 10, 9, 8, 14, 13, 12, 18, 17, 16, 22, 21, 20, 26, 25>(b, c),
    );
    store(
        third,
        i8x16_shuffle::<8, 14, 13, 12, 18, 17, 16, 22, 21, 20, 26, 25, 24, 30, 29, 28>(c, d),
    );
    true
}

/// The six-bit values of 16 characters, and a vector that is not zero where a character has none.
#[inline(always)]
fn sextets(text: v128) -> (v128, v128) {
    // A character is valid when no class bit of its high half meets one of its low half.
    let by_high = u8x16(
        0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10,
        0x10,
    );
    let by_low = u8x16(
        0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B,
        0x1A,
    );
    // From character to value, by the high half; '/' alone differs from its neighbour '+' and takes place 1.
    let shift = i8x16(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0);
    let high = u8x16_shr(text, 4);
    let low = v128_and(text, i8x16_splat(0x0F));
    let bad = v128_and(i8x16_swizzle(by_high, high), i8x16_swizzle(by_low, low));
    let slash = i8x16_eq(text, i8x16_splat(b'/'.cast_signed()));
    let values = i8x16_add(text, i8x16_swizzle(shift, i8x16_add(high, slash)));
    (values, bad)
}

/// Four six-bit values in each lane of four bytes, joined to 24 bits with the first on top.
#[inline(always)]
fn triples(values: v128) -> v128 {
    let pairs = v128_or(
        v128_and(i16x8_shl(values, 6), u16x8_splat(0x0FC0)),
        u16x8_shr(values, 8),
    );
    // In each lane the first pair times 4096 plus the second.
    i32x4_dot_i16x8(pairs, i32x4_splat(0x0001_1000))
}

fn store(to: &mut [u8; 16], value: v128) {
    // SAFETY: the reference is valid and unique for 16 bytes, and the instruction has no alignment.
    unsafe { v128_store(to.as_mut_ptr().cast(), value) }
}
