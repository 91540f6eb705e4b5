//! Suggestions while a slash command is typed.

use mattermost_model::{AutocompleteArg, AutocompleteData, AutocompleteListItem, Command};
use serde::{Deserialize, Serialize};

use super::{App, RequestContext};
use crate::fault::Outcome;

/// One suggestion, with Go's names as Mattermost sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Suggestion {
    /// What the input becomes.
    pub(crate) complete: String,
    /// The word that is suggested.
    pub(crate) suggestion: String,
    pub(crate) hint: String,
    pub(crate) description: String,
    pub(crate) icon_data: String,
}

/// The place where a person types: sent to a plugin that makes up suggestions itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typing {
    pub(crate) user_id: String,
    pub(crate) channel_id: String,
    pub(crate) team_id: String,
    pub(crate) root_id: String,
}

/// What an argument of a command makes of the input.
enum Parsed {
    /// The input goes on behind this argument: what is done with, and the rest.
    Passed(String, String),
    /// The person is at this argument.
    Here(Vec<Suggestion>),
    /// The person is at this argument, and the plugin is to be asked.
    Ask {
        url: String,
        parsed: String,
        rest: String,
    },
}

/// Where the walk through a command's words ended.
enum Walk {
    Done(Vec<Suggestion>),
    Ask {
        url: String,
        parsed: String,
        rest: String,
    },
}

/// An item of a plugin's own suggestions.
#[derive(Deserialize)]
struct Item {
    #[serde(default, rename = "Item", alias = "item")]
    item: String,
    #[serde(default, rename = "Hint", alias = "hint")]
    hint: String,
    #[serde(default, rename = "HelpText", alias = "helptext", alias = "helpText")]
    help_text: String,
}

impl App {
    /// What fits to `input`, which begins with a slash.
    pub(crate) async fn suggestions(
        &self,
        context: &RequestContext,
        typing: &Typing,
        input: &str,
    ) -> Outcome<Vec<Suggestion>> {
        let input = input.strip_prefix('/').unwrap_or(input);
        let is_admin = self.is_system_admin(&typing.user_id)?;
        let mut commands = self.commands(&typing.team_id)?;
        commands.retain(|command| command.auto_complete);
        commands.sort_by(|a, b| a.trigger.cmp(&b.trigger));
        let mut all = Vec::new();
        for command in &commands {
            let data = [autocomplete_data(command)];
            let suggestions = match walk(&data, "", input, is_admin) {
                Walk::Done(suggestions) => suggestions,
                Walk::Ask { url, parsed, rest } => {
                    self.ask_plugin(context, typing, &url, &parsed, &rest).await
                }
            };
            all.extend(suggestions.into_iter().map(|suggestion| Suggestion {
                icon_data: command.autocomplete_icon_data.clone(),
                ..suggestion
            }));
        }
        Ok(all)
    }

    async fn ask_plugin(
        &self,
        context: &RequestContext,
        typing: &Typing,
        url: &str,
        parsed: &str,
        rest: &str,
    ) -> Vec<Suggestion> {
        let input = format!("/{parsed}{rest}");
        let query = [
            ("user_input", input.as_str()),
            ("parsed", parsed),
            ("request_id", &context.request.request_id),
            ("session_id", &context.request.session_id),
            ("ip_address", &context.request.ip_address),
            ("accept_language", &context.request.accept_language),
            ("user_agent", &context.request.user_agent),
            ("channel_id", &typing.channel_id),
            ("team_id", &typing.team_id),
            ("root_id", &typing.root_id),
            ("user_id", &typing.user_id),
            ("site_url", &self.options.site_url),
        ];
        let body = self
            .plugins
            .fetch(context, &typing.user_id, url, &query)
            .await;
        let items: Vec<Item> = body
            .and_then(|body| serde_json::from_slice(&body).ok())
            .unwrap_or_default();
        let items = items.into_iter().map(|item| AutocompleteListItem {
            item: item.item,
            hint: item.hint,
            help_text: item.help_text,
        });
        matching(&items.collect::<Vec<_>>(), parsed, rest)
    }
}

/// The words of a command; one that declares none has its trigger alone.
fn autocomplete_data(command: &Command) -> AutocompleteData {
    command
        .autocomplete_data
        .clone()
        .unwrap_or_else(|| AutocompleteData {
            trigger: command.trigger.clone(),
            hint: command.auto_complete_hint.clone(),
            help_text: command.auto_complete_desc.clone(),
            role_id: "system_user".to_owned(),
            ..AutocompleteData::default()
        })
}

fn walk(commands: &[AutocompleteData], parsed: &str, rest: &str, is_admin: bool) -> Walk {
    let may = |command: &AutocompleteData| is_admin || command.role_id != "system_admin";
    let Some((word, behind)) = rest.split_once(' ') else {
        let begins = |c: &&AutocompleteData| c.trigger.starts_with(&rest.to_lowercase());
        let fitting = commands
            .iter()
            .filter(begins)
            .filter(|command| may(command));
        return Walk::Done(
            fitting
                .map(|command| Suggestion {
                    complete: format!("{parsed}{}", command.trigger),
                    suggestion: command.trigger.clone(),
                    hint: command.hint.clone(),
                    description: command.help_text.clone(),
                    icon_data: String::new(),
                })
                .collect(),
        );
    };
    let found = commands
        .iter()
        .find(|command| command.trigger == word.to_lowercase());
    let Some(command) = found.filter(|command| may(command)) else {
        return Walk::Done(Vec::new());
    };
    let parsed = format!("{parsed}{word} ");
    if command.arguments.is_empty() {
        return walk(&command.sub_commands, &parsed, behind, is_admin);
    }
    arguments(&command.arguments, parsed, behind.to_owned())
}

fn arguments(arguments: &[AutocompleteArg], mut parsed: String, mut rest: String) -> Walk {
    for argument in arguments {
        match argue(argument, parsed, rest) {
            Parsed::Here(suggestions) => return Walk::Done(suggestions),
            Parsed::Ask { url, parsed, rest } => return Walk::Ask { url, parsed, rest },
            Parsed::Passed(done, left) => (parsed, rest) = (done, left),
        }
    }
    Walk::Done(Vec::new())
}

/// Takes one argument off the input. A named one stands behind `--name`.
fn argue(argument: &AutocompleteArg, parsed: String, rest: String) -> Parsed {
    let rest = rest.trim_start().to_owned();
    if argument.name.is_empty() {
        return value(argument, parsed, rest);
    }
    let flag = format!("--{}", argument.name);
    if let Some(behind) = rest.strip_prefix(&format!("{flag} ")) {
        return value(argument, format!("{parsed}{flag} "), behind.to_owned());
    }
    if flag.starts_with(&rest) {
        return Parsed::Here(vec![Suggestion {
            complete: format!("{parsed}{flag} "),
            suggestion: flag,
            description: argument.help_text.clone(),
            ..Suggestion::default()
        }]);
    }
    if argument.required {
        Parsed::Here(Vec::new())
    } else {
        Parsed::Passed(parsed, rest)
    }
}

fn value(argument: &AutocompleteArg, parsed: String, rest: String) -> Parsed {
    let data = serde_json::to_value(&argument.data).unwrap_or_default();
    let text = |key: &str| {
        data.get(key)
            .and_then(|v| v.as_str())
            .unwrap_or_default()
            .to_owned()
    };
    if let Some((word, behind)) = split_value(&rest) {
        return Parsed::Passed(format!("{parsed}{word} "), behind.to_owned());
    }
    match argument.type_.as_str() {
        "StaticList" => {
            let items = data.get("PossibleArguments").cloned().unwrap_or_default();
            let items: Vec<AutocompleteListItem> =
                serde_json::from_value(items).unwrap_or_default();
            Parsed::Here(matching(&items, &parsed, &rest))
        }
        "DynamicList" => Parsed::Ask {
            url: text("FetchURL"),
            parsed,
            rest,
        },
        _ => Parsed::Here(vec![Suggestion {
            complete: format!("{parsed}{rest}"),
            suggestion: rest,
            hint: text("Hint"),
            description: argument.help_text.clone(),
            icon_data: String::new(),
        }]),
    }
}

/// A value that is complete, as something follows it; quotes hold words together.
fn split_value(rest: &str) -> Option<(&str, &str)> {
    let Some(quoted) = rest.strip_prefix('"') else {
        return rest.split_once(' ');
    };
    let end = quoted.find('"')? + 2;
    let behind = rest.get(end..)?.strip_prefix(' ')?;
    Some((rest.get(..end)?, behind))
}

fn matching(items: &[AutocompleteListItem], parsed: &str, rest: &str) -> Vec<Suggestion> {
    let begins =
        |item: &&AutocompleteListItem| item.item.to_lowercase().starts_with(&rest.to_lowercase());
    items
        .iter()
        .filter(begins)
        .map(|item| Suggestion {
            complete: format!("{parsed}{}", item.item),
            suggestion: item.item.clone(),
            hint: item.hint.clone(),
            description: item.help_text.clone(),
            icon_data: String::new(),
        })
        .collect()
}
