//! The macro that gives a struct its gob and JSON forms.
//!
//! Plain `impl`s from one `macro_rules!` instead of derives: some eight hundred structs are
//! generated, and this is several times faster to compile.

/// Defines a struct as Go sends it.
///
/// A line `name: Type = "GoName", "json_name", omitempty;` is one field. `omitempty` or `always`
/// says whether JSON leaves out its zero value; the JSON name `-` keeps it out of JSON.
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
                let plan = d.struct_plan(key, wire, NAMES, |_types, _field, _wire| {
                    let mut _index = 0_usize;
                    $(
                        if _field == _index {
                            return <$type as ::gobwire::GobType>::compatible(_types, _wire);
                        }
                        _index += 1;
                    )*
                    false
                })?;
                let mut s = d.structure(plan)?;
                while let Some(field) = s.next_field()? {
                    let _local = field.local.unwrap_or(usize::MAX);
                    let mut _index = 0_usize;
                    $(
                        if _local == _index {
                            ::gobwire::Decode::decode_into(&mut self.$field, s.decoder(), field.wire)?;
                            continue;
                        }
                        _index += 1;
                    )*
                    s.decoder().skip(field.wire)?;
                }
                Ok(())
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
                    if _name.eq_ignore_ascii_case($json) {
                        self.$field = $crate::json::value(_map)?;
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

        impl $crate::json::JsonField for $name {}
    };
}

pub(crate) use gob_struct;
