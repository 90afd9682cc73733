//! Numbers, without the standard library's exact float parser: it would be a tenth of the module's size.

/// Digits that a `u64` holds whatever they are.
const MOST_DIGITS: u32 = 19;

/// The value of a JSON number; nothing when `value` is not one.
///
/// Exact when the digits, taken as an integer, stay below 2^53 and the power of ten that scales them is at most 22
/// either way: every count, price, delay and time of day in milliseconds. Other numbers are within a few units in
/// the last place; beyond the range of `f64` they become infinite or zero, as in JavaScript.
pub fn number(value: &[u8]) -> Option<f64> {
    let (negative, rest) = match value.strip_prefix(b"-") {
        Some(rest) => (true, rest),
        None => (false, value),
    };
    let (whole, rest) = digits(rest);
    let (fraction, rest) = match rest.strip_prefix(b".") {
        Some(rest) => {
            let (fraction, rest) = digits(rest);
            (!fraction.is_empty()).then_some((fraction, rest))?
        }
        None => (&b""[..], rest),
    };
    if whole.is_empty() || (whole.len() > 1 && whole.starts_with(b"0")) {
        return None;
    }
    let (mantissa, dropped) = mantissa(whole, fraction);
    let scale = exponent(rest)?
        .saturating_add(dropped)
        .saturating_sub(length(fraction));
    let size = scaled(mantissa, scale);
    Some(if negative { -size } else { size })
}

fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    text.split_at_checked(count).unwrap_or((text, b""))
}

/// The leading digits as an integer, and how many after them were left out.
fn mantissa(whole: &[u8], fraction: &[u8]) -> (u64, i32) {
    let (mut sum, mut taken, mut dropped) = (0_u64, 0, 0_i32);
    for byte in whole.iter().chain(fraction) {
        if taken == MOST_DIGITS {
            dropped = dropped.saturating_add(1);
        } else {
            sum = sum * 10 + u64::from(byte - b'0');
            taken += u32::from(sum > 0);
        }
    }
    (sum, dropped)
}

/// The exponent of what follows the fraction: zero for nothing, none for anything else.
fn exponent(text: &[u8]) -> Option<i32> {
    let rest = match text {
        [] => return Some(0),
        [b'e' | b'E', rest @ ..] => rest,
        _ => return None,
    };
    let (sign, rest) = match rest {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        _ => (1, rest),
    };
    let (size, after) = digits(rest);
    if size.is_empty() || !after.is_empty() {
        return None;
    }
    let sum = size.iter().fold(0_i32, |sum, byte| {
        sum.saturating_mul(10)
            .saturating_add(i32::from(byte - b'0'))
    });
    Some(sign * sum)
}

fn length(text: &[u8]) -> i32 {
    i32::try_from(text.len()).unwrap_or(i32::MAX)
}

/// `mantissa` × 10^`scale`. One multiplication or division by an exact power keeps the usual numbers exact.
fn scaled(mantissa: u64, scale: i32) -> f64 {
    let mut value = mantissa as f64;
    // Beyond these steps every mantissa has become infinite or zero.
    let mut left = scale.clamp(-400, 400);
    while left != 0 {
        let step = left.clamp(-22, 22);
        let power = (0..step.abs()).fold(1.0, |power, _| power * 10.0);
        value = if step < 0 {
            value / power
        } else {
            value * power
        };
        left -= step;
    }
    value
}
