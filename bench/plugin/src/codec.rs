//! Encoding and decoding values again and again, as on a stream where their types are known.

use axum::body::Bytes;
use axum::extract::Path;
use gobwire::{Decode, Decoder, Encode, Encoder, Progress, parse_length_prefix};
use mattermost_plugin::model::{CommandArgs, Config, HttpRequestSubset, Post, PostList};
use mattermost_plugin::{Error, Result};

/// Encodes or decodes the value in the body, given as gob, `count` times.
pub(crate) async fn codec(
    Path((direction, name, count)): Path<(String, String, usize)>,
    body: Bytes,
) -> std::result::Result<&'static str, String> {
    let done = match name.as_str() {
        "Post" => run::<Post>(&direction, count, &body),
        "PostList" => run::<PostList>(&direction, count, &body),
        "Config" => run::<Config>(&direction, count, &body),
        "CommandArgs" => run::<CommandArgs>(&direction, count, &body),
        "Request" => run::<HttpRequestSubset>(&direction, count, &body),
        _ => Err(Error::new("no such type")),
    };
    done.map(|()| "done").map_err(|error| error.to_string())
}

fn run<T: Encode + Decode + Default>(direction: &str, count: usize, body: &[u8]) -> Result<()> {
    let value: T = decode(&mut Decoder::new(), body)?;
    let mut encoder = Encoder::new();
    let types = encoder.encode(&value)?;
    if direction == "encode" {
        let mut out = Vec::new();
        for _ in 0..count {
            out.clear();
            encoder.encode_into(std::hint::black_box(&value), &mut out)?;
        }
        return Ok(());
    }
    let again = encoder.encode(&value)?;
    let mut decoder = Decoder::new();
    let _: T = decode(&mut decoder, &types)?;
    for _ in 0..count {
        std::hint::black_box(decode::<T>(&mut decoder, &again)?);
    }
    Ok(())
}

/// Reads one value, whose messages are all there.
fn decode<T: Decode + Default>(decoder: &mut Decoder, mut bytes: &[u8]) -> Result<T> {
    loop {
        let prefix = parse_length_prefix(bytes)?;
        let (width, length) = prefix.ok_or_else(|| Error::new("the value is not complete"))?;
        let message = bytes
            .get(width..)
            .and_then(|rest| rest.split_at_checked(length));
        let (message, rest) = message.ok_or_else(|| Error::new("a message is not complete"))?;
        if decoder.push_message(message)? == Progress::Ready {
            return Ok(decoder.decode()?);
        }
        bytes = rest;
    }
}
