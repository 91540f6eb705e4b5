//! The keys of the store.

use std::fmt::Write as _;

use data_encoding::BASE32_NOPAD;
use sha2::{Digest, Sha256};

/// The prefix of every key that the Go plugin does not know, but for those of the SDK's cluster
/// package: `mutex_…`, and `cron_…` for the [`timers`].
pub const OWN_PREFIX: &str = "zrs_";

/// The settings of all channels, in one map.
pub const CHANNEL_SETTINGS: &str = "zoomChannelSettings";
/// What every key of a meeting's channel begins with.
pub const MEETING_CHANNEL: &str = "meeting_channel_";
const POST_OF_RUN: &str = "post_meeting_";
const FURTHER_CHANNELS: &str = "zrs_further_channels_";
/// Set for a while once the Go plugin's subscriptions are on the lists of their channels.
pub const SUBSCRIPTIONS_ADOPTED: &str = "zrs_subscriptions_adopted";
/// The people with another e-mail address in Zoom.
pub const ZOOM_EMAILS: &str = "zrs_zoom_emails";
/// The account-level connection.
pub const ACCOUNT_TOKEN: &str = "zoomSuperUserToken_";
/// Set while system admins know that Zoom's events are refused for want of the Secret Token.
pub const NOTICE_WEBHOOK_SECRET: &str = "zrs_notice_webhook_secret";
/// Holds what system admins were last told about missing settings.
pub const NOTICE_SETTINGS: &str = "zrs_notice_settings";
/// Names the job that tells system admins that the account's connection was removed in Zoom, until
/// the account is connected again.
pub const NOTICE_ACCOUNT: &str = "zrs_notice_account";
/// Holds a hash of the picture that the bot has.
pub const BOT_PICTURE: &str = "zrs_bot_picture";

/// What the keys of all people's connections begin with.
pub const USER_TOKEN_PREFIX: &str = "zoomtoken_";

/// The names of the timers, which the cluster package puts `cron_` before.
pub mod timers {
    /// Meetings are asked about.
    pub const CHECKS: &str = "zoom_checks";
    /// People who left are looked for.
    pub const SWEEP: &str = "zoom_sweep";
    /// Zoom's silence is looked for.
    pub const SILENCE: &str = "zoom_silence";
    /// Planned meetings are due.
    pub const PLANS: &str = "zoom_plans";
}

/// Which part of the store is looked at next for people who left.
pub const SWEEP: &str = "zrs_sweep";
/// Set while system admins know that Zoom has been silent for too long.
pub const NOTICE_SILENCE: &str = "zrs_notice_silence";
/// When Zoom was heard of.
pub const HEARD_OF_ZOOM: &str = "zrs_heard_of_zoom";
/// Which blocks of jobs there are.
pub const JOB_INDEX: &str = "zrs_jobs";
/// Which jobs could not be done.
pub const FAILURES: &str = "zrs_failures";
/// Set while system admins know that there are such jobs.
pub const NOTICE_FAILURES: &str = "zrs_notice_failures";

/// How far meetings were asked about.
pub const CHECKS: &str = "zrs_checks";

/// The meetings to ask Zoom about in a minute, counted from 1970.
pub fn checks_in(minute: i64) -> String {
    format!("{OWN_PREFIX}check_{minute}")
}

/// How far the planned meetings that were due were gone through.
pub const PLANS: &str = "zrs_plans";

/// The planned meetings that something is due of in a minute, counted from 1970.
pub fn plans_in(minute: i64) -> String {
    format!("{OWN_PREFIX}plan_{minute}")
}

/// What is known of a planned meeting.
pub fn scheduled(meeting_id: u64) -> String {
    format!("{OWN_PREFIX}scheduled_{meeting_id}")
}

/// The planned meetings that a channel is invited to.
pub fn scheduled_in(channel_id: &str) -> String {
    format!("{OWN_PREFIX}scheduled_in_{channel_id}")
}

/// The meetings that a person has planned.
pub fn scheduled_by(user_id: &str) -> String {
    format!("{OWN_PREFIX}scheduled_by_{user_id}")
}

/// A job of a block.
pub fn job(block: &str, number: u32) -> String {
    format!("{}{block}_{number}", job_prefix())
}

/// What the keys of all jobs begin with.
pub fn job_prefix() -> String {
    format!("{OWN_PREFIX}job_")
}

/// The lease of a node.
pub fn node(node: &str) -> String {
    format!("{OWN_PREFIX}node_{node}")
}

/// The job that carries an event out.
pub fn event_claim(event: &str) -> String {
    format!("{OWN_PREFIX}event_{event}")
}

/// A job that could not be done.
pub fn failure(job: &str) -> String {
    format!("{OWN_PREFIX}failure_{job}")
}

/// The connection of a Mattermost user.
pub fn user_token(user_id: &str) -> String {
    format!("{USER_TOKEN_PREFIX}{user_id}")
}

/// The same connection, by the Zoom user.
pub fn zoom_user_token(zoom_user_id: &str) -> String {
    format!("zoomtokenbyzoomid_{zoom_user_id}")
}

/// A connect that a person has begun.
pub fn connect_state(user_id: &str) -> String {
    format!("zoomuserstate_{user_id}")
}

/// The meeting that a person asked for before connecting.
pub fn pending_start(user_id: &str) -> String {
    format!("{OWN_PREFIX}start_{user_id}")
}

/// The posts of one run of a meeting, for longer than the Go plugin knows them.
pub fn run_posts(uuid: &str) -> String {
    format!("{OWN_PREFIX}run_{}", short(uuid))
}

fn short(text: &str) -> String {
    let mut hash = BASE32_NOPAD.encode(&Sha256::digest(text)).to_lowercase();
    hash.truncate(32);
    hash
}

/// The post of one run of a meeting.
pub fn post_of_run(uuid: &str) -> String {
    format!("{POST_OF_RUN}{}", go_path_escape(uuid))
}

/// The post of a meeting, as the Go plugin up to 1.12 kept it.
pub fn post_of_number(meeting_id: u64) -> String {
    format!("{POST_OF_RUN}{meeting_id}")
}

/// The channel of a meeting.
pub fn meeting_channel(meeting_id: u64) -> String {
    format!("{MEETING_CHANNEL}{meeting_id}")
}

/// Whether a key of [`post_of_run`], [`post_of_number`] or [`further_channels`].
pub fn may_be_left_behind(key: &str) -> bool {
    key.starts_with(POST_OF_RUN) || key.starts_with(FURTHER_CHANNELS)
}

/// The channels beside the first one that are subscribed to a meeting.
pub fn further_channels(meeting_id: u64) -> String {
    format!("{FURTHER_CHANNELS}{meeting_id}")
}

/// The meetings that a person has subscribed to, as the Go plugin keeps them.
pub fn subscriptions_of_person(user_id: &str) -> String {
    format!("subscription_index_{user_id}")
}

/// The meetings that a channel is subscribed to.
pub fn subscriptions_of_channel(channel_id: &str) -> String {
    format!("{OWN_PREFIX}channel_subscriptions_{channel_id}")
}

/// What is known of a meeting whose posts are followed.
pub fn followed(meeting_id: u64) -> String {
    format!("{OWN_PREFIX}open_{meeting_id}")
}

/// Part of the list of open posts.
pub fn open_posts(shard: u8) -> String {
    format!("{OWN_PREFIX}open_posts_{shard}")
}

/// Part of the list of recordings.
pub fn recordings(shard: u8) -> String {
    format!("{OWN_PREFIX}recordings_{shard}")
}

/// A number by which keys are spread evenly.
pub fn hash(text: &str) -> u8 {
    Sha256::digest(text).first().copied().unwrap_or_default()
}

/// Who is in a meeting.
pub fn live(meeting_id: u64) -> String {
    format!("{OWN_PREFIX}live_{meeting_id}")
}

/// The person whose e-mail address in Zoom this is, where an admin has set it.
pub fn person_of_zoom_email(email: &str) -> String {
    format!("{OWN_PREFIX}zoom_email_of_{}", short(&email.to_lowercase()))
}

/// A person's choice about their personal meeting ID.
pub fn preference(user_id: &str) -> String {
    format!("zoomUserPreference_{user_id}")
}

/// Set while it is planned to tell the host of a run that people wait, and once that is done.
pub fn host_waiting(meeting_id: u64, uuid: &str) -> String {
    format!("{OWN_PREFIX}host_waiting_{meeting_id}_{}", short(uuid))
}

/// Set where a person wants a custom status while in a meeting.
pub fn status_wanted(user_id: &str) -> String {
    format!("{OWN_PREFIX}status_wanted_{user_id}")
}

/// The meetings that such a person is in, and the status that was written for that.
pub fn shown_status(user_id: &str) -> String {
    format!("{OWN_PREFIX}status_{user_id}")
}

/// A call, by the meeting's post in the direct channel.
pub fn call(post_id: &str) -> String {
    format!("{OWN_PREFIX}call_{post_id}")
}

/// The call that rings in a direct channel: the id of the meeting's post.
pub fn ringing(channel_id: &str) -> String {
    format!("{OWN_PREFIX}ringing_{channel_id}")
}

/// Somebody calls in a direct channel: nothing rings yet.
pub fn calling(channel_id: &str) -> String {
    format!("{OWN_PREFIX}calling_{channel_id}")
}

/// What came of a person's last start in a channel, for a moment: see two quick clicks.
pub fn click(user_id: &str, channel_id: &str) -> String {
    format!("{OWN_PREFIX}click_{user_id}_{channel_id}")
}

/// A person's next meetings, as Zoom listed them some minutes ago.
pub fn zoom_list(user_id: &str) -> String {
    format!("{OWN_PREFIX}zoom_list_{user_id}")
}

/// What came of a plan that a person sent, for a moment. `plan` stands for all that it says.
pub fn planned(plan: &str) -> String {
    format!("{OWN_PREFIX}planned_{plan}")
}

/// What came of the last time that a meeting was shared in a channel, for a moment.
pub fn shared(meeting_id: u64, channel_id: &str) -> String {
    format!("{OWN_PREFIX}shared_{meeting_id}_{channel_id}")
}

/// Set once a person has been told what holds for those who chose nothing.
pub fn default_told(user_id: &str) -> String {
    format!("{OWN_PREFIX}default_told_{user_id}")
}

/// A person's e-mail address in Zoom, where an admin has set one.
pub fn zoom_email(user_id: &str) -> String {
    format!("{OWN_PREFIX}zoom_email_{user_id}")
}

/// The name of the cluster lock under which a connection is refreshed.
pub fn refresh_lock(owner: &str) -> String {
    format!("zoom_refresh_{owner}")
}

/// Escapes a path segment as Go's `url.PathEscape` does (net/url, mode `encodePathSegment`).
fn go_path_escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~$&+=:@".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_escaped_as_go_does() {
        assert_eq!(post_of_run("/abC//d+e=="), "post_meeting_%2FabC%2F%2Fd+e==");
        assert_eq!(
            go_path_escape("a b?c;d,e@f:g&h$i~j"),
            "a%20b%3Fc%3Bd%2Ce@f:g&h$i~j"
        );
        assert_eq!(go_path_escape("ü"), "%C3%BC");
    }

    #[test]
    fn our_own_keys_share_their_prefix() {
        for key in [
            pending_start("u"),
            host_waiting(1, "uuid"),
            status_wanted("u"),
            shown_status("u"),
            call("p"),
            ringing("c"),
            calling("c"),
            followed(1),
            open_posts(1),
            recordings(1),
            live(1),
            person_of_zoom_email("a@b"),
            click("u", "c"),
            planned("p"),
            zoom_list("u"),
            shared(1, "c"),
            default_told("u"),
            further_channels(1),
            subscriptions_of_channel("c"),
            SUBSCRIPTIONS_ADOPTED.into(),
            zoom_email("u"),
            ZOOM_EMAILS.into(),
            NOTICE_SETTINGS.into(),
            NOTICE_WEBHOOK_SECRET.into(),
            BOT_PICTURE.into(),
            NOTICE_SILENCE.into(),
            HEARD_OF_ZOOM.into(),
            CHECKS.into(),
            checks_in(1),
            PLANS.into(),
            plans_in(1),
            scheduled(1),
            scheduled_in("c"),
            scheduled_by("u"),
            SWEEP.into(),
            run_posts("uuid"),
            JOB_INDEX.into(),
            FAILURES.into(),
            NOTICE_FAILURES.into(),
            job("block", 31),
            node("n"),
            event_claim("e"),
            failure("j"),
        ] {
            assert!(key.starts_with(OWN_PREFIX), "{key}");
        }
    }
}
