//! Points in time.

use gobwire::{
    Decode, Describer, Encode, GoTime, GobType, TypeTable, ValueDecoder, ValueEncoder, Zone,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Go's `time.Time`. The default is Go's zero time, the first of January of the year 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Time(pub GoTime);

impl Time {
    /// A time in whole seconds since 1970, in UTC.
    pub fn from_unix(seconds: i64) -> Self {
        Self(GoTime::from_unix(seconds, 0, Zone::Utc))
    }

    /// The whole seconds since 1970.
    pub fn unix(&self) -> i64 {
        self.0.unix()
    }
}

impl GobType for Time {
    fn describe(d: &mut Describer<'_>) -> gobwire::Result<i64> {
        GoTime::describe(d)
    }

    fn compatible(types: &TypeTable, wire: i64) -> bool {
        GoTime::compatible(types, wire)
    }
}

impl Encode for Time {
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

impl Decode for Time {
    fn decode_into(&mut self, d: &mut ValueDecoder<'_>, wire: i64) -> gobwire::Result<()> {
        self.0.decode_into(d, wire)
    }
}

/// RFC 3339 in UTC, as Go's JSON.
impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let timestamp =
            jiff::Timestamp::new(self.0.unix(), self.0.nsec).map_err(serde::ser::Error::custom)?;
        serializer.collect_str(&timestamp)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let timestamp: jiff::Timestamp = text.parse().map_err(serde::de::Error::custom)?;
        let (seconds, nanoseconds) = (timestamp.as_second(), timestamp.subsec_nanosecond());
        Ok(Self(GoTime::from_unix(seconds, nanoseconds, Zone::Utc)))
    }
}
