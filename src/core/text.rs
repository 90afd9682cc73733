//! Text by its bytes: the standard library's formatting and its searches for characters would bring two kilobytes. A `mark` is
//! an ASCII character.

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

/// What stands before and after the first `mark`.
pub fn cut(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == mark)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// What stands before and after the last `mark`.
pub fn cut_last(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().rposition(|byte| byte == mark)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// What stands before the first `mark`; all of it where there is none.
pub fn before(text: &str, mark: u8) -> &str {
    cut(text, mark).map_or(text, |(before, _)| before)
}

/// What stands after the last `mark`; all of it where there is none.
pub fn after_last(text: &str, mark: u8) -> &str {
    cut_last(text, mark).map_or(text, |(_, after)| after)
}

/// The text without the `mark`s at its end.
pub fn without_end(text: &str, mark: u8) -> &str {
    let last = text.bytes().rposition(|byte| byte != mark);
    let length = last.map_or(0, |last| last + 1);
    text.get(..length).unwrap_or_default()
}
