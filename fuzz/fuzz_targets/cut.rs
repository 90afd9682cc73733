//! A stream in chunks.

/// Chunks of the two sizes in turn; an empty chunk where one is zero.
pub fn cut(stream: &[u8], sizes: [usize; 2]) -> Vec<&[u8]> {
    let mut rest = stream;
    let mut chunks = Vec::new();
    while !rest.is_empty() {
        let size = if sizes == [0, 0] {
            1
        } else {
            sizes[chunks.len() % 2]
        };
        let (chunk, tail) = rest.split_at(size.min(rest.len()));
        chunks.push(chunk);
        rest = tail;
    }
    chunks
}
