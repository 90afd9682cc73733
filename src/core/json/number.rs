//! Numbers, without the standard library's float parser: it would be a tenth of the module's size.

/// The value of a JSON number that is no less than zero and is written in up to 19 digits, without an exponent, as every
/// wait in seconds is; nothing for others. Exact when the digits, taken as an integer, stay below 2^53.
pub fn number(value: &[u8]) -> Option<f64> {
    let (mut digits, mut scale, mut in_fraction) = (0_u64, 1.0, false);
    for byte in value {
        match byte {
            b'0'..=b'9' => {
                let digit = u64::from(byte - b'0');
                digits = digits.checked_mul(10)?.checked_add(digit)?;
                scale *= if in_fraction { 10.0 } else { 1.0 };
            }
            b'.' if !in_fraction => in_fraction = true,
            _ => return None,
        }
    }
    value
        .first()?
        .is_ascii_digit()
        .then_some(digits as f64 / scale)
}
