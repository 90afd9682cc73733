//! Passing over an object or array, which may be megabytes of result, by its strings and brackets.
//!
//! Sixteen bytes are classified at once, and only those that mean something are looked at one by one.

use std::mem;

/// Bytes that are classified at once.
const BLOCK: usize = 16;

/// The bytes of the container that `text` begins with; nothing where it does not close.
pub(super) fn length(text: &[u8]) -> Option<usize> {
    let mut walk = Walk::default();
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    for (nth, block) in blocks.iter().enumerate() {
        if let Some(end) = walk.pass(block) {
            return Some(BLOCK * nth + end);
        }
    }
    let mut last = [0; BLOCK];
    last.get_mut(..rest.len())?.copy_from_slice(rest);
    Some(BLOCK * blocks.len() + walk.pass(&last)?)
}

/// Where the walk stands between two blocks. A counter instead of recursion: depth costs nothing.
#[derive(Default)]
struct Walk {
    depth: usize,
    in_string: bool,
    /// The next byte is the second of an escape.
    escaped: bool,
}

impl Walk {
    /// Passes a block; gives how many bytes of it belong to the container if it closes there.
    #[inline(always)]
    fn pass(&mut self, block: &[u8; BLOCK]) -> Option<usize> {
        let mut found = in_strings(block);
        if self.in_string && found == 0 {
            self.escaped = false;
            return None;
        }
        found |= brackets(block);
        if mem::take(&mut self.escaped) {
            found &= !1;
        }
        while found != 0 {
            let at = found.trailing_zeros() as usize;
            found &= found - 1;
            match block.get(at)? {
                b'"' => self.in_string = !self.in_string,
                b'\\' if self.in_string => {
                    found &= !(2 << at);
                    self.escaped = at + 1 == BLOCK;
                }
                b'{' | b'[' if !self.in_string => self.depth += 1,
                b'}' | b']' if !self.in_string => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use scalar::{brackets, in_strings};
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use simd128::{brackets, in_strings};

/// A bit for each byte of a block that means something.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128 {
    use core::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_splat, v128, v128_or};

    use super::BLOCK;
    use crate::core::vector::load;

    /// Quotes and backslashes.
    #[inline(always)]
    pub(super) fn in_strings(block: &[u8; BLOCK]) -> u32 {
        either(load(block), b'"', b'\\')
    }

    /// Brackets of both kinds, which differ by one bit.
    #[inline(always)]
    pub(super) fn brackets(block: &[u8; BLOCK]) -> u32 {
        either(v128_or(load(block), u8x16_splat(0x20)), b'{', b'}')
    }

    #[inline(always)]
    fn either(bytes: v128, one: u8, other: u8) -> u32 {
        let one = u8x16_eq(bytes, u8x16_splat(one));
        u32::from(u8x16_bitmask(v128_or(
            one,
            u8x16_eq(bytes, u8x16_splat(other)),
        )))
    }
}

/// The same without vectors.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod scalar {
    use super::BLOCK;

    pub(super) fn in_strings(block: &[u8; BLOCK]) -> u32 {
        bits(block, |byte| matches!(byte, b'"' | b'\\'))
    }

    pub(super) fn brackets(block: &[u8; BLOCK]) -> u32 {
        bits(block, |byte| matches!(byte, b'{' | b'[' | b'}' | b']'))
    }

    fn bits(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u32 {
        block
            .iter()
            .rev()
            .fold(0, |bits, byte| bits << 1 | u32::from(is(*byte)))
    }
}
