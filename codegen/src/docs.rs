//! What the documentation of the generated code says beside names and types, from `codegen/docs/`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Result, ensure};
use serde::Deserialize;

use crate::description::{Description, Method, read};
use crate::since::Since;
use crate::units::Units;

/// All tables of `codegen/docs/`.
pub(crate) struct Docs {
    /// What each API method does, by its Go name.
    pub(crate) api: BTreeMap<String, String>,
    /// What each method of the database driver does.
    pub(crate) driver: BTreeMap<String, String>,
    /// When each hook is called, and what comes of the answer.
    pub(crate) hooks: BTreeMap<String, HookDoc>,
    pub(crate) units: Units,
    pub(crate) since: Since,
}

/// What there is to say about a hook.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HookDoc {
    /// When the server calls it: a sentence that begins with "Called".
    pub(crate) when: String,
    /// What the handler answers: it follows "It answers".
    pub(crate) result: Option<String>,
    /// What a failure leads to: it follows "Where it fails,".
    pub(crate) error: Option<String>,
}

impl Docs {
    /// Reads the tables; an entry that is missing, superfluous or no sentence is an error.
    pub(crate) fn load(folder: &Path, description: &Description) -> Result<Self> {
        let docs = Self {
            api: read(&folder.join("api.json"))?,
            driver: read(&folder.join("driver.json"))?,
            hooks: read(&folder.join("hooks.json"))?,
            units: read(&folder.join("units.json"))?,
            since: Since::new(description, read(&folder.join("since.json"))?),
        };
        let faults = docs.faults(description)?;
        ensure!(
            faults.is_empty(),
            "codegen/docs/ does not fit the description:\n{}",
            faults.join("\n")
        );
        Ok(docs)
    }

    fn faults(&self, description: &Description) -> Result<Vec<String>> {
        let (interfaces, services) = (&description.api.interfaces, &description.api.rpc_services);
        // The plugin API has a method on the wire alone: PluginHTTPStream.
        let api = names(&interfaces.api).chain(names_on_the_wire(services));
        let mut out = Vec::new();
        compare(&mut out, "api.json", api, &self.api);
        compare(
            &mut out,
            "driver.json",
            names(&interfaces.driver),
            &self.driver,
        );
        compare(
            &mut out,
            "hooks.json",
            names(&interfaces.hooks),
            &self.hooks,
        );
        let texts = self.api.iter().chain(&self.driver);
        let texts = texts.map(|(name, text)| (name, text.as_str()));
        let texts = texts.chain(
            self.hooks
                .iter()
                .map(|(name, hook)| (name, hook.when.as_str())),
        );
        out.extend(texts.filter_map(|(name, text)| no_sentence(name, text)));
        for method in &interfaces.hooks {
            out.extend(
                self.hooks
                    .get(&method.name)
                    .and_then(|hook| hook.fault(method)),
            );
        }
        out.extend(self.since.faults(description));
        out.extend(self.units.faults(description)?);
        Ok(out)
    }
}

impl HookDoc {
    /// A result needs a text where there is one, and so does a failure that is answered in the place
    /// of a result or as an error.
    fn fault(&self, method: &Method) -> Option<String> {
        let (results, error) = (method.results().count() > 0, method.can_fail());
        let fault = match (self.result.is_some(), self.error.is_some()) {
            _ if !self.when.starts_with("Called ") => "the \"Called\"",
            (has, _) if has != results => "`result`",
            (_, false) if results || error => "`error`",
            _ => return None,
        };
        Some(format!(
            "hooks.json: {fault} of {} is missing or superfluous",
            method.name
        ))
    }

    /// When the server calls it, inside of a sentence.
    pub(crate) fn called(&self) -> String {
        self.when.replacen("Called", "called", 1)
    }

    /// What the handler's answer leads to, in sentences.
    pub(crate) fn outcome(&self) -> String {
        match (&self.result, &self.error) {
            (Some(result), Some(error)) => format!("It answers {result}. Where it fails, {error}."),
            (None, Some(error)) => format!("Where it fails, {error}."),
            _ => "It answers nothing; a failure stands in the server's log, and changes nothing else."
                .into(),
        }
    }
}

fn names(methods: &[Method]) -> impl Iterator<Item = &str> {
    methods.iter().map(|method| method.name.as_str())
}

fn names_on_the_wire(services: &crate::description::RpcServices) -> impl Iterator<Item = &str> {
    let methods = services.plugin_to_host_api.methods.iter();
    methods.map(|method| method.name.as_str())
}

/// Names what the table lacks, and what it has too much.
fn compare<'a, T>(
    out: &mut Vec<String>,
    file: &str,
    wanted: impl Iterator<Item = &'a str>,
    table: &BTreeMap<String, T>,
) {
    let wanted: BTreeSet<&str> = wanted.collect();
    let there: BTreeSet<&str> = table.keys().map(String::as_str).collect();
    let missing = wanted.difference(&there);
    out.extend(missing.map(|name| format!("{file}: {name} is missing")));
    let superfluous = there.difference(&wanted);
    out.extend(superfluous.map(|name| format!("{file}: {name} is not in the description")));
}

fn no_sentence(name: &str, text: &str) -> Option<String> {
    let good = text.ends_with('.') && text.starts_with(char::is_uppercase);
    (!good).then(|| format!("what is said of {name} is no sentence: {text:?}"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use tempfile::TempDir;

    use super::*;

    fn table(names: &[&str]) -> BTreeMap<String, ()> {
        names.iter().map(|name| ((*name).to_owned(), ())).collect()
    }

    #[test]
    fn what_is_missing_or_superfluous_is_named() {
        let mut out = Vec::new();
        compare(
            &mut out,
            "api.json",
            ["A", "B"].into_iter(),
            &table(&["B", "C"]),
        );
        let expected = [
            "api.json: A is missing",
            "api.json: C is not in the description",
        ];
        assert_eq!(out, expected);
    }

    /// The committed tables, changed by `change`, against the committed description.
    fn load(file: &str, change: impl FnOnce(&mut Value)) -> Result<Docs> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = TempDir::new().unwrap();
        for table in std::fs::read_dir(root.join("docs")).unwrap() {
            let table = table.unwrap();
            std::fs::copy(table.path(), folder.path().join(table.file_name())).unwrap();
        }
        let mut table: Value = read(&folder.path().join(file)).unwrap();
        change(&mut table);
        std::fs::write(folder.path().join(file), table.to_string()).unwrap();
        Docs::load(
            folder.path(),
            &Description::load(&root.join("description")).unwrap(),
        )
    }

    fn remove(table: &mut Value, key: &str) {
        table.as_object_mut().unwrap().remove(key).unwrap();
    }

    #[test]
    fn tables_that_do_not_fit_the_description_are_refused() {
        assert!(load("api.json", |_| {}).is_ok());
        let faults = |file, change: fn(&mut Value)| load(file, change).err().unwrap().to_string();
        for (fault, wanted) in [
            (
                faults("api.json", |t| remove(t, "GetPost")),
                "api.json: GetPost is missing",
            ),
            (
                faults("driver.json", |t| t["Fly"] = json!("Flies.")),
                "Fly is not in the description",
            ),
            (
                faults("hooks.json", |t| remove(&mut t["UserWillLogIn"], "error")),
                "`error` of UserWillLogIn",
            ),
            (
                faults("hooks.json", |t| t["OnInstall"]["result"] = json!("a text")),
                "`result` of OnInstall",
            ),
            (
                faults("units.json", |t| remove(&mut t["parameters"], "endtime")),
                "the parameter endtime",
            ),
            (
                faults("units.json", |t| remove(&mut t["fields"], "DNDEndTime")),
                "model.Status.DNDEndTime",
            ),
            (
                faults("units.json", |t| t["fields"]["Fly"] = json!("in feet")),
                "there is no field Fly",
            ),
            (
                faults("since.json", |t| remove(t, "Conn")),
                "from which version on is Conn there",
            ),
            (
                faults("since.json", |t| t["GetPost"] = json!("9.0")),
                "GetPost is superfluous",
            ),
        ] {
            assert!(fault.contains(wanted), "{wanted:?} is not in {fault:?}");
        }
    }

    #[test]
    fn a_sentence_begins_and_ends_as_one() {
        assert_eq!(no_sentence("A", "Gets a post."), None);
        assert!(no_sentence("A", "Gets a post").is_some());
        assert!(no_sentence("A", "").is_some());
    }
}
