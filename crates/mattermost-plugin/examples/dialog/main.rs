//! A command with autocompletion, and a dialog: `/lunch order` asks, `/lunch list` tells.

use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use mattermost_plugin::http::UserId;
use mattermost_plugin::model::{
    CommandArgs, CommandResponse, Dialog, DialogElement, OpenDialogRequest, PostActionOptions,
    SubmitDialogRequest, SubmitDialogResponse,
};
use mattermost_plugin::{
    Api, AutocompleteBuilder, CommandBuilder, Context, NoConfiguration, Plugin, Result,
};

const ID: &str = "com.example.dialog";
const MEALS: [&str; 3] = ["Soup", "Salad", "Noodles"];

struct Lunch {
    api: Api,
    /// On one node only; see the example `counter` for what a cluster shares.
    orders: Mutex<Vec<String>>,
}

async fn activate(api: Api, _: NoConfiguration) -> Result<Lunch> {
    let suggestions = AutocompleteBuilder::new("lunch", "[command]", "Orders lunch.")
        .subcommand(AutocompleteBuilder::new("order", "", "Asks what you want."))
        .subcommand(AutocompleteBuilder::new(
            "list",
            "",
            "Lists what was ordered.",
        ));
    let command = CommandBuilder::new("lunch")
        .description("Orders lunch.")
        .hint("[command]")
        .autocomplete(suggestions);
    api.register_command(command.build()).await?;
    let orders = Mutex::default();
    Ok(Lunch { api, orders })
}

async fn execute_command(
    lunch: Arc<Lunch>,
    _: Context,
    args: CommandArgs,
) -> Result<CommandResponse> {
    let text = match args.command.split_whitespace().nth(1) {
        Some("order") => {
            lunch.api.open_interactive_dialog(dialog(args)).await?;
            String::new()
        }
        Some("list") => {
            let orders = lunch.orders.lock().unwrap_or_else(PoisonError::into_inner);
            format!("Ordered so far: {}", orders.join(", "))
        }
        _ => "Type `/lunch order` or `/lunch list`.".to_owned(),
    };
    Ok(CommandResponse {
        text,
        ..CommandResponse::default()
    })
}

fn dialog(args: CommandArgs) -> OpenDialogRequest {
    let option = |meal: &str| PostActionOptions {
        text: meal.to_owned(),
        value: meal.to_owned(),
    };
    let meal = DialogElement {
        display_name: "Meal".into(),
        name: "meal".into(),
        type_: "select".into(),
        options: MEALS.into_iter().map(option).collect(),
        ..DialogElement::default()
    };
    OpenDialogRequest {
        trigger_id: args.trigger_id,
        url: format!("/plugins/{ID}/order"),
        dialog: Dialog {
            title: "Lunch".into(),
            elements: vec![meal],
            submit_label: "Order".into(),
            ..Dialog::default()
        },
    }
}

/// The dialog was submitted. What comes back under `errors` is shown beside its field.
async fn order(
    State(lunch): State<Arc<Lunch>>,
    UserId(user): UserId,
    Json(request): Json<SubmitDialogRequest>,
) -> Json<SubmitDialogResponse> {
    let meal = request
        .submission
        .get("meal")
        .and_then(|meal| meal.as_str());
    let mut answer = SubmitDialogResponse::default();
    match meal.filter(|meal| MEALS.contains(meal)) {
        Some(meal) => {
            tracing::info!(user, meal, "somebody ordered");
            let mut orders = lunch.orders.lock().unwrap_or_else(PoisonError::into_inner);
            orders.push(meal.to_owned());
        }
        None => {
            let text = "There is no such meal.".to_owned();
            answer.errors.insert("meal".into(), text);
        }
    }
    Json(answer)
}

fn main() -> ExitCode {
    Plugin::new(activate)
        .execute_command(execute_command)
        .http(|lunch| Router::new().route("/order", post(order)).with_state(lunch))
        .run()
}
