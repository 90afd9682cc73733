//! Passing over objects and arrays.

#[path = "../../support/containers.rs"]
mod plain;

#[test]
fn containers_are_passed_over_as_they_are_plainly() {
    plain::are_passed_over_as_they_are_plainly();
}
