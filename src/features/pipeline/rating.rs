//! The average rating of sessions or feedback, which decides about promotion.

use serde_json::json;

use crate::error::{Error, Result};

/// The sum and number of several ratings.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rating {
    pub sum: i64,
    pub count: i64,
}

impl Rating {
    /// The average, 0 without ratings.
    #[expect(clippy::cast_precision_loss, reason = "ratings are small")]
    pub fn average(self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum as f64 / self.count as f64 }
    }
    /// # Errors
    /// 409 `rating_too_low` if the average is below `required`.
    pub fn ensure_reaches(self, required: i64) -> Result<()> {
        if self.count > 0 && self.sum >= required * self.count {
            return Ok(());
        }
        Err(Error::Conflict {
            code: "rating_too_low",
            message: format!(
                "Needs an average rating of at least {required}; the average is {:.1} (ratings: {})",
                self.average(),
                self.count
            ),
            data: json!({ "average": self.average(), "count": self.count, "required": required }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn average_is_compared_without_rounding() {
        assert!(Rating { sum: 14, count: 2 }.ensure_reaches(7).is_ok());
        assert!(Rating { sum: 13, count: 2 }.ensure_reaches(7).is_err());
        assert!(Rating::default().ensure_reaches(1).is_err());
    }
}
