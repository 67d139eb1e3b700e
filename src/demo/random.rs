//! Random choices.

use rand::{
    RngExt,
    seq::{IndexedRandom, IteratorRandom},
};

pub fn pick<T: Clone>(from: &[T]) -> T {
    from.choose(&mut rand::rng()).cloned().expect("the lists are not empty")
}

/// Picks an item with the probability of its weight.
pub fn weighted<T: Clone>(from: &[T], weight: impl Fn(&T) -> u32) -> T {
    from.choose_weighted(&mut rand::rng(), weight).cloned().expect("the weights are positive")
}

/// Picks a line of a text.
pub fn line(text: &'static str) -> &'static str {
    text.lines().choose(&mut rand::rng()).unwrap_or_default()
}

/// Returns true with this probability.
pub fn chance(probability: f64) -> bool {
    rand::rng().random_bool(probability)
}

/// A number in this range, including both ends.
pub fn between(min: i64, max: i64) -> i64 {
    rand::rng().random_range(min..=max)
}
