//! Pictures for steps without a browser: a coloured card with the step's number, as a real JPEG.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::body::Bytes;
use jpeg_encoder::{ColorType, Encoder};

const WIDTH: usize = 320;
const HEIGHT: usize = 200;
/// Side of one square of a digit.
const SQUARE: usize = 16;

/// Three by five squares for each digit, row by row.
const DIGITS: [[u8; 5]; 10] = [
    [0b111, 0b101, 0b101, 0b101, 0b111],
    [0b010, 0b110, 0b010, 0b010, 0b111],
    [0b111, 0b001, 0b111, 0b100, 0b111],
    [0b111, 0b001, 0b011, 0b001, 0b111],
    [0b101, 0b101, 0b111, 0b001, 0b001],
    [0b111, 0b100, 0b111, 0b001, 0b111],
    [0b111, 0b100, 0b111, 0b101, 0b111],
    [0b111, 0b001, 0b010, 0b010, 0b010],
    [0b111, 0b101, 0b111, 0b101, 0b111],
    [0b111, 0b101, 0b111, 0b001, 0b111],
];

const COLOURS: [[u8; 3]; 8] = [
    [29, 78, 137],
    [18, 107, 82],
    [133, 77, 14],
    [126, 34, 95],
    [67, 56, 142],
    [153, 42, 42],
    [14, 98, 112],
    [77, 92, 20],
];

/// The picture of step `number`, padded to at least `size` bytes. Each number has its own picture.
pub(crate) fn picture(number: u32, size: usize) -> Bytes {
    static DRAWN: LazyLock<Mutex<HashMap<u32, Bytes>>> = LazyLock::new(Mutex::default);
    let mut drawn = DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
    let plain = drawn
        .entry(number)
        .or_insert_with(|| draw(number).into())
        .clone();
    drop(drawn);
    if plain.len() < size {
        pad(&plain, size).into()
    } else {
        plain
    }
}

fn draw(number: u32) -> Vec<u8> {
    let colour = COLOURS[number as usize % COLOURS.len()];
    let mut pixels = colour.repeat(WIDTH * HEIGHT);
    let text = number.to_string();
    // Each digit is three squares wide with one square between neighbours.
    let width = (text.len() * 4 - 1) * SQUARE;
    let left = (WIDTH - width) / 2;
    let top = (HEIGHT - 5 * SQUARE) / 2;
    for (place, digit) in text
        .bytes()
        .map(|byte| usize::from(byte - b'0'))
        .enumerate()
    {
        draw_digit(&mut pixels, DIGITS[digit], left + place * 4 * SQUARE, top);
    }
    let mut jpeg = Vec::new();
    let encoder = Encoder::new(&mut jpeg, 80);
    encoder
        .encode(&pixels, WIDTH as u16, HEIGHT as u16, ColorType::Rgb)
        .expect("the size is right and a vector takes every byte");
    jpeg
}

fn draw_digit(pixels: &mut [u8], rows: [u8; 5], left: usize, top: usize) {
    for (row, bits) in rows.into_iter().enumerate() {
        for column in (0..3).filter(|column| bits >> (2 - column) & 1 == 1) {
            fill_square(pixels, left + column * SQUARE, top + row * SQUARE);
        }
    }
}

fn fill_square(pixels: &mut [u8], left: usize, top: usize) {
    for y in top..top + SQUARE {
        let start = (y * WIDTH + left) * 3;
        pixels[start..start + SQUARE * 3].fill(245);
    }
}

/// Puts comment segments behind the start marker: still a valid JPEG, only larger.
fn pad(jpeg: &[u8], size: usize) -> Vec<u8> {
    const LARGEST: usize = 65_533;
    let (start, rest) = jpeg.split_at(2);
    let mut padded = start.to_vec();
    let mut missing = size.saturating_sub(jpeg.len());
    while missing > 4 {
        let filling = (missing - 4).min(LARGEST);
        padded.extend([0xff, 0xfe]);
        padded.extend(((filling + 2) as u16).to_be_bytes());
        padded.extend((0..filling).map(|index| b'a' + (index % 26) as u8));
        missing -= filling + 4;
    }
    padded.extend_from_slice(rest);
    padded
}
