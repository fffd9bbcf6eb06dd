//! How sure something is, as it is printed.

/// `confidence`, from 0 to 1, to three digits.
pub(super) fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 1000.0).round() / 1000.0
}
