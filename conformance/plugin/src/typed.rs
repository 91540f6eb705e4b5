//! Typed values as plain JSON under Go's field names, and back.
//!
//! gob does not tell a zero field from an absent one, so both are null here; what stands in an
//! interface is wrapped in `{"any": …}`. The host's package `value` does the same.

use std::collections::BTreeMap;

use mattermost_plugin::model::{self, Any};
use mattermost_plugin::{Error, Result};
use serde_json::{Map, Value, json};

/// A type of the protocol.
pub(crate) trait Typed {
    /// The value's fields.
    fn dump(&self) -> Value;
    /// The value with these fields; anything that does not fit is zero, and shows in comparison.
    fn load(value: &Value) -> Self;
}

/// An object of those fields that are not zero; null where all are.
pub(crate) fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
    let fields: Map<String, Value> = fields
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    if fields.is_empty() {
        Value::Null
    } else {
        Value::Object(fields)
    }
}

/// The argument `name`.
pub(crate) fn arg<T: Typed>(args: &Value, name: &str) -> T {
    T::load(args.get(name).unwrap_or(&Value::Null))
}

/// What a call came to: its results, or its error in all that the SDK tells of it.
pub(crate) fn outcome(result: Result<Value>) -> Value {
    result.unwrap_or_else(|error| failure(&error))
}

/// An error as the SDK shows it.
pub(crate) fn failure(error: &Error) -> Value {
    json!({"error": {
        "text": error.to_string(),
        "app": error.app_error().map(Typed::dump),
        "status": error.status_code(),
        "driver": error.driver_error().map(|error| format!("{error:?}")),
        "not_found": error.is_not_found(),
        "method_missing": error.is_method_missing(),
        "disconnected": error.is_disconnected(),
    }})
}

macro_rules! fields {
    (model::$type:ident { $($field:ident: $name:literal,)* }) => {
        impl Typed for model::$type {
            fn dump(&self) -> Value {
                object([$(($name, self.$field.dump())),*])
            }

            #[allow(unused_variables)]
            fn load(value: &Value) -> Self {
                Self { $($field: arg(value, $name),)* }
            }
        }
    };
}
pub(crate) use fields;

macro_rules! numbers {
    ($($type:ty: $read:ident;)*) => {$(
        impl Typed for $type {
            fn dump(&self) -> Value {
                if *self == <$type>::default() { Value::Null } else { json!(self) }
            }

            fn load(value: &Value) -> Self {
                value.$read().and_then(|number| number.try_into().ok()).unwrap_or_default()
            }
        }
    )*};
}

numbers! {
    i8: as_i64; i16: as_i64; i32: as_i64; i64: as_i64;
    u8: as_u64; u16: as_u64; u32: as_u64; u64: as_u64;
    bool: as_bool; f64: as_f64;
}

impl Typed for f32 {
    fn dump(&self) -> Value {
        f64::from(*self).dump()
    }

    fn load(value: &Value) -> Self {
        #[allow(clippy::cast_possible_truncation)]
        let narrow = f64::load(value) as Self;
        narrow
    }
}

impl Typed for String {
    fn dump(&self) -> Value {
        if self.is_empty() {
            Value::Null
        } else {
            json!(self)
        }
    }

    fn load(value: &Value) -> Self {
        value.as_str().unwrap_or_default().to_owned()
    }
}

impl<T: Typed> Typed for Option<T> {
    fn dump(&self) -> Value {
        self.as_ref().map_or(Value::Null, Typed::dump)
    }

    fn load(value: &Value) -> Self {
        if value.is_null() {
            None
        } else {
            Some(T::load(value))
        }
    }
}

impl<T: Typed> Typed for Box<T> {
    fn dump(&self) -> Value {
        self.as_ref().dump()
    }

    fn load(value: &Value) -> Self {
        Self::new(T::load(value))
    }
}

impl<T: Typed> Typed for Vec<T> {
    fn dump(&self) -> Value {
        if self.is_empty() {
            Value::Null
        } else {
            self.iter().map(Typed::dump).collect()
        }
    }

    fn load(value: &Value) -> Self {
        value
            .as_array()
            .map(|items| items.iter().map(T::load).collect())
            .unwrap_or_default()
    }
}

impl<T: Typed> Typed for BTreeMap<String, T> {
    fn dump(&self) -> Value {
        if self.is_empty() {
            return Value::Null;
        }
        Value::Object(
            self.iter()
                .map(|(name, value)| (name.clone(), value.dump()))
                .collect(),
        )
    }

    fn load(value: &Value) -> Self {
        let entries = value.as_object().into_iter().flatten();
        entries
            .map(|(name, value)| (name.clone(), T::load(value)))
            .collect()
    }
}

impl Typed for model::Time {
    fn dump(&self) -> Value {
        if *self == Self::default() {
            Value::Null
        } else {
            json!(self)
        }
    }

    fn load(value: &Value) -> Self {
        serde_json::from_value(value.clone()).unwrap_or_default()
    }
}

impl Typed for model::RawJson {
    fn dump(&self) -> Value {
        String::from_utf8_lossy(&self.0).into_owned().dump()
    }

    fn load(value: &Value) -> Self {
        Self(String::load(value).into_bytes())
    }
}

impl Typed for model::ByteString {
    fn dump(&self) -> Value {
        self.to_string_lossy().into_owned().dump()
    }

    fn load(value: &Value) -> Self {
        String::load(value).into()
    }
}

impl Typed for model::HttpHeader {
    fn dump(&self) -> Value {
        let entries = self
            .iter()
            .map(|(name, values)| (name.to_string_lossy().into_owned(), values.dump()));
        Value::Object(entries.collect())
    }

    fn load(value: &Value) -> Self {
        let entries = value.as_object().into_iter().flatten();
        entries
            .map(|(name, values)| (name.clone().into(), Typed::load(values)))
            .collect()
    }
}

impl Typed for model::Url {
    fn dump(&self) -> Value {
        String::from_utf8_lossy(self.as_bytes()).into_owned().dump()
    }

    fn load(value: &Value) -> Self {
        String::load(value).into()
    }
}

impl Typed for model::RemoteError {
    fn dump(&self) -> Value {
        let inside = match self {
            Self::Text(error) => object([("Code", error.code.dump()), ("Err", error.err.dump())]),
            other => json!(other.to_string()),
        };
        json!({ "any": inside })
    }

    fn load(value: &Value) -> Self {
        Self::new(arg::<String>(
            value.get("any").unwrap_or(&Value::Null),
            "Err",
        ))
    }
}

impl Typed for Any {
    fn dump(&self) -> Value {
        if *self == Self::Null {
            Value::Null
        } else {
            json!({ "any": inner(self) })
        }
    }

    fn load(value: &Value) -> Self {
        value.get("any").cloned().map_or(Self::Null, Self::from)
    }
}

/// The inside of an interface, by the variant that the SDK chose.
fn inner(value: &Any) -> Value {
    match value {
        Any::Bytes(bytes) => json!(bytes),
        Any::List(items) => items.iter().map(inner).collect(),
        Any::Map(map) => Value::Object(
            map.iter()
                .map(|(name, value)| (name.clone(), inner(value)))
                .collect(),
        ),
        Any::Attachments(attachments) => attachments.iter().map(Typed::dump).collect(),
        Any::TextArg(arg) => arg.dump(),
        Any::StaticListArg(arg) => arg.dump(),
        Any::DynamicListArg(arg) => arg.dump(),
        Any::PreviewPost(post) => post.dump(),
        Any::AppError(error) => error.dump(),
        plain => json!(plain),
    }
}
