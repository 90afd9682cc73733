//! On any answer, however it is written and cut, nothing is lost and nothing is taken that is not a picture.

use super::document::{answer, write};
use super::oracle::{check, scan};
use proptest::collection::vec;
use proptest::prelude::*;

fn text() -> impl Strategy<Value = Vec<u8>> {
    (answer(), any::<u64>()).prop_map(|(json, seed)| write(&json, seed))
}

fn cuts() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![
        Just(vec![usize::MAX]),
        Just(vec![1]),
        vec(0..200_usize, 1..6).prop_filter("must move on", |cuts| cuts.iter().any(|cut| *cut > 0))
    ]
}

#[test]
fn a_control_character_in_the_label_is_left_for_the_parser_to_refuse() {
    let text = b"{\"steps\":[{\"screenshot\":\"data:image/\x07png;base64,iVBORw0KGgoAAAAA\"}]}";
    check(text, &[usize::MAX]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn the_answer_is_what_the_parser_would_give(text in text(), cuts in cuts()) {
        check(&text, &cuts);
    }

    #[test]
    fn a_damaged_answer_stays_as_damaged(
        mut text in text(),
        cuts in cuts(),
        at in any::<prop::sample::Index>(),
        damage in prop_oneof![
            prop::sample::select(b"{}[]\",:\\ x0\n\x00".to_vec()).prop_map(Some),
            any::<u8>().prop_map(Some),
            Just(None)
        ],
        length in 0..3_usize,
    ) {
        let at = at.index(text.len());
        let end = (at + length).min(text.len());
        text.splice(at..end, damage);
        check(&text, &cuts);
    }

    #[test]
    fn cuts_make_no_difference(text in text(), cuts in cuts()) {
        prop_assert_eq!(scan(&text, &cuts), scan(&text, &[usize::MAX]));
    }

    #[test]
    fn any_bytes_are_safe(bytes in vec(prop_oneof![any::<u8>(), prop::sample::select(b"{}[]\",:\\ut0-.e ".to_vec())], 0..80), cuts in cuts()) {
        check(&bytes, &cuts);
    }
}
