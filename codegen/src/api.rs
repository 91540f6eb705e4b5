//! The typed methods of the SDK's `Api`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use crate::comment::comment;
use crate::description::{Description, Method, RpcMethod};
use crate::docs::Docs;
use crate::header;
use crate::names::snake;
use crate::rpc::{RpcField, args_fields, reply_fields};
use crate::types::Types;

/// Methods that the SDK writes by hand: they carry streams, JSON or log fields.
pub(crate) const BY_HAND: [&str; 8] = [
    "LoadPluginConfiguration",
    "InstallPlugin",
    "UploadData",
    "PluginHTTP",
    "LogDebug",
    "LogInfo",
    "LogWarn",
    "LogError",
];

/// `api.rs` of the SDK.
pub(crate) fn emit(description: &Description, types: &Types<'_>, docs: &Docs) -> Result<String> {
    let service = &description.api.rpc_services.plugin_to_host_api;
    let rpc: BTreeMap<&str, &RpcMethod> = service
        .methods
        .iter()
        .map(|m| (m.name.as_str(), m))
        .collect();
    let mut out = header("The typed calls of [`Api`].");
    out.push_str("use std::collections::BTreeMap;\n\nuse mattermost_model::rpc::api as rpc;\n");
    out.push_str("use mattermost_model::*;\n\nuse crate::api::{Api, present};\n");
    out.push_str("use crate::error::{Error, Result};\n\nimpl Api {\n");
    for method in &description.api.interfaces.api {
        if BY_HAND.contains(&method.name.as_str()) {
            continue;
        }
        let rpc = rpc
            .get(method.name.as_str())
            .with_context(|| format!("{} has no RPC method", method.name))?;
        emit_method(&mut out, method, rpc, types, docs)?;
    }
    out.push_str("}\n");
    Ok(out)
}

fn emit_method(
    out: &mut String,
    method: &Method,
    rpc: &RpcMethod,
    types: &Types<'_>,
    docs: &Docs,
) -> Result<()> {
    let args = args_fields(rpc, Some(method), types)?.unwrap_or_default();
    let reply = reply_fields(rpc, types)?.unwrap_or_default();
    let error = reply.iter().find(|f| f.rust_name == "error");
    let results: Vec<&RpcField> = reply.iter().filter(|f| f.rust_name != "error").collect();
    let params: Vec<String> = args
        .iter()
        .map(|f| format!("{}: {}", f.rust_name, parameter(&f.rust_type)))
        .collect();
    let params = params
        .iter()
        .fold(String::new(), |all, p| format!("{all}, {p}"));
    let returns: Vec<String> = results.iter().map(|f| result(f, error.is_some())).collect();
    let says = docs.api.get(&method.name).map_or("", String::as_str);
    emit_docs(out, &method.name, says, &args, error.is_some(), docs);
    if args.len() > 6 {
        out.push_str("    #[allow(clippy::too_many_arguments)]\n");
    }
    writeln!(
        out,
        "    pub async fn {}(&self{params}) -> Result<{}> {{",
        snake(&method.name),
        tuple(&returns)
    )?;
    emit_body(out, &method.name, &args, &results, error.is_some())
}

/// The documentation of a call: what it does, the units, the version and the errors.
pub(crate) fn emit_docs(
    out: &mut String,
    name: &str,
    says: &str,
    args: &[RpcField],
    fallible: bool,
    docs: &Docs,
) {
    let args = args.iter().map(|f| (&*f.rust_name, &*f.go_type));
    let errors = match fallible {
        true => "When the call fails, or the server answers an error.",
        false => "When the call fails; the server answers no error of its own.",
    };
    let paragraphs = [
        says.to_owned(),
        docs.units.sentence(args),
        format!("Calls `{name}`, {}.", docs.since.of(name)),
        "# Errors".into(),
        errors.into(),
    ];
    comment(out, "    ", &paragraphs);
}

fn emit_body(
    out: &mut String,
    name: &str,
    args: &[RpcField],
    results: &[&RpcField],
    fallible: bool,
) -> Result<()> {
    let fields: Vec<String> = args
        .iter()
        .map(|f| format!("{}: {}", f.rust_name, argument(&f.rust_name, &f.rust_type)))
        .collect();
    let unused = !fallible && results.is_empty();
    let binding = if unused { "_" } else { "reply" };
    writeln!(
        out,
        "        let args = rpc::{name}Args {{ {} }};",
        fields.join(", ")
    )?;
    writeln!(
        out,
        "        let {binding} = self.call::<rpc::{name}>(&args).await?;"
    )?;
    if fallible {
        writeln!(out, "        if let Some(error) = reply.error {{")?;
        writeln!(
            out,
            "            return Err(Error::from(error));\n        }}"
        )?;
    }
    let values: Vec<String> = results
        .iter()
        .map(|f| match required(f, fallible) {
            true => format!("present({name:?}, reply.{})?", f.rust_name),
            false => format!("reply.{}", f.rust_name),
        })
        .collect();
    match values.as_slice() {
        [one] if one.ends_with('?') => {
            writeln!(out, "        {}\n    }}\n", one.trim_end_matches('?'))?;
        }
        _ => writeln!(out, "        Ok({})\n    }}\n", tuple(&values))?,
    }
    Ok(())
}

/// A nil result beside a nil error means a broken answer.
fn required(field: &RpcField, fallible: bool) -> bool {
    fallible && field.rust_type.starts_with("Option<")
}

pub(crate) fn result(field: &RpcField, fallible: bool) -> String {
    let inner = field
        .rust_type
        .strip_prefix("Option<")
        .and_then(|t| t.strip_suffix('>'));
    match inner {
        Some(inner) if required(field, fallible) => inner.to_owned(),
        _ => field.rust_type.clone(),
    }
}

pub(crate) fn parameter(rust_type: &str) -> String {
    match rust_type {
        "String" | "Any" | "Vec<u8>" | "Option<Permission>" => {
            format!("impl Into<{}>", unwrap(rust_type))
        }
        _ => unwrap(rust_type).to_owned(),
    }
}

fn unwrap(rust_type: &str) -> &str {
    rust_type
        .strip_prefix("Option<")
        .and_then(|t| t.strip_suffix('>'))
        .unwrap_or(rust_type)
}

pub(crate) fn argument(name: &str, rust_type: &str) -> String {
    match rust_type {
        "String" | "Any" | "Vec<u8>" => format!("{name}.into()"),
        "Option<Permission>" => format!("Some({name}.into())"),
        _ if rust_type.starts_with("Option<") => format!("Some({name})"),
        _ => name.to_owned(),
    }
}

pub(crate) fn tuple(items: &[String]) -> String {
    match items {
        [one] => one.clone(),
        _ => format!("({})", items.join(", ")),
    }
}
