//! The description of the plugin API, as read from its JSON files.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::gotype::GoType;

/// All files of the description that matter here.
pub(crate) struct Description {
    /// `plugin-api.json`: methods, hooks and the RPC structs around them.
    pub(crate) api: PluginApi,
    /// `model-types.json`: every type that those reach.
    pub(crate) model: ModelTypes,
    /// `version-diff.json`: what came and went between versions.
    pub(crate) versions: VersionDiff,
}

impl Description {
    pub(crate) fn load(folder: &Path) -> Result<Self> {
        Ok(Self {
            api: read(&folder.join("plugin-api.json"))?,
            model: read(&folder.join("model-types.json"))?,
            versions: read(&folder.join("version-diff.json"))?,
        })
    }
}

pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("parsing {}", path.display()))
}

#[derive(Deserialize)]
pub(crate) struct PluginApi {
    pub(crate) interfaces: Interfaces,
    pub(crate) rpc_services: RpcServices,
}

#[derive(Deserialize)]
pub(crate) struct Interfaces {
    #[serde(rename = "API")]
    pub(crate) api: Vec<Method>,
    #[serde(rename = "Hooks")]
    pub(crate) hooks: Vec<Method>,
    #[serde(rename = "Driver")]
    pub(crate) driver: Vec<Method>,
}

/// A method of a Go interface.
#[derive(Deserialize)]
pub(crate) struct Method {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) min_server_version: Option<String>,
    pub(crate) params: Vec<Parameter>,
    #[serde(default)]
    pub(crate) returns: Vec<Parameter>,
}

impl Method {
    /// What it returns beside an error.
    pub(crate) fn results(&self) -> impl Iterator<Item = &Parameter> {
        self.returns.iter().filter(|r| !r.is_error())
    }

    /// Whether it returns an error.
    pub(crate) fn can_fail(&self) -> bool {
        self.returns.iter().any(Parameter::is_error)
    }
}

#[derive(Deserialize)]
pub(crate) struct Parameter {
    #[serde(default)]
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) go_type: String,
}

impl Parameter {
    /// Whether this is an error result.
    pub(crate) fn is_error(&self) -> bool {
        GoType::parse(&self.go_type).is_ok_and(|t| t.is_error())
    }
}

#[derive(Deserialize)]
pub(crate) struct RpcServices {
    pub(crate) host_to_plugin_hooks: Service,
    pub(crate) plugin_to_host_api: Service,
    pub(crate) plugin_to_host_db: Service,
    pub(crate) plugin_to_host_http_response_writer: Service,
}

#[derive(Deserialize)]
pub(crate) struct Service {
    pub(crate) methods: Vec<RpcMethod>,
}

/// One method as it crosses the wire.
#[derive(Deserialize)]
pub(crate) struct RpcMethod {
    pub(crate) name: String,
    pub(crate) wire_method: String,
    pub(crate) args_type: String,
    #[serde(default)]
    pub(crate) args_fields: Option<Vec<Parameter>>,
    #[serde(default)]
    pub(crate) reply_fields: Option<Vec<Parameter>>,
    #[serde(default)]
    pub(crate) reply_type: String,
}

#[derive(Deserialize)]
pub(crate) struct VersionDiff {
    pub(crate) pairs: Vec<VersionPair>,
}

#[derive(Deserialize)]
pub(crate) struct VersionPair {
    pub(crate) to: String,
    #[serde(rename = "API")]
    pub(crate) api: Changes,
    #[serde(rename = "Hooks")]
    pub(crate) hooks: Changes,
}

#[derive(Deserialize)]
pub(crate) struct Changes {
    pub(crate) added: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct ModelTypes {
    pub(crate) types: BTreeMap<String, TypeDescription>,
    pub(crate) constants_typed: BTreeMap<String, Map<String, Value>>,
    pub(crate) constants_untyped: BTreeMap<String, Map<String, Value>>,
    pub(crate) permissions: BTreeMap<String, PermissionDescription>,
}

#[derive(Deserialize)]
pub(crate) struct PermissionDescription {
    pub(crate) id: String,
    pub(crate) scope: String,
}

#[derive(Deserialize)]
pub(crate) struct TypeDescription {
    pub(crate) name: String,
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) underlying: Option<String>,
    /// A list of fields, or a sentence where the encoding is custom.
    #[serde(default)]
    fields: Value,
}

impl TypeDescription {
    /// The struct's fields that gob sends.
    pub(crate) fn fields(&self) -> Result<Vec<Field>> {
        let Value::Array(_) = &self.fields else {
            return Ok(Vec::new());
        };
        let fields: Vec<Field> = serde_json::from_value(self.fields.clone())
            .with_context(|| format!("fields of {}", self.name))?;
        Ok(fields.into_iter().filter(Field::is_sent).collect())
    }
}

#[derive(Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) go_type: String,
    #[serde(default)]
    pub(crate) json: Option<String>,
    /// Whether Go embeds the struct: its JSON fields stand among those of the outer one.
    #[serde(default)]
    pub(crate) embedded: bool,
    #[serde(default)]
    gob: Option<String>,
    #[serde(default)]
    exported: Option<bool>,
}

impl Field {
    fn is_sent(&self) -> bool {
        let ignored = self
            .gob
            .as_deref()
            .is_some_and(|gob| gob.starts_with("ignored"));
        self.exported != Some(false) && !ignored
    }
}
