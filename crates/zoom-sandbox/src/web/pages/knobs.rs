//! The knobs on the control page.

use maud::{Markup, html};

use crate::knobs::{
    Area, DeauthorizationKnobs, DownloadRedirect, FaultAnswer, Knobs, RecordingKnobs, RefreshMode,
    Retention,
};

/// The form with all knobs.
pub(super) fn knobs(knobs: &Knobs) -> Markup {
    let webhook = &knobs.webhook;
    html! {
        section.card {
            h2 { "Knobs" }
            form method="post" action="/control/knobs" {
                div.grid {
                    fieldset { legend { "Answers" } (fault_fields(knobs)) }
                    fieldset {
                        legend { "Webhooks" }
                        (tick("duplicate", "Send each event twice", webhook.duplicate))
                        (tick("reorder", "Send each event after the next", webhook.reorder))
                        (tick("drop", "Send nothing", webhook.drop))
                        (tick("renew_signatures", "Sign retries anew", webhook.renew_signatures))
                        (tick("wrong_signature", "Sign with another secret", webhook.wrong_signature))
                        (tick("stale_timestamp", "Sign with a time ten minutes ago", webhook.stale_timestamp))
                        (tick("shared_clock", "Sign with the time of this clock", webhook.shared_clock))
                        (number("delay_seconds", "Seconds late ", 0, 86_400, webhook.delay_seconds.into()))
                    }
                    fieldset { legend { "Recordings" } (recording_fields(&knobs.recording)) }
                    fieldset { legend { "Removed apps" } (deauthorization_fields(&knobs.deauthorization)) }
                }
                button.primary type="submit" { "Set the knobs" }
            }
        }
    }
}

fn tick(name: &str, text: &str, on: bool) -> Markup {
    html! { label.choice { input type="checkbox" name=(name) value="on" checked[on]; span { (text) } } }
}

fn number(name: &str, text: &str, min: u64, max: u64, value: u64) -> Markup {
    html! { label { (text) input type="number" name=(name) min=(min) max=(max) value=(value) required; } }
}

/// A choice of values, named as the JSON names them.
fn choice<T: PartialEq>(name: &str, text: &str, options: &[(&str, &str, T)], now: &T) -> Markup {
    html! {
        label { (text) select name=(name) {
            @for (value, text, this) in options { option value=(value) selected[this == now] { (text) } }
        } }
    }
}

fn recording_fields(knobs: &RecordingKnobs) -> Markup {
    let size = u64::try_from(knobs.text_bytes).unwrap_or(u64::MAX);
    let redirects = [
        (
            "none",
            "nowhere: the file comes at once",
            DownloadRedirect::None,
        ),
        ("same_host", "another path", DownloadRedirect::SameHost),
        ("localhost", "localhost", DownloadRedirect::Localhost),
        (
            "foreign",
            "a host that is not Zoom's",
            DownloadRedirect::Foreign,
        ),
    ];
    html! {
        (number("minutes_late", "Minutes late ", 0, 100_000, knobs.minutes_late.into()))
        (number("processing_minutes", "Minutes of processing after that ", 0, 100_000, knobs.processing_minutes.into()))
        (number("stretches", "Times that recording was begun ", 1, 9, knobs.stretches.into()))
        (number("text_bytes", "Bytes of a chat or transcript ", 1, 100_000_000, size))
        (choice("redirect", "Downloads are sent on to ", &redirects, &knobs.redirect))
        (tick("chat", "With the chat", knobs.chat))
        (tick("passcode", "Protected by a passcode", knobs.passcode))
        (tick("old_summary", "Summaries in parts, without Markdown", knobs.old_summary))
    }
}

fn deauthorization_fields(knobs: &DeauthorizationKnobs) -> Markup {
    let retentions = [
        ("remove", "have to be removed", Retention::Remove),
        ("keep", "may be kept", Retention::Keep),
        ("unsaid", "are not mentioned", Retention::Unsaid),
    ];
    html! {
        (choice("user_data_retention", "The person's data ", &retentions, &knobs.user_data_retention))
        (tick("time_in_payload", "The time stands in the payload", knobs.time_in_payload))
    }
}

const FAULTS: [(&str, &str); 9] = [
    ("", "Answer as Zoom does"),
    ("unauthorized", "401"),
    ("not_found", "404"),
    ("rate_limited", "429"),
    ("server_error", "500"),
    ("web_page", "A web page"),
    ("half_answer", "Half an answer"),
    ("cut_json", "JSON that ends early"),
    ("no_answer", "Nothing"),
];

fn fault_name(knobs: &Knobs) -> &'static str {
    match knobs.fault.as_ref().map(|fault| &fault.answer) {
        None | Some(FaultAnswer::Zoom { .. }) => "",
        Some(FaultAnswer::Unauthorized) => "unauthorized",
        Some(FaultAnswer::NotFound) => "not_found",
        Some(FaultAnswer::RateLimited(_)) => "rate_limited",
        Some(FaultAnswer::ServerError) => "server_error",
        Some(FaultAnswer::WebPage) => "web_page",
        Some(FaultAnswer::HalfAnswer) => "half_answer",
        Some(FaultAnswer::CutJson) => "cut_json",
        Some(FaultAnswer::NoAnswer) => "no_answer",
    }
}

fn fault_fields(knobs: &Knobs) -> Markup {
    let area = knobs
        .fault
        .as_ref()
        .map(|fault| fault.area)
        .unwrap_or_default();
    let areas = [
        ("everywhere", "Everywhere", Area::Everywhere),
        ("api", "API", Area::Api),
        ("token", "Tokens", Area::Token),
        ("files", "Files of recordings", Area::Files),
    ];
    let modes = [
        ("grace", "works for ten more minutes", RefreshMode::Grace),
        ("strict", "is dead at once", RefreshMode::Strict),
    ];
    let times = knobs.fault.as_ref().and_then(|fault| fault.remaining);
    let retry_after = match knobs.fault.as_ref().map(|fault| &fault.answer) {
        Some(FaultAnswer::RateLimited(Some(text))) => text,
        _ => "",
    };
    html! {
        label { "Requests get " select name="fault" {
            @for (value, text) in FAULTS { option value=(value) selected[fault_name(knobs) == value] { (text) } }
        } }
        (choice("area", "Where ", &areas, &area))
        label { "How often (empty: always) " input type="number" name="times" min="1" max="1000" value=[times]; }
        label { "Retry-After of a 429 " input type="text" name="retry_after" value=(retry_after) size="12"; }
        (choice("refresh", "A used refresh token ", &modes, &knobs.refresh))
    }
}
