//! Makes `texts.rs` of `assets/i18n/*.json`: a function for each text, and a table of the messages
//! for each language. What is wrong with a text ends the build here.

#[allow(dead_code, reason = "the plugin itself uses more of it")]
#[path = "src/i18n/pattern.rs"]
mod pattern;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use pattern::{Kind, Piece};

/// The language in which every text exists.
const BASE: &str = "en";

type Messages = BTreeMap<String, String>;
/// What each argument is, by its name.
type Arguments = BTreeMap<String, Argument>;

/// What the code gives for an argument, whichever way a language writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Argument {
    Text,
    Number,
    Time,
}

impl Argument {
    fn of(kind: &Kind<'_>) -> Self {
        match kind {
            Kind::Text => Self::Text,
            Kind::Number | Kind::Plural(_) => Self::Number,
            Kind::Date | Kind::Time => Self::Time,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Number => "Number",
            Self::Time => "Time",
        }
    }

    fn field(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Number => "i64",
            Self::Time => "Timestamp",
        }
    }

    fn parameter(self) -> &'static str {
        match self {
            Self::Text => "impl Into<Text>",
            other => other.field(),
        }
    }

    /// The code for it, from a parameter of the function or a field of its struct.
    fn value(self, name: &str, field: bool) -> String {
        let variant = self.name();
        match self {
            _ if field => format!("Value::{variant}(arguments.{name})"),
            Self::Text => format!("Value::{variant}({name}.into())"),
            Self::Number | Self::Time => format!("Value::{variant}({name})"),
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../assets/i18n");
    println!("cargo::rerun-if-changed={}", folder.display());
    let languages = read(&folder)?;
    let base = languages.get(BASE).ok_or("there is no en.json")?;
    let arguments = base
        .iter()
        .map(|(id, message)| Ok((id.as_str(), arguments(BASE, id, message)?)))
        .collect::<Result<BTreeMap<_, _>, String>>()?;
    for (locale, messages) in &languages {
        check(locale, messages, &arguments)?;
        name_missing(locale, messages, base);
    }
    let mut source = String::new();
    for (index, (id, arguments)) in arguments.iter().enumerate() {
        let message = base.get(*id).ok_or("no message")?;
        write_function(&mut source, index, id, message, arguments)?;
    }
    write_tables(&mut source, base, &languages)?;
    write_ids(&mut source, &arguments)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("texts.rs"), source)?;
    Ok(())
}

fn read(folder: &Path) -> Result<BTreeMap<String, Messages>, Box<dyn Error>> {
    let mut languages = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(locale) = path.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        println!("cargo::rerun-if-changed={}", path.display());
        let messages = serde_json::from_slice(&fs::read(&path)?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        languages.insert(locale.to_owned(), messages);
    }
    Ok(languages)
}

/// What is not translated stands in English, and the build says so.
fn name_missing(locale: &str, messages: &Messages, base: &Messages) {
    let lacks = |id: &&String| !messages.contains_key(*id);
    let missing: Vec<&str> = base.keys().filter(lacks).map(String::as_str).collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        println!("cargo::warning={locale}.json lacks {missing}");
    }
}

/// A translation has no text of its own, and each has the arguments of the English one.
fn check(
    locale: &str,
    messages: &Messages,
    expected: &BTreeMap<&str, Arguments>,
) -> Result<(), String> {
    for (id, message) in messages {
        let wanted = expected
            .get(id.as_str())
            .ok_or_else(|| format!("{locale}.json: there is no text {id:?} in {BASE}.json"))?;
        let found = arguments(locale, id, message)?;
        if found != *wanted {
            return Err(format!(
                "{locale}.json: {id:?} has the arguments {found:?} instead of {wanted:?}"
            ));
        }
    }
    Ok(())
}

fn arguments(locale: &str, id: &str, message: &str) -> Result<Arguments, String> {
    let fault = |what: String| format!("{locale}.json: {id:?}: {what}");
    if !id.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
        return Err(fault("an id has small letters and _ only".to_owned()));
    }
    if message.trim().is_empty() {
        return Err(fault("it is empty".to_owned()));
    }
    let mut found = Arguments::new();
    collect(&pattern::parse(message).map_err(fault)?, &mut found).map_err(fault)?;
    Ok(found)
}

fn collect(pieces: &[Piece<'_>], found: &mut Arguments) -> Result<(), String> {
    for piece in pieces {
        let Piece::Argument(name, kind) = piece else {
            continue;
        };
        let argument = Argument::of(kind);
        let before = found.insert((*name).to_owned(), argument);
        if before.is_some_and(|before| before != argument) {
            return Err(format!("{name} is of two kinds"));
        }
        if let Kind::Plural(forms) = kind {
            forms
                .iter()
                .try_for_each(|(_, form)| collect(form, found))?;
        }
    }
    Ok(())
}

/// One argument is an argument of the function; several have names, lest two be mixed up.
fn write_function(
    source: &mut String,
    index: usize,
    id: &str,
    message: &str,
    arguments: &Arguments,
) -> std::fmt::Result {
    let several = arguments.len() > 1;
    let name_of_struct = camel_case(id);
    if several {
        writeln!(source, "/// The arguments of [`{id}`].\n#[derive(Debug)]")?;
        writeln!(source, "pub struct {name_of_struct} {{")?;
        for (name, kind) in arguments {
            writeln!(
                source,
                "    /// `{{{name}}}`\n    pub {name}: {},",
                kind.field()
            )?;
        }
        writeln!(source, "}}")?;
    }
    let message = message.replace('\n', "\n/// ");
    writeln!(source, "/// ```text\n/// {message}\n/// ```")?;
    let parameters = match arguments.first_key_value() {
        Some(_) if several => format!("arguments: {name_of_struct}"),
        Some((name, kind)) => format!("{name}: {}", kind.parameter()),
        None => String::new(),
    };
    let values: Vec<String> = arguments
        .iter()
        .map(|(name, kind)| format!("({name:?}, {})", kind.value(name, several)))
        .collect();
    writeln!(source, "pub fn {id}({parameters}) -> Text {{")?;
    writeln!(
        source,
        "    Text::message({index}, vec![{}])\n}}",
        values.join(", ")
    )
}

fn camel_case(id: &str) -> String {
    id.split('_')
        .filter_map(|word| Some(word.get(..1)?.to_ascii_uppercase() + word.get(1..)?))
        .collect()
}

/// Every language's messages in the order of the ids; what is not translated stands in English.
fn write_tables(
    source: &mut String,
    base: &Messages,
    languages: &BTreeMap<String, Messages>,
) -> std::fmt::Result {
    writeln!(source, "/// The messages of each language, by its code.")?;
    writeln!(
        source,
        "pub(crate) static LANGUAGES: &[(&str, Messages)] = &["
    )?;
    for (locale, messages) in languages {
        let (mut words, mut ends) = (String::new(), Vec::new());
        for (id, english) in base {
            words.push_str(messages.get(id).unwrap_or(english));
            ends.push(words.len());
        }
        writeln!(source, "({locale:?}, Messages::new({words:?}, &{ends:?})),")?;
    }
    writeln!(source, "];")
}

/// What the tests go through.
fn write_ids(source: &mut String, arguments: &BTreeMap<&str, Arguments>) -> std::fmt::Result {
    writeln!(source, "/// Every text by its id, with its arguments.")?;
    writeln!(source, "#[cfg(test)]")?;
    writeln!(
        source,
        "pub(crate) static IDS: &[(&str, &[(&str, &str)])] = &["
    )?;
    for (id, arguments) in arguments {
        let arguments: Vec<String> = arguments
            .iter()
            .map(|(name, kind)| format!("({name:?}, {kind:?})", kind = kind.name()))
            .collect();
        writeln!(source, "    ({id:?}, &[{}]),", arguments.join(", "))?;
    }
    writeln!(source, "];")
}
