//! The methods of the SDK's `Plugin` with which hooks are declared.

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

/// Hooks that the SDK writes by hand: they carry streams, belong to the life cycle, or answer a
/// verdict.
pub(crate) const BY_HAND: [&str; 9] = [
    "OnActivate",
    "OnDeactivate",
    "OnConfigurationChange",
    "Implemented",
    "ServeHTTP",
    "ServeMetrics",
    "FileWillBeUploaded",
    "MessageWillBePosted",
    "MessageWillBeUpdated",
];

/// `hooks.rs` of the SDK.
pub(crate) fn emit(description: &Description, types: &Types<'_>, docs: &Docs) -> Result<String> {
    let service = &description.api.rpc_services.host_to_plugin_hooks;
    let rpc: BTreeMap<&str, &RpcMethod> = service
        .methods
        .iter()
        .map(|m| (m.name.as_str(), m))
        .collect();
    let mut out = header("The methods of [`Plugin`] that declare hooks.");
    out.push_str("use std::future::Future;\nuse std::sync::Arc;\n\n");
    out.push_str("use mattermost_model::rpc::hooks as rpc;\nuse mattermost_model::*;\n\n");
    out.push_str("use crate::error::Result;\nuse crate::plugin::Plugin;\n\n");
    out.push_str("impl<S: Send + Sync + 'static> Plugin<S> {\n");
    for method in &description.api.interfaces.hooks {
        if BY_HAND.contains(&method.name.as_str()) {
            continue;
        }
        let rpc = rpc
            .get(method.name.as_str())
            .with_context(|| format!("{} has no RPC method", method.name))?;
        emit_hook(&mut out, method, rpc, types, docs)?;
    }
    out.push_str("}\n");
    Ok(out)
}

fn emit_hook(
    out: &mut String,
    method: &Method,
    rpc: &RpcMethod,
    types: &Types<'_>,
    docs: &Docs,
) -> Result<()> {
    let name = &method.name;
    let args = args_fields(rpc, Some(method), types)?.unwrap_or_default();
    let reply = reply_fields(rpc, types)?.unwrap_or_default();
    let fallible = reply.iter().any(|f| f.rust_name == "error");
    let results: Vec<&RpcField> = reply.iter().filter(|f| f.rust_name != "error").collect();
    let inputs: String = args
        .iter()
        .map(|f| format!(", {}", unwrap(&f.rust_type)))
        .collect();
    let outputs: Vec<&str> = results.iter().map(|f| output(f, fallible)).collect();
    emit_docs(out, name, &args, docs)?;
    writeln!(
        out,
        "    #[must_use]\n    pub fn {}<F, Fut>(self, handler: F) -> Self",
        snake(name)
    )?;
    writeln!(
        out,
        "    where\n        F: Fn(Arc<S>{inputs}) -> Fut + Send + Sync + 'static,"
    )?;
    writeln!(
        out,
        "        Fut: Future<Output = Result<{}>> + Send + 'static,\n    {{",
        tuple(&outputs)
    )?;
    emit_body(out, name, &args, &results, fallible)
}

/// The documentation of a hook: when it is called, with what, and what comes of the answer.
fn emit_docs(out: &mut String, name: &str, args: &[RpcField], docs: &Docs) -> Result<()> {
    let doc = docs.hooks.get(name).context("a hook without a text")?;
    let names: Vec<&str> = args.iter().map(|f| f.rust_name.as_str()).collect();
    let units = args.iter().map(|f| (&*f.rust_name, &*f.go_type));
    let inputs = format!(
        "The handler gets the plugin's state, then: {}. {}",
        listed(&names),
        docs.units.sentence(units)
    );
    let paragraphs = [
        format!("Declares the hook `{name}`: it is {}", doc.called()),
        inputs.trim().to_owned(),
        doc.outcome(),
        format!("The hook is there {}.", docs.since.of(name)),
    ];
    comment(out, "    ", &paragraphs);
    Ok(())
}

fn emit_body(
    out: &mut String,
    name: &str,
    args: &[RpcField],
    results: &[&RpcField],
    fallible: bool,
) -> Result<()> {
    let inputs: String = args
        .iter()
        .map(|f| match f.rust_type.starts_with("Option<") {
            true => format!(", args.{}.unwrap_or_default()", f.rust_name),
            false => format!(", args.{}", f.rust_name),
        })
        .collect();
    let args_name = if args.is_empty() { "_" } else { "args" };
    let args_type = format!("rpc::{name}Args");
    let pattern = match results {
        [] => "()".to_owned(),
        [one] => one.rust_name.clone(),
        many => {
            let names: Vec<&str> = many.iter().map(|f| f.rust_name.as_str()).collect();
            format!("({})", names.join(", "))
        }
    };
    let mut fields: Vec<String> = results
        .iter()
        .map(|f| match fallible && f.rust_type.starts_with("Option<") {
            true => format!("{0}: Some({0})", f.rust_name),
            false => f.rust_name.clone(),
        })
        .collect();
    if fallible {
        fields.push("error: None".into());
    }
    writeln!(out, "        self.hook::<rpc::{name}, _, _, _>(")?;
    writeln!(
        out,
        "            move |state, {args_name}: {args_type}| handler(state{inputs}),"
    )?;
    writeln!(
        out,
        "            |{pattern}| rpc::{name}Reply {{ {} }},",
        fields.join(", ")
    )?;
    let rest = if results.is_empty() {
        ""
    } else {
        ", ..Default::default()"
    };
    match fallible {
        true => writeln!(
            out,
            "            Some(|error| rpc::{name}Reply {{ error: Some(error.into()){rest} }}),"
        )?,
        false => writeln!(out, "            None,")?,
    }
    writeln!(out, "        )\n    }}\n")?;
    Ok(())
}

/// Where the hook can fail, a handler that does not fail has a result.
fn output(field: &RpcField, fallible: bool) -> &str {
    if fallible {
        unwrap(&field.rust_type)
    } else {
        &field.rust_type
    }
}

fn unwrap(rust_type: &str) -> &str {
    rust_type
        .strip_prefix("Option<")
        .and_then(|t| t.strip_suffix('>'))
        .unwrap_or(rust_type)
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => "nothing more".into(),
        _ => names
            .iter()
            .map(|n| format!("`{n}`"))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn tuple(items: &[&str]) -> String {
    match items {
        [one] => (*one).to_owned(),
        _ => format!("({})", items.join(", ")),
    }
}
