//! Carries the subcommands out.

use mattermost_plugin::model::CommandArgs;
use mattermost_plugin::model::permission_id::MANAGE_SYSTEM;

use super::table::{Access, Action};
use super::{Answer, Parsed, failures, help, parse};
use crate::app::{App, Services};
use crate::domain::calls::{self, CallRequest, Callee};
use crate::domain::meeting_number::Named;
use crate::domain::meetings::{self, StartRequest, Started};
use crate::domain::share::{self, ShareRequest, Shared};
use crate::domain::{
    accounts, channel_settings, connect, join, live, meeting_list, meeting_number, preferences,
    schedule, subscriptions, zoom_emails,
};
use crate::error::{Error, Result};
use crate::i18n::Text;
use crate::store::{Owner, PendingStart};
use crate::texts;

/// Carries a typed line out.
pub(super) async fn run(app: &App, args: &CommandArgs) -> Result<Answer> {
    match parse(&args.command) {
        Parsed::Unknown { typed, nearest } => {
            let help = help_for(app, &args.user_id).await?;
            let text = texts::unknown_command(&typed, nearest.as_deref(), help);
            Ok(Answer::text(text))
        }
        Parsed::Known(Action::Help, ..) => Ok(Answer::text(help_for(app, &args.user_id).await?)),
        Parsed::Known(action, access, rest) => {
            let services = app.services().await?;
            check_access(&services, access, &args.user_id).await?;
            act(&services, args, action, &rest).await
        }
    }
}

/// Carries out what the table says.
async fn act(
    services: &Services,
    args: &CommandArgs,
    action: Action,
    rest: &str,
) -> Result<Answer> {
    let (user_id, channel_id) = (&args.user_id, &args.channel_id);
    match action {
        Action::Start => start(services, args, rest).await,
        Action::Schedule => schedule(services, args, rest).await,
        Action::Call => call(services, args, rest).await,
        Action::Join => join(services, args, rest).await,
        Action::Share => share_meeting(services, args, rest).await,
        Action::End => end(services, args, rest).await,
        Action::List => list_meetings(services, args).await,
        Action::Connect => connect_account(services, args).await,
        Action::Disconnect => disconnect_account(services, args).await,
        Action::ListFailures => failures::list(services).await,
        Action::RetryFailures => failures::retry(services, args, rest).await,
        Action::DropFailures => failures::discard(services, args, rest).await,
        Action::AddSubscription => {
            let added = subscriptions::add(services, user_id, channel_id, rest);
            Ok(Answer::text(added.await?))
        }
        Action::RemoveSubscription => {
            let removed = subscriptions::remove(services, user_id, channel_id, rest);
            Ok(Answer::text(removed.await?))
        }
        Action::ListSubscriptions => {
            let list = subscriptions::list(services, user_id, channel_id);
            Ok(Answer::text(list.await?))
        }
        Action::ChannelSettings => open_channel_settings(services, args).await,
        Action::ListChannelSettings => Ok(Answer::text(channel_settings::list(services).await?)),
        Action::MapEmail => Ok(Answer::text(
            zoom_emails::set(services, user_id, rest).await?,
        )),
        Action::UnmapEmail => Ok(Answer::text(
            zoom_emails::remove(services, user_id, rest).await?,
        )),
        Action::ListMappedEmails => Ok(Answer::text(zoom_emails::list(services).await?)),
        Action::Settings => show_settings(services, args).await,
        Action::Help => Ok(Answer::default()),
    }
}

async fn help_for(app: &App, user_id: &str) -> Result<Text> {
    let account_level = app.configuration().account_level_app;
    let admin = app.api().has_permission_to(user_id, MANAGE_SYSTEM).await?;
    Ok(help(account_level, admin))
}

async fn check_access(services: &Services, access: Access, user_id: &str) -> Result<()> {
    match access {
        Access::Everyone => Ok(()),
        Access::AccountHolder => connect::check_may_connect(services, user_id).await,
        Access::SystemAdmin if services.is_system_admin(user_id).await? => Ok(()),
        Access::SystemAdmin => Err(Error::SystemAdminsOnly),
    }
}

async fn start(services: &Services, args: &CommandArgs, topic: &str) -> Result<Answer> {
    let request = StartRequest {
        user_id: args.user_id.clone(),
        place: PendingStart {
            channel_id: args.channel_id.clone(),
            root_id: args.root_id.clone(),
            topic: topic.to_owned(),
            ..PendingStart::default()
        },
        answer: meetings::Answer::Nothing,
    };
    Ok(started(meetings::start(services, &request).await?))
}

async fn call(services: &Services, args: &CommandArgs, rest: &str) -> Result<Answer> {
    let (callee, topic) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    if callee.is_empty() {
        return Ok(Answer::text(texts::call_usage()));
    }
    let request = CallRequest {
        user_id: args.user_id.clone(),
        callee: Callee::Name(callee.to_owned()),
        asked_in: args.channel_id.clone(),
        topic: topic.to_owned(),
        ..CallRequest::default()
    };
    Ok(started(calls::call(services, &request).await?))
}

/// Opens the meeting where the command was typed.
fn started(started: Started) -> Answer {
    match started {
        Started::Meeting { url } => Answer {
            text: None,
            goto: url,
        },
        Started::AskedToConnect | Started::Asked => Answer::default(),
    }
}

/// Opens the meeting where the command was typed; the link is for clients that open nothing.
async fn join(services: &Services, args: &CommandArgs, typed: &str) -> Result<Answer> {
    let link = join::link(services, &args.user_id, typed).await?;
    Ok(Answer {
        text: Some(texts::recent_join_here(&link)),
        goto: link,
    })
}

async fn share_meeting(services: &Services, args: &CommandArgs, typed: &str) -> Result<Answer> {
    let request = ShareRequest {
        user_id: args.user_id.clone(),
        channel_id: args.channel_id.clone(),
        root_id: args.root_id.clone(),
        meeting: Named::read(&services.ready.zoom, typed)?,
    };
    Ok(match share::share(services, &request).await? {
        Shared::Posted { .. } => Answer::default(),
        Shared::Already { .. } => Answer::text(texts::share_already()),
    })
}

async fn schedule(services: &Services, args: &CommandArgs, line: &str) -> Result<Answer> {
    let place = schedule::Place {
        user_id: args.user_id.clone(),
        channel_id: args.channel_id.clone(),
        root_id: args.root_id.clone(),
    };
    let text = if line.is_empty() {
        schedule::form::open(services, &place, &args.trigger_id).await?
    } else {
        Some(schedule::typed(services, &place, line).await?)
    };
    Ok(Answer {
        text,
        goto: String::new(),
    })
}

async fn end(services: &Services, args: &CommandArgs, typed: &str) -> Result<Answer> {
    let typed = match typed.trim() {
        "" => None,
        typed => Some(meeting_number::read(typed).ok_or(Error::NoMeetingNumber)?),
    };
    let told = live::end::command(services, &args.user_id, &args.channel_id, typed);
    Ok(Answer::text(told.await?))
}

async fn list_meetings(services: &Services, args: &CommandArgs) -> Result<Answer> {
    let place = PendingStart {
        channel_id: args.channel_id.clone(),
        root_id: args.root_id.clone(),
        ..PendingStart::default()
    };
    let list = meeting_list::list(services, &args.user_id, &place, None).await?;
    list.show(services, &args.user_id).await?;
    Ok(Answer::default())
}

async fn show_settings(services: &Services, args: &CommandArgs) -> Result<Answer> {
    let CommandArgs {
        user_id,
        channel_id,
        root_id,
        ..
    } = args;
    preferences::show(services, user_id, channel_id, root_id).await?;
    Ok(Answer::default())
}

async fn open_channel_settings(services: &Services, args: &CommandArgs) -> Result<Answer> {
    let CommandArgs {
        user_id,
        channel_id,
        trigger_id,
        ..
    } = args;
    channel_settings::open_dialog(services, user_id, channel_id, trigger_id).await?;
    Ok(Answer::default())
}

async fn connect_account(services: &Services, args: &CommandArgs) -> Result<Answer> {
    let owner = accounts::owner_for(services, &args.user_id);
    let account = owner == Owner::Account;
    if connect::is_connected(services, &owner).await? {
        let text = if account {
            texts::account_already_connected()
        } else {
            texts::already_connected()
        };
        return Ok(Answer::text(text));
    }
    connect::begin(services, &args.user_id, &args.channel_id, None).await?;
    let link = services.ready.url("oauth2/connect");
    Ok(Answer::text(if account {
        texts::account_connect_prompt(link)
    } else {
        texts::connect_prompt(link)
    }))
}

async fn disconnect_account(services: &Services, args: &CommandArgs) -> Result<Answer> {
    let owner = accounts::owner_for(services, &args.user_id);
    if !accounts::disconnect(services, &owner).await? {
        return Ok(Answer::text(texts::not_connected_anyway()));
    }
    tracing::info!(
        audit = "disconnect",
        user_id = args.user_id,
        owner = owner.name()
    );
    Ok(Answer::text(match owner {
        Owner::Account => texts::account_disconnected(),
        Owner::User(_) => texts::disconnected(),
    }))
}
