//! The units of numbers, by their names.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde::Deserialize;

use crate::description::{Description, Method};
use crate::names::snake;

/// Ends of the names of numbers that mean nothing without a unit.
const NEED_ONE: [&str; 18] = [
    "After",
    "Age",
    "At",
    "Frequency",
    "Interval",
    "Length",
    "Limit",
    "Login",
    "Offset",
    "Period",
    "Resolution",
    "Since",
    "Size",
    "Storage",
    "Time",
    "Timeout",
    "Timestamp",
    "Update",
];

/// What numbers count, in words that follow "is" and stand after a comma as well.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Units {
    /// By the Rust name of a parameter.
    parameters: BTreeMap<String, String>,
    /// By the Go name of a field: `Type.Field`, `Field` for all types, or `*End` for the end of a name.
    fields: BTreeMap<String, String>,
}

impl Units {
    /// What a parameter counts: `in seconds`.
    pub(crate) fn parameter(&self, rust_name: &str, go_type: &str) -> Option<&str> {
        let unit = self.parameters.get(rust_name)?;
        is_number(go_type).then_some(unit)
    }

    /// The same of a struct's field.
    pub(crate) fn field(&self, of: &str, name: &str, go_type: &str) -> Option<&str> {
        let key = self.key(of, name, go_type)?;
        self.fields.get(&key).map(String::as_str)
    }

    /// The entry that is nearest to a field.
    fn key(&self, of: &str, name: &str, go_type: &str) -> Option<String> {
        if !is_number(go_type) {
            return None;
        }
        let of = of.rsplit('.').next().unwrap_or(of);
        let ends = name
            .char_indices()
            .map(|(at, _)| format!("*{}", &name[at..]));
        let mut keys = [format!("{of}.{name}"), name.to_owned()]
            .into_iter()
            .chain(ends);
        keys.find(|key| self.fields.contains_key(key))
    }

    /// A sentence about the units of parameters, given as pairs of Rust names and Go types.
    pub(crate) fn sentence<'a>(
        &self,
        parameters: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> String {
        let units = parameters.filter_map(|(name, go_type)| {
            let unit = self.parameter(name, go_type)?;
            Some(format!("`{name}` is {unit}"))
        });
        match units.collect::<Vec<_>>().as_slice() {
            [] => String::new(),
            units => format!("{}.", units.join("; ")),
        }
    }

    /// Numbers without a unit, and units without a number.
    pub(crate) fn faults(&self, description: &Description) -> Result<Vec<String>> {
        let mut out = self.parameter_faults(description);
        let mut used = BTreeSet::new();
        for (of, kind) in &description.model.types {
            for field in kind.fields()? {
                let key = self.key(of, &field.name, &field.go_type);
                let needs = is_number(&field.go_type)
                    && NEED_ONE.iter().any(|end| field.name.ends_with(end));
                if key.is_none() && needs {
                    out.push(format!("units.json: what does {of}.{} count?", field.name));
                }
                used.extend(key);
            }
        }
        let unused = self.fields.keys().filter(|key| !used.contains(*key));
        out.extend(unused.map(|key| format!("units.json: there is no field {key}")));
        Ok(out)
    }

    fn parameter_faults(&self, description: &Description) -> Vec<String> {
        let interfaces = &description.api.interfaces;
        let methods = interfaces
            .api
            .iter()
            .chain(&interfaces.hooks)
            .chain(&interfaces.driver);
        let numbers: BTreeSet<String> = methods.flat_map(numbers).collect();
        let there: BTreeSet<String> = self.parameters.keys().cloned().collect();
        let missing = numbers.difference(&there);
        let missing =
            missing.map(|name| format!("units.json: what does the parameter {name} count?"));
        let unused = there.difference(&numbers);
        missing
            .chain(unused.map(|name| format!("units.json: there is no parameter {name}")))
            .collect()
    }
}

/// The Rust names of a method's parameters that are numbers.
fn numbers(method: &Method) -> impl Iterator<Item = String> {
    let numbers = method.params.iter().filter(|p| is_number(&p.go_type));
    numbers.map(|p| snake(&p.name))
}

fn is_number(go_type: &str) -> bool {
    let plain = go_type.trim_start_matches('*').trim_start_matches('u');
    let bits = plain
        .strip_prefix("int")
        .or_else(|| plain.strip_prefix("float"));
    bits.is_some_and(|bits| matches!(bits, "" | "8" | "16" | "32" | "64"))
}

#[cfg(test)]
mod tests {
    use super::Units;

    fn units() -> Units {
        let table = r#"{
            "parameters": {"page": "counted from 0", "time": "in milliseconds"},
            "fields": {"*At": "in milliseconds", "Timeout": "in seconds", "Sql.Timeout": "in hours"}
        }"#;
        serde_json::from_str(table).unwrap()
    }

    #[test]
    fn the_nearest_entry_counts() {
        let units = units();
        assert_eq!(
            units.field("model.Post", "CreateAt", "int64"),
            Some("in milliseconds")
        );
        assert_eq!(units.field("model.Post", "CreateAt", "string"), None);
        assert_eq!(
            units.field("model.Http", "Timeout", "*int"),
            Some("in seconds")
        );
        assert_eq!(
            units.field("model.Sql", "Timeout", "*int"),
            Some("in hours")
        );
        assert_eq!(units.field("model.Post", "ReplyCount", "int64"), None);
    }

    #[test]
    fn a_sentence_names_each_number() {
        let parameters = [("page", "int"), ("name", "string"), ("time", "int64")];
        let sentence = units().sentence(parameters.into_iter());
        assert_eq!(
            sentence,
            "`page` is counted from 0; `time` is in milliseconds."
        );
        assert_eq!(units().sentence([("page", "string")].into_iter()), "");
    }
}
