//! The queue of deliveries and Zoom's retry schedule.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{ACCOUNT_ID, LOG_LENGTH, State};
use crate::model::{App, AppLevel, Attempt, Delivery, DeliveryOutcome, Meeting};
use crate::random;

/// When a failed delivery is tried again, counted from the first try (Zoom's "Using webhooks").
const RETRIES: [Duration; 3] = [
    Duration::from_secs(5 * 60),
    Duration::from_secs(25 * 60),
    Duration::from_secs(85 * 60),
];

impl State {
    /// Puts an event about a meeting into the queue of each app that may know of it.
    pub(super) fn announce(&mut self, event: &str, meeting: &Meeting, object: Value) {
        let body = json!({
            "event": event,
            "event_ts": self.now().as_millisecond(),
            "payload": {"account_id": ACCOUNT_ID, "object": object},
        });
        let body = body.to_string();
        let apps: Vec<_> = self
            .apps
            .iter()
            .filter(|app| self.hears(app, event, meeting))
            .collect();
        let targets: Vec<_> = apps
            .into_iter()
            .filter_map(|app| Some((app.client_id.clone(), app.webhook_url.clone()?)))
            .collect();
        for (client_id, url) in targets {
            self.enqueue(&client_id, &url, event, &body);
        }
    }

    /// A user-level app hears of the meetings of those who allowed it, an account-level one of all.
    fn hears(&self, app: &App, event: &str, meeting: &Meeting) -> bool {
        let host = match app.level {
            AppLevel::User => Some(meeting.host_id.as_str()),
            AppLevel::Account => None,
        };
        app.events.iter().any(|name| name == event) && self.has_app(&app.client_id, host)
    }

    fn enqueue(&mut self, client_id: &str, url: &str, event: &str, body: &str) {
        let knobs = self.knobs.webhook.clone();
        let delivery = Delivery {
            id: self.next_serial(),
            client_id: client_id.to_owned(),
            event: event.to_owned(),
            url: url.to_owned(),
            body: body.to_owned(),
            request_id: random::hex(),
            outcome: DeliveryOutcome::Pending,
            due: Some(self.now() + Duration::from_secs(knobs.delay_seconds.into())),
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
        if self.deliveries.len() > LOG_LENGTH {
            self.deliveries.remove(0);
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

fn is_held(delivery: &Delivery) -> bool {
    delivery.outcome == DeliveryOutcome::Pending && delivery.due.is_none()
}

fn retry_at(delivery: &Delivery) -> Option<Timestamp> {
    let wait = RETRIES.get(delivery.attempts.len().checked_sub(1)?)?;
    Some(delivery.attempts.first()?.at + *wait)
}
