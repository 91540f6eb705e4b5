//! A bot that answers whoever writes to it.

use std::process::ExitCode;
use std::sync::Arc;

use mattermost_plugin::model::{Context, Post};
use mattermost_plugin::{Api, NoConfiguration, Plugin, Result};

struct Echo {
    api: Api,
    bot: String,
}

async fn activate(api: Api, _: NoConfiguration) -> Result<Echo> {
    let bot = api.ensure_bot("echo", "Echo", "Says what you say.").await?;
    Ok(Echo { api, bot })
}

async fn message_has_been_posted(echo: Arc<Echo>, _: Context, post: Post) -> Result<()> {
    // The bot sees its own posts too, and must not answer them.
    if post.user_id == echo.bot {
        return Ok(());
    }
    let talk = echo
        .api
        .get_direct_channel(&post.user_id, &echo.bot)
        .await?;
    if talk.id != post.channel_id {
        return Ok(());
    }
    let answer = Post {
        user_id: echo.bot.clone(),
        channel_id: post.channel_id,
        root_id: post.root_id,
        message: format!("You said: {}", post.message),
        ..Post::default()
    };
    echo.api.create_post(answer).await.map(|_| ())
}

fn main() -> ExitCode {
    Plugin::new(activate)
        .message_has_been_posted(message_has_been_posted)
        .run()
}
