//! The typed methods of the SDK's `Driver`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use crate::api::{argument, emit_docs, parameter, result, tuple};
use crate::description::{Description, Method, RpcMethod};
use crate::docs::Docs;
use crate::gotype::GoType;
use crate::header;
use crate::names::snake;
use crate::rpc::{RpcField, args_fields, reply_fields};
use crate::types::Types;

/// `driver.rs` of the SDK.
pub(crate) fn emit(description: &Description, types: &Types<'_>, docs: &Docs) -> Result<String> {
    let service = &description.api.rpc_services.plugin_to_host_db;
    let rpc: BTreeMap<&str, &RpcMethod> = service
        .methods
        .iter()
        .map(|m| (m.name.as_str(), m))
        .collect();
    let mut out = header("The typed calls of [`Driver`].");
    out.push_str("use mattermost_model::rpc::driver as rpc;\nuse mattermost_model::*;\n\n");
    out.push_str("use crate::driver::Driver;\nuse crate::error::{Error, Result};\n\n");
    out.push_str("impl Driver {\n");
    for method in &description.api.interfaces.driver {
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
    let name = &method.name;
    let (params, args) = arguments(method, rpc, types)?;
    let reply = reply_fields(rpc, types)?;
    let returns = match &reply {
        Some(fields) => results(fields).map(|f| result(f, false)).collect(),
        None => vec![types.rust(&GoType::parse(rpc.reply_type.trim_start_matches('*'))?)?],
    };
    let says = docs.driver.get(name).map_or("", String::as_str);
    let fields = args_fields(rpc, Some(method), types)?.unwrap_or_default();
    emit_docs(out, name, says, &fields, method.can_fail(), docs);
    writeln!(
        out,
        "    pub async fn {}(&self{params}) -> Result<{}> {{",
        snake(name),
        tuple(&returns)
    )?;
    writeln!(out, "        let args = {args};")?;
    let call = format!("self.call::<rpc::{name}>(&args).await");
    match reply {
        Some(fields) => emit_reply(out, &call, &fields)?,
        None => writeln!(out, "        {call}\n    }}\n")?,
    }
    Ok(())
}

/// The parameters of the method, and the value that it sends.
fn arguments(method: &Method, rpc: &RpcMethod, types: &Types<'_>) -> Result<(String, String)> {
    if let Some(fields) = args_fields(rpc, Some(method), types)? {
        let params = fields.iter().map(|f| (&*f.rust_name, &*f.rust_type));
        let values: Vec<String> = fields
            .iter()
            .map(|f| format!("{}: {}", f.rust_name, argument(&f.rust_name, &f.rust_type)))
            .collect();
        let value = format!("rpc::{}Args {{ {} }}", method.name, values.join(", "));
        return Ok((parameters(params), value));
    }
    let param = method.params.first().context("a call without arguments")?;
    let (name, kind) = (
        snake(&param.name),
        types.rust(&GoType::parse(&param.go_type)?)?,
    );
    let value = argument(&name, &kind);
    Ok((parameters([(&*name, &*kind)].into_iter()), value))
}

fn parameters<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    fields.fold(String::new(), |all, (name, kind)| {
        format!("{all}, {name}: {}", parameter(kind))
    })
}

fn results(fields: &[RpcField]) -> impl Iterator<Item = &RpcField> {
    fields.iter().filter(|f| f.rust_name != "error")
}

fn emit_reply(out: &mut String, call: &str, fields: &[RpcField]) -> Result<()> {
    writeln!(out, "        let reply = {call}?;")?;
    if fields.iter().any(|f| f.rust_name == "error") {
        out.push_str("        if let Some(error) = reply.error {\n");
        out.push_str("            return Err(Error::from(error));\n        }\n");
    }
    let values: Vec<String> = results(fields)
        .map(|f| format!("reply.{}", f.rust_name))
        .collect();
    writeln!(out, "        Ok({})\n    }}\n", tuple(&values))?;
    Ok(())
}
