//! WebAssembly's vectors of 16 bytes.

use core::arch::wasm32::{v128, v128_load};

/// The bytes as a vector.
pub fn load(from: &[u8; 16]) -> v128 {
    // SAFETY: the reference is valid for 16 bytes, and the instruction has no alignment.
    unsafe { v128_load(from.as_ptr().cast()) }
}
