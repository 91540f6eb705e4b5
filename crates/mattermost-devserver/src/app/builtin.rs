//! The few slash commands of the server itself that have a use in development.

use mattermost_model::{Command, CommandResponse};

use super::App;

/// Trigger, hint and description of each.
const BUILT_IN: [(&str, &str, &str); 6] = [
    ("away", "", "Set your status away"),
    (
        "dnd",
        "",
        "Do not disturb disables desktop and mobile push notifications.",
    ),
    ("me", "[message]", "Do an action"),
    ("offline", "", "Set your status offline"),
    ("online", "", "Set your status online"),
    ("shrug", "[message]", "Adds ¯\\_(ツ)_/¯ to your message"),
];

/// The built-in commands, as they are listed.
pub(crate) fn commands() -> Vec<Command> {
    let command = |(trigger, hint, description): (&str, &str, &str)| Command {
        trigger: trigger.to_owned(),
        auto_complete: true,
        auto_complete_desc: description.to_owned(),
        auto_complete_hint: hint.to_owned(),
        display_name: trigger.to_owned(),
        ..Command::default()
    };
    BUILT_IN.into_iter().map(command).collect()
}

fn answer(response_type: &str, text: String) -> CommandResponse {
    CommandResponse {
        response_type: response_type.to_owned(),
        text,
        ..CommandResponse::default()
    }
}

impl App {
    /// Carries out a built-in command; `None` where there is none of this name.
    pub(super) fn execute_builtin(
        &self,
        user_id: &str,
        name: &str,
        text: &str,
    ) -> Option<CommandResponse> {
        match name {
            "away" | "dnd" | "offline" | "online" => {
                self.set_status(user_id, name, true);
                let text = match name {
                    "dnd" => "Do Not Disturb is enabled. You will not receive desktop or mobile \
                              push notifications until Do Not Disturb is turned off."
                        .to_owned(),
                    _ => format!("You are now {name}"),
                };
                Some(answer("ephemeral", text))
            }
            "me" => Some(CommandResponse {
                type_: "me".to_owned(),
                ..answer("in_channel", format!("*{text}*"))
            }),
            "shrug" => {
                let shrug = "¯\\\\\\_(ツ)\\_/¯";
                let text = if text.is_empty() {
                    shrug.into()
                } else {
                    format!("{text} {shrug}")
                };
                Some(answer("in_channel", text))
            }
            _ => None,
        }
    }
}
