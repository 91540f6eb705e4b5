//! The data types: which Rust type stands for a Go type, and the struct definitions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};

use crate::description::{Description, Field, TypeDescription};
use crate::gotype::GoType;
use crate::header;
use crate::names::{snake, type_name};
use crate::units::Units;

/// Types that `mattermost-model` defines by hand.
const BY_HAND: [(&str, &str); 9] = [
    ("time.Time", "Time"),
    ("url.URL", "Url"),
    ("http.Header", "HttpHeader"),
    ("json.RawMessage", "RawJson"),
    ("driver.Value", "Any"),
    ("any", "Any"),
    ("interface{}", "Any"),
    ("error", "Option<RemoteError>"),
    ("mlog.Level", "LogLevel"),
];

/// Types that are never sent, so that fields of them are left out.
const NEVER_SENT: [&str; 4] = [
    "io.ReadCloser",
    "*http.Request",
    "*tls.ConnectionState",
    "i18n.TranslateFunc",
];

/// Structs whose strings come from the network as they are and may hold any byte.
const BYTE_STRINGS: [&str; 2] = ["plugin.HTTPRequestSubset", "http.Response"];

/// All types of the description, and what is derived from them.
pub(crate) struct Types<'a> {
    by_name: &'a BTreeMap<String, TypeDescription>,
    /// `(struct, field)` pairs whose `Option` closes a circle and needs a `Box`.
    boxed: BTreeSet<(String, String)>,
}

impl<'a> Types<'a> {
    pub(crate) fn new(description: &'a Description) -> Result<Self> {
        let mut types = Self {
            by_name: &description.model.types,
            boxed: BTreeSet::new(),
        };
        types.boxed = types.circles()?;
        Ok(types)
    }

    /// The Rust type for a Go type expression.
    pub(crate) fn rust(&self, go: &GoType) -> Result<String> {
        Ok(match go {
            GoType::Pointer(t) => format!("Option<{}>", self.rust(t)?),
            GoType::Slice(t) => format!("Vec<{}>", self.element(t)?),
            GoType::Map(k, v) => format!("BTreeMap<{}, {}>", self.rust(k)?, self.element(v)?),
            GoType::Named(name) => self.named(name)?,
        })
    }

    /// gob cannot send a nil element, so `[]*T` and `map[K]*T` hold plain values.
    fn element(&self, go: &GoType) -> Result<String> {
        match go {
            GoType::Pointer(t) => self.rust(t),
            GoType::Named(n) if n == "byte" || n == "uint8" => Ok("u8".into()),
            _ => self.rust(go),
        }
    }

    fn named(&self, name: &str) -> Result<String> {
        if let Some((_, rust)) = BY_HAND.iter().find(|(go, _)| *go == name) {
            return Ok((*rust).to_owned());
        }
        if let Some(rust) = builtin(name) {
            return Ok(rust.to_owned());
        }
        let description = self
            .by_name
            .get(name)
            .with_context(|| format!("type {name} is not in the description"))?;
        match (description.kind.as_str(), &description.underlying) {
            ("struct", _) => Ok(type_name(name)),
            ("Map" | "Slice", Some(underlying)) => self.rust(&GoType::parse(underlying)?),
            (kind, _) => builtin(kind)
                .map(str::to_owned)
                .with_context(|| format!("type {name} has the unknown kind {kind}")),
        }
    }

    /// Whether a value of this type could not be sent at all.
    pub(crate) fn is_never_sent(go: &str) -> bool {
        NEVER_SENT.contains(&go)
    }

    /// The fields of struct `name` as `(Rust name, Rust type, description)`.
    pub(crate) fn fields(&self, name: &str) -> Result<Vec<(String, String, Field)>> {
        let Some(description) = self.by_name.get(name) else {
            bail!("struct {name} is not in the description");
        };
        let mut out = Vec::new();
        for field in description.fields()? {
            if Self::is_never_sent(&field.go_type) {
                continue;
            }
            let mut rust = self.rust(&GoType::parse(&field.go_type)?)?;
            if BYTE_STRINGS.contains(&name) {
                rust = rust.replace("String", "ByteString");
            }
            if self.boxed.contains(&(name.to_owned(), field.name.clone())) {
                rust = rust.replace("Option<", "Option<Box<") + ">";
            }
            out.push((snake(&field.name), rust, field));
        }
        Ok(out)
    }

    /// `types.rs`: all structs but the arguments and replies of RPC methods.
    pub(crate) fn emit(&self, units: &Units) -> Result<String> {
        let mut out = header("Mattermost's data types, with their gob and JSON forms.");
        out.push_str("#![allow(clippy::large_enum_variant)]\n\n");
        out.push_str("use std::collections::BTreeMap;\n\nuse crate::wire::gob_struct;\n");
        out.push_str(
            "use crate::{Any, ByteString, HttpHeader, RawJson, RemoteError, Time, Url};\n",
        );
        for (name, description) in self.by_name {
            let by_hand = BY_HAND.iter().any(|(go, _)| go == name);
            if description.kind == "struct" && !name.starts_with("plugin.Z_") && !by_hand {
                self.emit_struct(&mut out, name, units)?;
            }
        }
        Ok(out)
    }

    fn emit_struct(&self, out: &mut String, name: &str, units: &Units) -> Result<()> {
        let short = name.split_once('.').map_or(name, |(_, n)| n);
        writeln!(out, "\ngob_struct! {{\n    /// Go's `{name}`.")?;
        writeln!(out, "    {} \"{short}\" {{", type_name(name))?;
        for (rust_name, rust_type, field) in self.fields(name)? {
            let unit = units.field(name, &field.name, &field.go_type);
            emit_field(out, &rust_name, &rust_type, &field, unit)?;
        }
        out.push_str("    }\n}\n");
        Ok(())
    }

    /// Finds the pointer fields through which a struct holds itself.
    fn circles(&self) -> Result<BTreeSet<(String, String)>> {
        let mut edges: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for (name, description) in self.by_name {
            for field in description.fields()? {
                let go = GoType::parse(&field.go_type)?;
                let target = match &go {
                    GoType::Pointer(t) => t.as_ref(),
                    other => other,
                };
                if let GoType::Named(target) = target {
                    edges
                        .entry(name.clone())
                        .or_default()
                        .push((field.name, target.clone()));
                }
            }
        }
        let mut boxed = BTreeSet::new();
        for (name, fields) in &edges {
            for (field, target) in fields {
                if reaches(&edges, target, name) {
                    boxed.insert((name.clone(), field.clone()));
                }
            }
        }
        Ok(boxed)
    }
}

/// Whether `from` is `to` or holds it by value or pointer.
fn reaches(edges: &BTreeMap<String, Vec<(String, String)>>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name) {
            open.extend(
                edges
                    .get(name)
                    .into_iter()
                    .flatten()
                    .map(|(_, target)| target.as_str()),
            );
        }
    }
    false
}

/// One field inside `gob_struct!`.
pub(crate) fn emit_field(
    out: &mut String,
    rust_name: &str,
    rust_type: &str,
    field: &Field,
    unit: Option<&str>,
) -> Result<()> {
    let tag = field.json.as_deref().unwrap_or_default();
    let mut parts = tag.split(',');
    let json = parts
        .next()
        .filter(|name| !name.is_empty())
        .unwrap_or(if field.embedded { "" } else { &field.name });
    let omit = if parts.any(|option| option == "omitempty") {
        "omitempty"
    } else {
        "always"
    };
    emit_origin(out, &field.name, &field.go_type, unit)?;
    writeln!(
        out,
        "        {rust_name}: {rust_type} = \"{}\", {json:?}, {omit};",
        field.name
    )?;
    Ok(())
}

/// The documentation of a field: what it is in Go, and its unit.
pub(crate) fn emit_origin(
    out: &mut String,
    name: &str,
    go_type: &str,
    unit: Option<&str>,
) -> Result<()> {
    let unit = unit.map_or(String::new(), |unit| format!(", {unit}"));
    writeln!(out, "        /// Go: `{name} {go_type}`{unit}.")?;
    Ok(())
}

/// The Rust type for a Go built-in, or for the kind of a named type.
fn builtin(name: &str) -> Option<&'static str> {
    Some(match name {
        "string" => "String",
        "bool" => "bool",
        "int" | "int64" => "i64",
        "int8" => "i8",
        "int16" => "i16",
        "int32" => "i32",
        "uint" | "uint64" => "u64",
        "uint8" | "byte" => "u8",
        "uint16" => "u16",
        "uint32" => "u32",
        "float32" => "f32",
        "float64" => "f64",
        _ => return None,
    })
}
