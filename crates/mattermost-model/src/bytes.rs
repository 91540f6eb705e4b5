//! Values of any bytes: what the network sent is kept as it is.

use std::collections::BTreeMap;
use std::fmt;

use gobwire::{
    BinaryBytes, Decode, Describer, Encode, GobType, TypeTable, ValueDecoder, ValueEncoder,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A Go string whose bytes may be anything, as in an HTTP header or path.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ByteString(Vec<u8>);

/// Go's `http.Header`: values by canonical name.
pub type HttpHeader = BTreeMap<ByteString, Vec<ByteString>>;

impl ByteString {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether there are no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bytes as text, with U+FFFD in place of what is not UTF-8.
    #[must_use]
    pub fn to_string_lossy(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }
}

impl<T: Into<Vec<u8>>> From<T> for ByteString {
    fn from(bytes: T) -> Self {
        Self(bytes.into())
    }
}

impl fmt::Debug for ByteString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

impl GobType for ByteString {
    fn describe(d: &mut Describer<'_>) -> gobwire::Result<i64> {
        String::describe(d)
    }

    fn compatible(types: &TypeTable, wire: i64) -> bool {
        String::compatible(types, wire)
    }
}

impl Encode for ByteString {
    fn describe_value(&self, d: &mut Describer<'_>) -> gobwire::Result<i64> {
        Self::describe(d)
    }

    fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    fn encode(&self, e: &mut ValueEncoder<'_>) -> gobwire::Result<()> {
        e.bytes(&self.0);
        Ok(())
    }
}

impl Decode for ByteString {
    fn decode_into(&mut self, d: &mut ValueDecoder<'_>, wire: i64) -> gobwire::Result<()> {
        if !Self::compatible(d.types(), wire) {
            return Err(d.mismatch::<Self>(wire));
        }
        self.0 = d.read_bytes()?.to_vec();
        Ok(())
    }
}

impl Serialize for ByteString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_string_lossy())
    }
}

impl<'de> Deserialize<'de> for ByteString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

macro_rules! gob_wrapper {
    ($name:ident, $inner:ty) => {
        impl GobType for $name {
            fn describe(d: &mut Describer<'_>) -> gobwire::Result<i64> {
                <$inner>::describe(d)
            }

            fn compatible(types: &TypeTable, wire: i64) -> bool {
                <$inner>::compatible(types, wire)
            }
        }

        impl Encode for $name {
            fn describe_value(&self, d: &mut Describer<'_>) -> gobwire::Result<i64> {
                Self::describe(d)
            }

            fn is_zero(&self) -> bool {
                self.0.is_zero()
            }

            fn encode(&self, e: &mut ValueEncoder<'_>) -> gobwire::Result<()> {
                self.0.encode(e)
            }
        }

        impl Decode for $name {
            fn decode_into(&mut self, d: &mut ValueDecoder<'_>, wire: i64) -> gobwire::Result<()> {
                self.0.decode_into(d, wire)
            }
        }
    };
}

/// Go's `url.URL`: the bytes of its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Url(BinaryBytes);

gob_wrapper!(Url, BinaryBytes);

impl Url {
    /// The URL's text, which may hold any byte.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0.0
    }
}

impl<T: Into<Vec<u8>>> From<T> for Url {
    fn from(bytes: T) -> Self {
        Self(BinaryBytes(bytes.into()))
    }
}

impl Serialize for Url {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&String::from_utf8_lossy(self.as_bytes()))
    }
}

impl<'de> Deserialize<'de> for Url {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// Go's `json.RawMessage`: a JSON text that is passed on unread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawJson(pub Vec<u8>);

gob_wrapper!(RawJson, Vec<u8>);

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = if self.0.is_empty() {
            b"null"
        } else {
            self.0.as_slice()
        };
        let value: serde_json::Value =
            serde_json::from_slice(text).map_err(serde::ser::Error::custom)?;
        value.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        Ok(Self(value.to_string().into_bytes()))
    }
}
