//! The RPC descriptors: for each method a marker type with its wire name, and the structs of its
//! arguments and its reply.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::Result;

use crate::comment::{comment, without_links};
use crate::description::{Description, Method, Parameter, RpcMethod, Service};
use crate::docs::Docs;
use crate::gotype::GoType;
use crate::header;
use crate::names::snake;
use crate::types::{Types, emit_origin};

/// `api.rs`: what a plugin may call.
pub(crate) fn emit_api(
    description: &Description,
    types: &Types<'_>,
    docs: &Docs,
) -> Result<String> {
    let services = &description.api.rpc_services;
    let about = "The calls that a plugin makes to the server (Go's `plugin.API`).";
    let (service, methods) = (
        &services.plugin_to_host_api,
        &description.api.interfaces.api,
    );
    emit(about, service, methods, types, docs, &docs.api)
}

/// `hooks.rs`: what the server calls in a plugin.
pub(crate) fn emit_hooks(
    description: &Description,
    types: &Types<'_>,
    docs: &Docs,
) -> Result<String> {
    let services = &description.api.rpc_services;
    let about = "The calls that the server makes to a plugin (Go's `plugin.Hooks`).";
    let (service, methods) = (
        &services.host_to_plugin_hooks,
        &description.api.interfaces.hooks,
    );
    let texts = docs.hooks.iter();
    let texts =
        texts.map(|(name, hook)| (name.clone(), format!("{} {}", hook.when, hook.outcome())));
    emit(about, service, methods, types, docs, &texts.collect())
}

/// `driver.rs`: the database driver.
pub(crate) fn emit_driver(
    description: &Description,
    types: &Types<'_>,
    docs: &Docs,
) -> Result<String> {
    let services = &description.api.rpc_services;
    let about = "The calls that a plugin makes to the server's database (Go's `plugin.Driver`).";
    let (service, methods) = (
        &services.plugin_to_host_db,
        &description.api.interfaces.driver,
    );
    emit(about, service, methods, types, docs, &docs.driver)
}

/// `response_writer.rs`: the stream on which a plugin answers an HTTP request.
pub(crate) fn emit_response_writer(
    description: &Description,
    types: &Types<'_>,
    docs: &Docs,
) -> Result<String> {
    let services = &description.api.rpc_services;
    let about =
        "The calls with which a plugin answers an HTTP request (Go's `http.ResponseWriter`).";
    let service = &services.plugin_to_host_http_response_writer;
    emit(about, service, &[], types, docs, &BTreeMap::new())
}

fn emit(
    about: &str,
    service: &Service,
    methods: &[Method],
    types: &Types<'_>,
    docs: &Docs,
    texts: &BTreeMap<String, String>,
) -> Result<String> {
    let mut out = header(about);
    out.push_str("#![allow(unused_imports)]\n\nuse std::collections::BTreeMap;\n\n");
    out.push_str("use crate::rpc::{Empty, Method};\nuse crate::types::*;\n");
    out.push_str("use crate::wire::gob_struct;\n");
    out.push_str("use crate::{Any, ByteString, HttpHeader, RawJson, RemoteError, Time, Url};\n");
    let by_name: BTreeMap<&str, &Method> = methods.iter().map(|m| (m.name.as_str(), m)).collect();
    for rpc in &service.methods {
        let method = by_name.get(rpc.name.as_str()).copied();
        let (args, reply) = emit_messages(&mut out, rpc, method, types, docs)?;
        let says = texts.get(&rpc.name).map(String::as_str);
        emit_marker(&mut out, rpc, says, docs);
        emit_method(&mut out, rpc, &args, &reply)?;
    }
    Ok(out)
}

/// The structs of the arguments and of the reply; gives their names.
fn emit_messages(
    out: &mut String,
    rpc: &RpcMethod,
    method: Option<&Method>,
    types: &Types<'_>,
    docs: &Docs,
) -> Result<(String, String)> {
    let args = match args_fields(rpc, method, types)? {
        None => plain_type(&rpc.args_type, types)?,
        Some(fields) => emit_struct(out, &rpc.name, "Args", &rpc.args_type, &fields, docs)?,
    };
    let reply = match reply_fields(rpc, types)? {
        None => plain_type(&rpc.reply_type, types)?,
        Some(fields) => emit_struct(out, &rpc.name, "Reply", &rpc.reply_type, &fields, docs)?,
    };
    Ok((args, reply))
}

/// The documentation of a method's marker: what it does, its wire name and its version.
fn emit_marker(out: &mut String, rpc: &RpcMethod, says: Option<&str>, docs: &Docs) {
    let since = says.map_or(String::new(), |_| format!(", {}", docs.since.of(&rpc.name)));
    let paragraphs = [
        without_links(says.unwrap_or_default()),
        format!("`{}`{since}.", rpc.wire_method),
    ];
    out.push('\n');
    comment(out, "", &paragraphs);
}

fn emit_method(out: &mut String, rpc: &RpcMethod, args: &str, reply: &str) -> Result<()> {
    let name = &rpc.name;
    out.push_str("#[derive(Debug, Clone, Copy)]\n");
    writeln!(out, "pub struct {name};\n\nimpl Method for {name} {{")?;
    writeln!(out, "    const NAME: &'static str = {:?};", rpc.wire_method)?;
    writeln!(
        out,
        "    type Args = {args};\n    type Reply = {reply};\n}}"
    )?;
    Ok(())
}

/// A field of an RPC struct.
pub(crate) struct RpcField {
    /// Its name in Rust.
    pub(crate) rust_name: String,
    /// Its type in Rust.
    pub(crate) rust_type: String,
    go_name: String,
    /// Its type in Go.
    pub(crate) go_type: String,
}

/// The fields of a method's arguments, or `None` where they are no struct of their own.
pub(crate) fn args_fields(
    rpc: &RpcMethod,
    method: Option<&Method>,
    types: &Types<'_>,
) -> Result<Option<Vec<RpcField>>> {
    if !rpc.args_type.contains("Z_") {
        return Ok(None);
    }
    let params: &[Parameter] = method.map_or(&[], |m| &m.params);
    let mut out = Vec::new();
    for (i, field) in rpc.args_fields.iter().flatten().enumerate() {
        let letter = field.name.len() == 1;
        let param = params
            .get(i)
            .filter(|p| letter && !p.name.is_empty() && p.name != "_");
        let rust_name = match param {
            _ if field.go_type == "*plugin.Context" => "context".into(),
            Some(param) => snake(&param.name),
            None => snake(&field.name),
        };
        out.extend(rpc_field(field, rust_name, types)?);
    }
    Ok(Some(out))
}

/// The fields of a method's reply, or `None` where it is no struct of its own.
pub(crate) fn reply_fields(rpc: &RpcMethod, types: &Types<'_>) -> Result<Option<Vec<RpcField>>> {
    if !rpc.reply_type.contains("Z_") {
        return Ok(None);
    }
    let fields: Vec<&Parameter> = rpc.reply_fields.iter().flatten().collect();
    let results = fields.iter().filter(|f| !f.is_error()).count();
    let mut out = Vec::new();
    for field in fields {
        let rust_name = match (field.name.len() == 1, field.is_error(), results) {
            (true, true, _) => "error".into(),
            (true, false, 1) => "value".into(),
            _ => snake(&field.name),
        };
        out.extend(rpc_field(field, rust_name, types)?);
    }
    Ok(Some(out))
}

fn rpc_field(field: &Parameter, rust_name: String, types: &Types<'_>) -> Result<Option<RpcField>> {
    if Types::is_never_sent(&field.go_type) {
        return Ok(None);
    }
    Ok(Some(RpcField {
        rust_name,
        rust_type: types.rust(&GoType::parse(&field.go_type)?)?,
        go_name: field.name.clone(),
        go_type: field.go_type.clone(),
    }))
}

fn emit_struct(
    out: &mut String,
    method: &str,
    suffix: &str,
    go_type: &str,
    fields: &[RpcField],
    docs: &Docs,
) -> Result<String> {
    let name = format!("{method}{suffix}");
    let wire_name = go_type
        .trim_start_matches('*')
        .trim_start_matches("plugin.");
    let what = if suffix == "Args" {
        "arguments"
    } else {
        "reply"
    };
    writeln!(out, "\ngob_struct! {{\n    /// The {what} of [`{method}`].")?;
    writeln!(out, "    {name} \"{wire_name}\" {{")?;
    for field in fields {
        let unit = docs.units.parameter(&field.rust_name, &field.go_type);
        emit_origin(out, &field.go_name, &field.go_type, unit)?;
        writeln!(
            out,
            "        {}: {} = {:?}, {:?}, always;",
            field.rust_name, field.rust_type, field.go_name, field.go_name
        )?;
    }
    out.push_str("    }\n}\n");
    Ok(name)
}

/// Arguments or a reply that are not a struct of their own: `struct{}`, `bool`, `*[]string`.
fn plain_type(go: &str, types: &Types<'_>) -> Result<String> {
    let go = go.trim_start_matches('*');
    if go == "struct{}" || go.is_empty() {
        return Ok("Empty".into());
    }
    types.rust(&GoType::parse(go)?)
}
