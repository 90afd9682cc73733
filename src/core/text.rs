//! Text by its bytes: the standard library's formatting and its searches for characters would bring two kilobytes.

/// A whole number in digits.
pub fn decimal(number: usize) -> String {
    let mut digits = Vec::new();
    let mut rest = number;
    loop {
        digits.push(char::from(b'0' + (rest % 10) as u8));
        rest /= 10;
        if rest == 0 {
            return digits.iter().rev().collect();
        }
    }
}

/// What stands before and after the first `mark`, an ASCII character.
pub fn cut(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == mark)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// What stands before and after the last `mark`, an ASCII character.
pub fn cut_last(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().rposition(|byte| byte == mark)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The text without the `mark`s, an ASCII character, at its end.
pub fn without_end(mut text: &str, mark: char) -> &str {
    while let Some(shorter) = text.strip_suffix(mark) {
        text = shorter;
    }
    text
}
