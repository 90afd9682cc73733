//! Numbers instead of the names of imports, and a name of this build's own for the module they are imported from.
//!
//! The numbers mean other functions in another build, so an old file that some cache still has would link to new JavaScript
//! and do anything. Where the module has another name an engine refuses the file, and the page is told why.

use std::cell::RefCell;
use std::hash::{DefaultHasher, Hasher};

use anyhow::{Context, Result, bail};

const HEADER: usize = 8;
const IMPORTS: u8 = 2;
const FUNCTION: u8 = 0;

/// Renames every import to the number that `place` gives for its name, and its module after what the file holds and `salt`,
/// the JavaScript that belongs to it. Gives the new file and the module's name.
pub fn number(
    wasm: &[u8],
    place: impl Fn(&str) -> Option<usize>,
    salt: &str,
) -> Result<(Vec<u8>, String)> {
    let mut hasher = DefaultHasher::new();
    hasher.write(wasm);
    hasher.write(salt.as_bytes());
    let name = format!("{:04x}", hasher.finish() & 0xffff);
    let mut renamed = wasm.get(..HEADER).context("no WebAssembly")?.to_vec();
    let mut rest = Reader(&wasm[HEADER..]);
    let mut found = false;
    while !rest.0.is_empty() {
        let id = rest.byte()?;
        let section = rest.bytes()?;
        renamed.push(id);
        if id == IMPORTS {
            found = true;
            put_bytes(&mut renamed, &numbered(section, &place, &name)?);
        } else {
            put_bytes(&mut renamed, section);
        }
    }
    if !found {
        bail!("the WebAssembly imports nothing");
    }
    Ok((renamed, name))
}

/// The names of all imports, in their order.
pub fn names(wasm: &[u8]) -> Result<Vec<String>> {
    let names = RefCell::new(Vec::new());
    let note = |name: &str| {
        names.borrow_mut().push(name.to_owned());
        Some(0)
    };
    number(wasm, note, "")?;
    Ok(names.into_inner())
}

/// WebAssembly specification, binary format, import section: a vector of module, name and description.
fn numbered(
    section: &[u8],
    place: impl Fn(&str) -> Option<usize>,
    module: &str,
) -> Result<Vec<u8>> {
    let mut rest = Reader(section);
    let count = rest.number()?;
    let mut renamed = Vec::with_capacity(section.len() * 2);
    put_number(&mut renamed, count);
    for _ in 0..count {
        rest.bytes()?;
        put_bytes(&mut renamed, module.as_bytes());
        let name = std::str::from_utf8(rest.bytes()?).context("an import without a name")?;
        let place = place(name).with_context(|| format!("nothing is imported as `{name}`"))?;
        put_bytes(&mut renamed, place.to_string().as_bytes());
        // wasm-bindgen imports functions only.
        if rest.byte()? != FUNCTION {
            bail!("an import of the WebAssembly is no function");
        }
        renamed.push(FUNCTION);
        put_number(&mut renamed, rest.number()?);
    }
    Ok(renamed)
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.0.split_first().context("the WebAssembly is cut")?;
        self.0 = rest;
        Ok(*first)
    }

    /// An unsigned LEB128 number of 32 bits.
    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        bail!("a number in the WebAssembly is too long")
    }

    /// Bytes behind their number.
    fn bytes(&mut self) -> Result<&'a [u8]> {
        let length = self.number()?;
        let (bytes, rest) = self
            .0
            .split_at_checked(length)
            .context("the WebAssembly is cut")?;
        self.0 = rest;
        Ok(bytes)
    }
}

fn put_number(into: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        into.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}

fn put_bytes(into: &mut Vec<u8>, bytes: &[u8]) {
    put_number(into, bytes.len());
    into.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with a type, this many imports `a.f` of it, and a section behind them.
    fn module(imports: usize) -> Vec<u8> {
        let mut section = Vec::new();
        put_number(&mut section, imports);
        for _ in 0..imports {
            section.extend(b"\x01a\x01f\x00\x00");
        }
        let mut wasm = b"\0asm\x01\0\0\0\x01\x04\x01\x60\x00\x00\x02".to_vec();
        put_bytes(&mut wasm, &section);
        wasm.extend(b"\x03\x02\x01\x00");
        wasm
    }

    #[test]
    fn every_import_takes_its_number_and_the_name_and_all_else_stays() {
        let (renamed, name) = number(&module(2), |_| Some(7), "").unwrap();
        let expected = format!(
            "\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x13\x02\x04{name}\x017\0\0\x04{name}\x017\0\0\x03\x02\x01\0"
        );
        assert_eq!(renamed, expected.as_bytes());
    }

    #[test]
    fn lengths_of_more_than_one_byte_are_kept_right() {
        let (renamed, name) = number(&module(200), |_| Some(100), "").unwrap();
        let found = renamed
            .windows(4)
            .filter(|window| *window == name.as_bytes())
            .count();
        assert_eq!(found, 200);
        let mut rest = Reader(&renamed[HEADER..]);
        let ids: Vec<_> = std::iter::from_fn(|| {
            let id = rest.byte().ok()?;
            rest.bytes().ok().map(|_| id)
        })
        .collect();
        assert_eq!(ids, [1, IMPORTS, 3]);
    }

    #[test]
    fn other_contents_give_another_name() {
        let names = [(1, "a"), (2, "a"), (1, "b")]
            .map(|(imports, salt)| number(&module(imports), |_| Some(0), salt).unwrap().1);
        assert_ne!(names[0], names[1]);
        assert_ne!(names[0], names[2]);
    }

    #[test]
    fn what_is_cut_or_imports_something_else_is_an_error() {
        let whole = module(1);
        let number = |wasm: &[u8]| number(wasm, |name| (name == "f").then_some(0), "");
        assert!(number(&whole).is_ok());
        assert!(number(&whole[..whole.len() - 1]).is_err());
        assert!(number(&whole[..HEADER]).is_err());
        let memory = [&whole[..HEADER], b"\x02\x08\x01\x01a\x01m\x02\x00\x01"].concat();
        assert!(number(&memory).is_err());
        let mut other = whole.clone();
        let name = other.iter().rposition(|byte| *byte == b'f').unwrap();
        other[name] = b'g';
        assert!(number(&other).is_err());
    }
}
