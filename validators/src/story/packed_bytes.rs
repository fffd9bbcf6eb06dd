//! Packed facts, read and written as bytes: by itself, serde takes each byte for an item, one after another.

use serde::{Deserialize, Deserializer, Serializer};
use serde_bytes::{ByteBuf, Bytes};

/// Writes those of some documents.
pub(crate) fn serialize<S: Serializer>(
    all: &[Box<[u8]>],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(all.iter().map(|own| Bytes::new(own)))
}

/// Reads what [`serialize`] wrote.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Box<[u8]>>, D::Error> {
    let all = Vec::<ByteBuf>::deserialize(deserializer)?;
    Ok(all.into_iter().map(|own| own.into_vec().into()).collect())
}
