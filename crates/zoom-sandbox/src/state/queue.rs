//! The queue of deliveries and Zoom's retry schedule.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{ACCOUNT_ID, LOG_LENGTH, State};
use crate::knobs::{DeauthorizationKnobs, Retention};
use crate::model::{App, AppLevel, Attempt, Delivery, DeliveryOutcome};
use crate::random;

/// When a failed delivery is tried again, counted from the first try (Zoom's "Using webhooks").
const RETRIES: [Duration; 3] = [
    Duration::from_secs(5 * 60),
    Duration::from_secs(25 * 60),
    Duration::from_secs(85 * 60),
];

const DEAUTHORIZED: &str = "app_deauthorized";

/// An event about something of a host's.
#[derive(Debug)]
pub(super) struct Announcement<'a> {
    pub(super) event: &'a str,
    pub(super) host_id: &'a str,
    pub(super) object: Value,
    /// How long from now it happens.
    pub(super) after: Duration,
    /// Opens the files that the event names.
    pub(super) download_token: Option<String>,
    /// What else stands in the payload.
    pub(super) extra: Value,
}

impl<'a> Announcement<'a> {
    /// Something that happens now.
    pub(super) fn new(event: &'a str, host_id: &'a str, object: Value) -> Self {
        Self {
            event,
            host_id,
            object,
            after: Duration::ZERO,
            download_token: None,
            extra: Value::Null,
        }
    }
}

impl State {
    /// Puts an event into the queue of each app that may know of it.
    pub(super) fn announce(&mut self, announcement: Announcement<'_>) {
        let Announcement {
            event,
            host_id,
            object,
            after,
            download_token,
            extra,
        } = announcement;
        let mut payload = json!({"account_id": ACCOUNT_ID, "object": object});
        for (name, value) in extra.as_object().into_iter().flatten() {
            set(&mut payload, name, value.clone());
        }
        let mut body = json!({
            "event": event,
            "event_ts": (self.now() + after).as_millisecond(),
            "payload": payload,
        });
        if let (Some(fields), Some(token)) = (body.as_object_mut(), download_token) {
            fields.insert("download_token".to_owned(), json!(token));
        }
        let apps = self.apps.iter();
        let targets: Vec<_> = apps
            .filter(|app| self.hears(app, event, host_id))
            .filter_map(|app| Some((app.client_id.clone(), app.webhook_url.clone()?)))
            .collect();
        for (client_id, url) in targets {
            self.enqueue((&client_id, &url), event, &body.to_string(), after);
        }
    }

    /// A person removed an app: it is told where it asked to be told.
    pub(super) fn announce_removal(&mut self, client_id: &str, user_id: &str) {
        let Ok(app) = self.app(client_id) else { return };
        let Some(url) = app.deauthorization_url.clone() else {
            return;
        };
        let knobs = &self.knobs.deauthorization;
        let (now, mut payload) = (self.now(), removal(client_id, user_id, self.now(), knobs));
        let mut body = json!({"event": DEAUTHORIZED});
        let place = if knobs.time_in_payload {
            &mut payload
        } else {
            &mut body
        };
        set(place, "event_ts", json!(now.as_millisecond()));
        set(&mut body, "payload", payload);
        self.enqueue(
            (client_id, &url),
            DEAUTHORIZED,
            &body.to_string(),
            Duration::ZERO,
        );
    }

    /// A user-level app hears of the meetings of those who allowed it, an account-level one of all.
    fn hears(&self, app: &App, event: &str, host_id: &str) -> bool {
        let host = match app.level {
            AppLevel::User => Some(host_id),
            AppLevel::Account => None,
        };
        app.events.iter().any(|name| name == event) && self.has_app(&app.client_id, host)
    }

    fn enqueue(
        &mut self,
        (client_id, url): (&str, &str),
        event: &str,
        body: &str,
        after: Duration,
    ) {
        let knobs = self.knobs.webhook.clone();
        let wait = after + Duration::from_secs(knobs.delay_seconds.into());
        let delivery = Delivery {
            id: self.next_serial(),
            client_id: client_id.to_owned(),
            event: event.to_owned(),
            url: url.to_owned(),
            body: body.to_owned(),
            request_id: random::hex(),
            outcome: DeliveryOutcome::Pending,
            due: Some(self.now() + wait),
            attempts: Vec::new(),
            order: self.next_serial(),
        };
        if knobs.drop {
            self.log(Delivery {
                outcome: DeliveryOutcome::Dropped,
                due: None,
                ..delivery
            });
        } else if knobs.reorder && !self.any_held() {
            self.log(Delivery {
                due: None,
                ..delivery
            });
        } else {
            if knobs.duplicate {
                let (id, order) = (self.next_serial(), self.next_serial());
                self.log(Delivery {
                    id,
                    order,
                    ..delivery.clone()
                });
            }
            self.log(delivery);
            self.release_held();
        }
    }

    fn log(&mut self, delivery: Delivery) {
        self.deliveries.push(delivery);
        // What is still to be sent stays, however much it is.
        if self.deliveries.len() > LOG_LENGTH {
            let done = |delivery: &Delivery| delivery.outcome != DeliveryOutcome::Pending;
            if let Some(oldest) = self.deliveries.iter().position(done) {
                self.deliveries.remove(oldest);
            }
        }
    }

    fn any_held(&self) -> bool {
        self.deliveries.iter().any(is_held)
    }

    /// Sends what waited for its successor, after it.
    pub(super) fn release_held(&mut self) {
        let (now, order) = (self.now(), self.next_serial());
        for delivery in self
            .deliveries
            .iter_mut()
            .filter(|delivery| is_held(delivery))
        {
            delivery.due = Some(now);
            delivery.order = order;
        }
    }

    /// When the next delivery is to be tried.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.deliveries
            .iter()
            .filter_map(|delivery| delivery.due)
            .min()
    }

    /// The delivery whose turn it is.
    pub(crate) fn due_delivery(&self) -> Option<Delivery> {
        let now = self.now();
        let due = self
            .deliveries
            .iter()
            .filter(|delivery| delivery.due.is_some_and(|at| at <= now));
        due.min_by_key(|delivery| (delivery.due, delivery.order))
            .cloned()
    }

    /// Notes a try and plans the next.
    pub(crate) fn record(&mut self, id: u64, attempt: Attempt) {
        let Some(delivery) = self
            .deliveries
            .iter_mut()
            .find(|delivery| delivery.id == id)
        else {
            return;
        };
        let status = attempt.status;
        delivery.attempts.push(attempt);
        delivery.due = None;
        delivery.outcome = match status {
            Some(200..300) => DeliveryOutcome::Delivered,
            Some(300..500) => DeliveryOutcome::Lost,
            _ => {
                delivery.due = retry_at(delivery);
                let again = delivery.due.is_some();
                if again {
                    DeliveryOutcome::Pending
                } else {
                    DeliveryOutcome::GivenUp
                }
            }
        };
    }
}

/// What Zoom says about a person who removed an app.
fn removal(client_id: &str, user_id: &str, now: Timestamp, knobs: &DeauthorizationKnobs) -> Value {
    let mut payload = json!({
        "account_id": ACCOUNT_ID,
        "user_id": user_id,
        "client_id": client_id,
        "signature": random::hex(),
        "deauthorization_time": now.to_string(),
    });
    let retention = match knobs.user_data_retention {
        Retention::Unsaid => return payload,
        Retention::Keep => "true",
        Retention::Remove => "false",
    };
    set(&mut payload, "user_data_retention", json!(retention));
    payload
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}

fn is_held(delivery: &Delivery) -> bool {
    delivery.outcome == DeliveryOutcome::Pending && delivery.due.is_none()
}

fn retry_at(delivery: &Delivery) -> Option<Timestamp> {
    let wait = RETRIES.get(delivery.attempts.len().checked_sub(1)?)?;
    Some(delivery.attempts.first()?.at + *wait)
}
