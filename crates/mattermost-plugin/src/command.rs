//! Slash commands and their autocompletion.

use mattermost_model::{
    Any, AutocompleteArg, AutocompleteData, AutocompleteDynamicListArg, AutocompleteListItem,
    AutocompleteStaticListArg, AutocompleteTextArg, Command,
};

/// The role whose holders see an autocompletion; the server compares its name alone.
const SYSTEM_ADMIN: &str = "system_admin";
const SYSTEM_USER: &str = "system_user";

/// Makes the [`Command`] that [`Api::register_command`](crate::Api::register_command) takes.
#[derive(Debug, Clone)]
pub struct CommandBuilder {
    command: Command,
}

impl CommandBuilder {
    /// A command `/trigger`.
    #[must_use]
    pub fn new(trigger: &str) -> Self {
        let command = Command {
            trigger: trigger.to_owned(),
            auto_complete: true,
            ..Command::default()
        };
        Self { command }
    }

    /// What the list of commands says of it.
    #[must_use]
    pub fn description(mut self, description: &str) -> Self {
        self.command.description = description.to_owned();
        self.command.auto_complete_desc = description.to_owned();
        self
    }

    /// How its arguments are written, such as `[topic]`.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        self.command.auto_complete_hint = hint.to_owned();
        self
    }

    /// Its subcommands and arguments.
    #[must_use]
    pub fn autocomplete(mut self, autocomplete: AutocompleteBuilder) -> Self {
        self.command.autocomplete_data = Some(autocomplete.data);
        self
    }

    /// The command.
    #[must_use]
    pub fn build(self) -> Command {
        self.command
    }
}

/// Makes the autocompletion of a command or a subcommand.
#[derive(Debug, Clone)]
pub struct AutocompleteBuilder {
    data: AutocompleteData,
}

impl AutocompleteBuilder {
    /// For `trigger`, with a hint such as `[topic]` and a help text.
    #[must_use]
    pub fn new(trigger: &str, hint: &str, help: &str) -> Self {
        let data = AutocompleteData {
            trigger: trigger.to_owned(),
            hint: hint.to_owned(),
            help_text: help.to_owned(),
            role_id: SYSTEM_USER.to_owned(),
            ..AutocompleteData::default()
        };
        Self { data }
    }

    /// Adds a subcommand.
    #[must_use]
    pub fn subcommand(mut self, subcommand: Self) -> Self {
        self.data.sub_commands.push(subcommand.data);
        self
    }

    /// Adds an argument that is typed freely.
    #[must_use]
    pub fn text_argument(self, help: &str, hint: &str) -> Self {
        let text = AutocompleteTextArg {
            hint: hint.to_owned(),
            ..AutocompleteTextArg::default()
        };
        self.argument(help, "TextInput", Any::from(text))
    }

    /// Adds an argument that is one of a few words, each with a help text.
    #[must_use]
    pub fn choice_argument<'a>(
        self,
        help: &str,
        choices: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let item = |(item, help): (&str, &str)| AutocompleteListItem {
            item: item.to_owned(),
            help_text: help.to_owned(),
            ..AutocompleteListItem::default()
        };
        let list = AutocompleteStaticListArg {
            possible_arguments: choices.into_iter().map(item).collect(),
        };
        self.argument(help, "StaticList", Any::from(list))
    }

    /// Adds an argument whose words the plugin suggests while somebody types. The server asks
    /// `path` below `/plugins/<id>`, with what was typed in the query, and expects a JSON list
    /// of [`AutocompleteListItem`].
    #[must_use]
    pub fn suggested_argument(self, help: &str, path: &str) -> Self {
        let list = AutocompleteDynamicListArg {
            fetch_url: path.to_owned(),
        };
        self.argument(help, "DynamicList", Any::from(list))
    }

    fn argument(mut self, help: &str, kind: &str, data: Any) -> Self {
        self.data.arguments.push(AutocompleteArg {
            help_text: help.to_owned(),
            type_: kind.to_owned(),
            data,
            ..AutocompleteArg::default()
        });
        self
    }

    /// Shows it to system admins alone. The command itself has to check who types it.
    #[must_use]
    pub fn for_system_admins(mut self) -> Self {
        self.data.role_id = SYSTEM_ADMIN.to_owned();
        self
    }
}
