//! Mattermost's constants and permissions.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::Result;
use serde_json::Value;

use crate::description::Description;
use crate::header;
use crate::names::screaming;

/// `constants.rs`: string, integer and boolean constants of package `model` and `plugin`.
pub(crate) fn emit(description: &Description) -> Result<String> {
    let mut out = header("Mattermost's constants.");
    let mut seen = BTreeSet::new();
    let typed = description.model.constants_typed.iter();
    let untyped = description.model.constants_untyped.iter();
    for (group, constants) in typed.chain(untyped) {
        for (name, value) in constants {
            let rust = screaming(name);
            if seen.insert(rust.clone()) {
                emit_constant(&mut out, group, name, &rust, value)?;
            }
        }
    }
    Ok(out)
}

fn emit_constant(out: &mut String, group: &str, go: &str, rust: &str, value: &Value) -> Result<()> {
    let (kind, value) = match value {
        Value::String(s) => ("&str", format!("{s:?}")),
        Value::Bool(b) => ("bool", b.to_string()),
        Value::Number(n) if n.is_i64() => ("i64", n.to_string()),
        _ => return Ok(()),
    };
    writeln!(
        out,
        "/// Go's `{go}` ({group}).\npub const {rust}: {kind} = {value};"
    )?;
    Ok(())
}

/// `permission.rs`: the ids of Mattermost's permissions.
pub(crate) fn emit_permissions(description: &Description) -> String {
    let mut out = header("The ids of Mattermost's permissions.");
    for (go, permission) in &description.model.permissions {
        let name = screaming(go.trim_start_matches("Permission"));
        out.push_str(&format!(
            "/// `{}` ({}).\npub const {name}: &str = {:?};\n",
            permission.id, permission.scope, permission.id
        ));
    }
    out
}
