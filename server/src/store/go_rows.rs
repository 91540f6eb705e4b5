//! What the Go plugin wrote (`tests/data/go-plugin-kv.jsonl`), for the tests of whoever reads it.

use data_encoding::HEXLOWER;
use serde_json::Value;

const STORED: &str = include_str!("../../tests/data/go-plugin-kv.jsonl");

/// The key and the value of each row, and the row with what is known of it.
pub fn rows() -> impl Iterator<Item = (String, Vec<u8>, Value)> {
    STORED.lines().map(|line| {
        let row: Value = serde_json::from_str(line).unwrap();
        let bytes = HEXLOWER
            .decode(row["value_hex"].as_str().unwrap().as_bytes())
            .unwrap();
        (row["key"].as_str().unwrap().to_owned(), bytes, row)
    })
}
