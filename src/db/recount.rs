//! Counters and statistics, counted again.

use std::collections::BTreeMap;

/// Counters and statistics as the records have them.
#[derive(Default)]
pub struct Recount {
    pub counters: BTreeMap<String, i64>,
    /// Daily statistics, each summed over all days.
    pub totals: BTreeMap<String, i64>,
    /// Daily statistics by day and name.
    pub days: BTreeMap<(String, String), i64>,
}
