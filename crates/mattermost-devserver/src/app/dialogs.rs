//! Interactive dialogs.

use mattermost_model::{OpenDialogRequest, SubmitDialogRequest};
use serde_json::Value;

use super::{App, RequestContext};
use crate::fault::{Fault, Outcome};
use crate::ws::{Broadcast, Event};

impl App {
    /// Shows a dialog to the user whose act the trigger id stands for.
    pub(crate) fn open_dialog(&self, request: OpenDialogRequest) -> Outcome<()> {
        let trigger = self.triggered(&request.trigger_id)?;
        if request.url.is_empty() {
            return Err(Fault::body_parameter("url"));
        }
        let shown = OpenDialogRequest {
            trigger_id: trigger.client,
            ..request
        };
        let event = Event::new("open_dialog", Broadcast::to_user(&trigger.user_id));
        self.publish(&event.with_json("dialog", &shown));
        Ok(())
    }

    /// Hands what a user entered to the integration. Gives its answer: `{}` or errors to show.
    pub(crate) async fn submit_dialog(
        &self,
        context: &RequestContext,
        user_id: &str,
        request: SubmitDialogRequest,
    ) -> Outcome<Value> {
        if request.url.is_empty() {
            return Err(Fault::body_parameter("url"));
        }
        self.require_read(user_id, &request.channel_id)?;
        let url = request.url.clone();
        let request = SubmitDialogRequest {
            type_: "dialog_submission".to_owned(),
            url: String::new(),
            user_id: user_id.to_owned(),
            ..request
        };
        let json = serde_json::to_vec(&request)?;
        let body = self
            .call_integration(context, user_id, &url, "application/json", json)
            .await?;
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        let mut shown = serde_json::Map::new();
        for key in ["error", "errors", "type", "form"] {
            if let Some(value) = answer.get(key).filter(|v| !v.is_null() && *v != "") {
                shown.insert(key.to_owned(), value.clone());
            }
        }
        Ok(Value::Object(shown))
    }
}
