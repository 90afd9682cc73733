//! On any answer, however it is written and cut, nothing is lost and nothing is taken that is not a picture.

use super::document::{answer, write};
use super::oracle::{check, scan};
use proptest::collection::vec;
use proptest::prelude::*;
use tinyfish_web::core::pictures::Shape;

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![Just(Shape::Run), Just(Shape::Runs)]
}

/// A text that was generated as the answer of some shape, and is read as that of some shape.
fn text() -> impl Strategy<Value = (Shape, Vec<u8>)> {
    (
        shape(),
        prop_oneof![9 => Just(true), 1 => Just(false)],
        any::<u64>(),
    )
        .prop_flat_map(|(shape, same, seed)| {
            let other = if shape == Shape::Run {
                Shape::Runs
            } else {
                Shape::Run
            };
            answer(if same { shape } else { other })
                .prop_map(move |json| (shape, write(&json, seed)))
        })
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
    check(Shape::Run, text, &[usize::MAX]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn the_answer_is_what_the_parser_would_give((shape, text) in text(), cuts in cuts()) {
        check(shape, &text, &cuts);
    }

    #[test]
    fn a_damaged_answer_stays_as_damaged(
        (shape, mut text) in text(),
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
        check(shape, &text, &cuts);
    }

    #[test]
    fn cuts_make_no_difference((shape, text) in text(), cuts in cuts()) {
        prop_assert_eq!(scan(shape, &text, &cuts), scan(shape, &text, &[usize::MAX]));
    }

    #[test]
    fn any_bytes_are_safe(shape in shape(), bytes in vec(prop_oneof![any::<u8>(), prop::sample::select(b"{}[]\",:\\ut0-.e ".to_vec())], 0..80), cuts in cuts()) {
        check(shape, &bytes, &cuts);
    }
}
