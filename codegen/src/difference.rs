//! What a newer description changes, for people.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::description::{Description, Method, RpcMethod, Service};

/// One line for each method, argument, result and field that came, went or changed.
pub(crate) fn between(old: &Description, new: &Description) -> Result<Vec<String>> {
    let (was, is) = (&old.api.interfaces, &new.api.interfaces);
    let mut out = Vec::new();
    compare(&mut out, "API", methods(&was.api), methods(&is.api));
    compare(&mut out, "hook", methods(&was.hooks), methods(&is.hooks));
    compare(
        &mut out,
        "driver",
        methods(&was.driver),
        methods(&is.driver),
    );
    let (was, is) = (&old.api.rpc_services, &new.api.rpc_services);
    for (service, was, is) in [
        ("API", &was.plugin_to_host_api, &is.plugin_to_host_api),
        ("hook", &was.host_to_plugin_hooks, &is.host_to_plugin_hooks),
    ] {
        let kind = format!("{service} on the wire");
        compare(&mut out, &kind, messages(was), messages(is));
    }
    compare(&mut out, "type", fields(old)?, fields(new)?);
    Ok(out)
}

/// Signatures by method.
fn methods(methods: &[Method]) -> BTreeMap<String, String> {
    let signature = |method: &Method| {
        let params = method.params.iter();
        let params: Vec<String> = params
            .map(|p| format!("{} {}", p.name, p.go_type))
            .collect();
        (method.name.clone(), format!("({})", params.join(", ")))
    };
    methods.iter().map(signature).collect()
}

/// The fields of arguments and reply by method.
fn messages(service: &Service) -> BTreeMap<String, String> {
    let message = |method: &RpcMethod| {
        let list = |fields: &Option<Vec<_>>| {
            let fields = fields.iter().flatten();
            let fields =
                fields.map(|f: &crate::description::Parameter| format!("{} {}", f.name, f.go_type));
            fields.collect::<Vec<_>>().join(", ")
        };
        let text = format!(
            "({}) → ({})",
            list(&method.args_fields),
            list(&method.reply_fields)
        );
        (method.name.clone(), text)
    };
    service.methods.iter().map(message).collect()
}

/// Every field of every struct: `Post.Message`, `string`.
fn fields(description: &Description) -> Result<BTreeMap<String, String>> {
    let mut out = BTreeMap::new();
    for (name, kind) in &description.model.types {
        let what = kind.underlying.clone().unwrap_or_else(|| kind.kind.clone());
        out.insert(name.clone(), what);
        for field in kind.fields()? {
            out.insert(format!("{name}.{}", field.name), field.go_type);
        }
    }
    Ok(out)
}

fn compare(
    out: &mut Vec<String>,
    kind: &str,
    old: BTreeMap<String, String>,
    new: BTreeMap<String, String>,
) {
    for (name, was) in &old {
        match new.get(name) {
            None => out.push(format!("- {kind} {name} {was}")),
            Some(is) if is != was => out.push(format!("~ {kind} {name}: {was} became {is}")),
            Some(_) => {}
        }
    }
    let came = new.iter().filter(|(name, _)| !old.contains_key(*name));
    out.extend(came.map(|(name, is)| format!("+ {kind} {name} {is}")));
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn what_came_went_and_changed_is_named() {
        let map = |entries: &[(&str, &str)]| {
            let entries = entries.iter();
            entries
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect()
        };
        let mut out = Vec::new();
        let old = map(&[("A", "(x int)"), ("B", "()"), ("C", "()")]);
        let new = map(&[("A", "(x string)"), ("C", "()"), ("D", "()")]);
        compare(&mut out, "API", old, new);
        let expected = [
            "~ API A: (x int) became (x string)",
            "- API B ()",
            "+ API D ()",
        ];
        assert_eq!(out, expected);
    }
}
