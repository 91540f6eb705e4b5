//! What a newer description changes, for people.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use crate::description::{Description, Method, Parameter, RpcMethod, Service};

/// Copies a newer description over ours, once it is seen to be whole, and gives what it changes.
pub(crate) fn take(newer: &Path, folder: &Path) -> Result<Vec<String>> {
    let lines = between(&Description::load(folder)?, &Description::load(newer)?)?;
    for file in std::fs::read_dir(folder)? {
        let name = file?.file_name();
        if newer.join(&name).is_file() {
            std::fs::copy(newer.join(&name), folder.join(&name))?;
        }
    }
    Ok(lines)
}

/// One line for each method, version, argument, result, field, constant and permission that came,
/// went or changed.
fn between(old: &Description, new: &Description) -> Result<Vec<String>> {
    let (was, is) = (&old.api.interfaces, &new.api.interfaces);
    let mut out = Vec::new();
    for (kind, was, is) in [
        ("API", &was.api, &is.api),
        ("hook", &was.hooks, &is.hooks),
        ("driver", &was.driver, &is.driver),
    ] {
        compare(&mut out, kind, methods(was), methods(is));
        compare(
            &mut out,
            &format!("version of {kind}"),
            versions(was),
            versions(is),
        );
    }
    let (was, is) = (&old.api.rpc_services, &new.api.rpc_services);
    for (kind, was, is) in [
        ("API", &was.plugin_to_host_api, &is.plugin_to_host_api),
        ("hook", &was.host_to_plugin_hooks, &is.host_to_plugin_hooks),
        ("driver", &was.plugin_to_host_db, &is.plugin_to_host_db),
        (
            "response writer",
            &was.plugin_to_host_http_response_writer,
            &is.plugin_to_host_http_response_writer,
        ),
    ] {
        let kind = format!("{kind} on the wire");
        compare(&mut out, &kind, messages(was), messages(is));
    }
    compare(&mut out, "type", fields(old)?, fields(new)?);
    compare(&mut out, "constant", constants(old), constants(new));
    compare(&mut out, "permission", permissions(old), permissions(new));
    Ok(out)
}

/// Signatures by method.
fn methods(methods: &[Method]) -> BTreeMap<String, String> {
    let signature = |method: &Method| {
        let text = format!("({}) → ({})", list(&method.params), list(&method.returns));
        (method.name.clone(), text)
    };
    methods.iter().map(signature).collect()
}

/// The first version with a method, for those whose description names one.
fn versions(methods: &[Method]) -> BTreeMap<String, String> {
    let named = methods.iter().filter_map(|method| {
        let version = method.min_server_version.clone()?;
        Some((method.name.clone(), version))
    });
    named.collect()
}

fn list(parameters: &[Parameter]) -> String {
    let texts = parameters.iter();
    let texts = texts.map(|p| format!("{} {}", p.name, p.go_type).trim().to_owned());
    texts.collect::<Vec<_>>().join(", ")
}

/// The arguments and the reply by method: their types, and their fields where those are structs.
fn messages(service: &Service) -> BTreeMap<String, String> {
    let message = |method: &RpcMethod| {
        let side = |go_type: &str, fields: &Option<Vec<Parameter>>| match fields {
            Some(fields) if !fields.is_empty() => format!("{go_type}{{{}}}", list(fields)),
            _ => go_type.to_owned(),
        };
        let args = side(&method.args_type, &method.args_fields);
        let reply = side(&method.reply_type, &method.reply_fields);
        (method.name.clone(), format!("{args} → {reply}"))
    };
    service.methods.iter().map(message).collect()
}

/// Every field of every struct: `Post.Message`, `string` and its JSON name.
fn fields(description: &Description) -> Result<BTreeMap<String, String>> {
    let mut out = BTreeMap::new();
    for (name, kind) in &description.model.types {
        let what = kind.underlying.clone().unwrap_or_else(|| kind.kind.clone());
        out.insert(name.clone(), what);
        for field in kind.fields()? {
            let json = field
                .json
                .map_or(String::new(), |json| format!(" `{json}`"));
            out.insert(format!("{name}.{}", field.name), field.go_type + &json);
        }
    }
    Ok(out)
}

fn constants(description: &Description) -> BTreeMap<String, String> {
    let typed = description.model.constants_typed.values();
    let groups = typed.chain(description.model.constants_untyped.values());
    let constants = groups.flatten();
    constants
        .map(|(name, value)| (name.clone(), value.to_string()))
        .collect()
}

fn permissions(description: &Description) -> BTreeMap<String, String> {
    let permissions = description.model.permissions.iter();
    permissions
        .map(|(name, p)| (name.clone(), format!("{} ({})", p.id, p.scope)))
        .collect()
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
    use std::path::{Path, PathBuf};

    use serde_json::{Value, json};
    use tempfile::TempDir;

    use super::take;

    /// Two folders with our description, of which the tests change the second.
    struct Folders {
        ours: TempDir,
        newer: TempDir,
    }

    impl Folders {
        fn new() -> Self {
            let folders = Self {
                ours: TempDir::new().unwrap(),
                newer: TempDir::new().unwrap(),
            };
            let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("description");
            for file in std::fs::read_dir(committed).unwrap() {
                let file = file.unwrap();
                for folder in [&folders.ours, &folders.newer] {
                    std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
                }
            }
            folders
        }

        fn newer(&self, file: &str) -> PathBuf {
            self.newer.path().join(file)
        }

        fn change(&self, file: &str, change: impl FnOnce(&mut Value)) {
            let mut value =
                serde_json::from_slice(&std::fs::read(self.newer(file)).unwrap()).unwrap();
            change(&mut value);
            std::fs::write(self.newer(file), value.to_string()).unwrap();
        }

        fn take(&self) -> Vec<String> {
            take(self.newer.path(), self.ours.path()).unwrap()
        }
    }

    /// The entry of that name in a list of methods.
    fn method<'a>(list: &'a mut Value, name: &str) -> &'a mut Value {
        let methods = list.as_array_mut().unwrap();
        methods.iter_mut().find(|m| m["name"] == name).unwrap()
    }

    #[test]
    fn the_same_description_changes_nothing() {
        assert_eq!(Folders::new().take(), Vec::<String>::new());
    }

    #[test]
    fn each_change_of_a_description_is_one_line() {
        let folders = Folders::new();
        folders.change("plugin-api.json", |api| {
            let interfaces = &mut api["interfaces"];
            method(&mut interfaces["API"], "GetPost")["params"][0]["type"] = json!("int");
            method(&mut interfaces["API"], "GetUser")["returns"][0]["type"] = json!("model.User");
            method(&mut interfaces["API"], "KVGet")["min_server_version"] = json!("12.0");
            interfaces["Hooks"]
                .as_array_mut()
                .unwrap()
                .retain(|hook| hook["name"] != "OnInstall");
            method(&mut interfaces["Driver"], "StmtNumInput")["returns"][0]["type"] =
                json!("int64");
            let wire = &mut api["rpc_services"]["plugin_to_host_db"]["methods"];
            method(wire, "StmtNumInput")["reply_fields"][0]["type"] = json!("int64");
            let wire = &mut api["rpc_services"]["plugin_to_host_http_response_writer"]["methods"];
            method(wire, "WriteHeader")["args_type"] = json!("int64");
        });
        folders.change("model-types.json", |model| {
            model["types"]["model.Post"]["fields"][0]["type"] = json!("int");
            model["constants_typed"]["model.ChannelType"]["ChannelTypeOpen"] = json!("P");
            let permissions = model["permissions"].as_object_mut().unwrap();
            permissions.insert(
                "PermissionFly".into(),
                json!({"id": "fly", "scope": "system_scope"}),
            );
        });
        let lines = folders.take();
        let expected = [
            "~ API GetPost: (postId string) → (*model.Post, *model.AppError) became (postId int) → (*model.Post, *model.AppError)",
            "~ API GetUser: (userID string) → (*model.User, *model.AppError) became (userID string) → (model.User, *model.AppError)",
            "~ version of API KVGet: 5.2 became 12.0",
            "- hook OnInstall (c *plugin.Context, event model.OnInstallEvent) → (error)",
            "- version of hook OnInstall 6.5",
            "~ driver StmtNumInput: (stID string) → (int) became (stID string) → (int64)",
            "~ driver on the wire StmtNumInput: string → *plugin.Z_DbIntReturn{A int} became string → *plugin.Z_DbIntReturn{A int64}",
            "~ response writer on the wire WriteHeader: int → *struct{} became int64 → *struct{}",
            "~ type model.Post.Id: string `id` became int `id`",
            "~ constant ChannelTypeOpen: \"O\" became \"P\"",
            "+ permission PermissionFly fly (system_scope)",
        ];
        assert_eq!(lines, expected);
        let taken = std::fs::read(folders.ours.path().join("model-types.json")).unwrap();
        assert_eq!(
            taken,
            std::fs::read(folders.newer("model-types.json")).unwrap()
        );
    }

    #[test]
    fn a_broken_description_is_not_taken() {
        let folders = Folders::new();
        std::fs::write(folders.newer("model-types.json"), "{").unwrap();
        let before = std::fs::read(folders.ours.path().join("plugin-api.json")).unwrap();
        assert!(take(folders.newer.path(), folders.ours.path()).is_err());
        let after = std::fs::read(folders.ours.path().join("plugin-api.json")).unwrap();
        assert_eq!(before, after);
    }
}
