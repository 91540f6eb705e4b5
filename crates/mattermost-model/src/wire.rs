//! The macro that gives a struct its gob and JSON forms.
//!
//! Plain `impl`s from one `macro_rules!` instead of derives: some eight hundred structs are
//! generated, and this is several times faster to compile.

use std::collections::BTreeMap;

use gobwire::{Decode, ValueDecoder, ids};

/// Defines a struct as Go sends it.
///
/// A line `name: Type = "GoName", "json_name", omitempty;` is one field. `omitempty` or `always`
/// says whether JSON leaves out its zero value; the JSON name `-` keeps it out of JSON, and an empty
/// one puts the fields of a struct among those of the outer one.
macro_rules! gob_struct {
    (
        $(#[$doc:meta])*
        $name:ident $go:literal {
            $( $(#[$field_doc:meta])* $field:ident: $type:ty = $wire:literal, $json:literal, $omit:ident; )*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $( $(#[$field_doc])* pub $field: $type, )*
        }

        impl ::gobwire::GobType for $name {
            #[inline]
            fn describe(d: &mut ::gobwire::Describer<'_>) -> ::gobwire::Result<i64> {
                d.structure(concat!(module_path!(), "::", stringify!($name)), $go, |_d| {
                    Ok(vec![$( ($wire, <$type as ::gobwire::GobType>::describe(_d)?), )*])
                })
            }

            #[inline]
            fn compatible(types: &::gobwire::TypeTable, wire: i64) -> bool {
                types.is_struct(wire)
            }
        }

        impl ::gobwire::Encode for $name {
            #[inline]
            fn describe_value(&self, d: &mut ::gobwire::Describer<'_>) -> ::gobwire::Result<i64> {
                <Self as ::gobwire::GobType>::describe(d)
            }

            #[inline]
            fn is_zero(&self) -> bool {
                false
            }

            #[inline]
            fn frames_as_struct(&self) -> bool {
                true
            }

            #[inline]
            fn encode(&self, e: &mut ::gobwire::ValueEncoder<'_>) -> ::gobwire::Result<()> {
                let mut _s = e.structure();
                let mut _index = 0_u32;
                $( _s.field(_index, &self.$field)?; _index += 1; )*
                _s.end();
                Ok(())
            }
        }

        impl ::gobwire::Decode for $name {
            #[inline]
            fn decode_into(
                &mut self,
                d: &mut ::gobwire::ValueDecoder<'_>,
                wire: i64,
            ) -> ::gobwire::Result<()> {
                const NAMES: &[&str] = &[$( $wire ),*];
                let key = concat!(module_path!(), "::", stringify!($name));
                d.read_struct(
                    key,
                    wire,
                    NAMES,
                    &|_types, _field, _wire| {
                        let mut _index = 0_usize;
                        $(
                            if _field == _index {
                                return <$type as ::gobwire::GobType>::compatible(_types, _wire);
                            }
                            _index += 1;
                        )*
                        false
                    },
                    &mut |_d, _field, _wire| {
                        let mut _index = 0_usize;
                        $(
                            if _field == _index {
                                return $crate::wire::Field::read(&mut self.$field, _d, _wire);
                            }
                            _index += 1;
                        )*
                        Ok(())
                    },
                )
            }
        }

        impl ::serde::Serialize for $name {
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut _map = ::serde::Serializer::serialize_map(serializer, None)?;
                $( $crate::json::entry(&mut _map, $json, stringify!($omit) == "omitempty", &self.$field)?; )*
                ::serde::ser::SerializeMap::end(_map)
            }
        }

        impl $crate::json::Fields for $name {
            #[inline]
            fn set<'de, A: ::serde::de::MapAccess<'de>>(
                &mut self,
                _name: &str,
                _map: &mut A,
            ) -> Result<bool, A::Error> {
                $(
                    if !$json.is_empty() && _name.eq_ignore_ascii_case($json) {
                        self.$field = $crate::json::value(_map)?;
                        return Ok(true);
                    }
                )*
                $(
                    if $json.is_empty()
                        && $crate::json::JsonField::set_embedded(&mut self.$field, _name, _map)?
                    {
                        return Ok(true);
                    }
                )*
                Ok(false)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::json::object(deserializer)
            }
        }

        impl $crate::json::JsonField for $name {
            #[inline]
            fn set_embedded<'de, A: ::serde::de::MapAccess<'de>>(
                &mut self,
                name: &str,
                map: &mut A,
            ) -> Result<bool, A::Error> {
                $crate::json::Fields::set(self, name, map)
            }
        }
        impl $crate::wire::Field for $name {}
    };
}

/// How a field is read. gobwire refuses a string that is not UTF-8, which Go sends as it is: the
/// browser's name in a [`Context`](crate::Context) comes from the network unchecked. Such a
/// string must not cost the request, so it is read with U+FFFD in place of what is no text.
///
/// Not inlined: some thousand fields are of few types.
pub(crate) trait Field: Decode {
    #[inline(never)]
    fn read(&mut self, d: &mut ValueDecoder<'_>, wire: i64) -> gobwire::Result<()> {
        self.decode_into(d, wire)
    }
}

impl Field for String {
    #[inline(never)]
    fn read(&mut self, d: &mut ValueDecoder<'_>, wire: i64) -> gobwire::Result<()> {
        if wire != ids::STRING {
            return Err(d.mismatch::<Self>(wire));
        }
        *self = text(d)?;
        Ok(())
    }
}

/// A string, with U+FFFD in place of what is no text.
pub(crate) fn text(d: &mut ValueDecoder<'_>) -> gobwire::Result<String> {
    let bytes = d.read_bytes()?;
    // Checking alone is faster than looking for what to replace.
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    })
}

macro_rules! fields {
    ($($type:ty),*) => {$( impl Field for $type {} )*};
}

fields!(bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64);
fields!(
    crate::Any,
    crate::ByteString,
    crate::RawJson,
    crate::RemoteError,
    crate::Time,
    crate::Url
);

impl<T: Decode + Default> Field for Vec<T> {}
impl<T: Decode> Field for Box<T> {}
impl<T: Decode + Default> Field for Option<T> {}
impl<K: Decode + Default + Ord, V: Decode + Default> Field for BTreeMap<K, V> {}

pub(crate) use gob_struct;
