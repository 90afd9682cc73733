//! Text by its bytes, held against the standard library's own ways.

use proptest::prelude::*;
use tinyfish_web::core::text::{after_last, before, cut, cut_last, decimal, without_end};

#[test]
fn the_largest_and_the_smallest_number_are_written_out() {
    for number in [0, 9, 10, 100, usize::MAX] {
        assert_eq!(decimal(number), number.to_string());
    }
}

proptest! {
    #[test]
    fn numbers_are_written_as_the_standard_library_does(number: usize) {
        prop_assert_eq!(decimal(number), number.to_string());
    }

    #[test]
    fn text_is_cut_as_the_standard_library_does(text in "[a/é:]{0,8}") {
        prop_assert_eq!(cut(&text, b'/'), text.split_once('/'));
        prop_assert_eq!(cut_last(&text, b'/'), text.rsplit_once('/'));
        prop_assert_eq!(Some(before(&text, b'/')), text.split('/').next());
        prop_assert_eq!(Some(after_last(&text, b'/')), text.rsplit('/').next());
        prop_assert_eq!(without_end(&text, b'/'), text.trim_end_matches('/'));
    }
}
