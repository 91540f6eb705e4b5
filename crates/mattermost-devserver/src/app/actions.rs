//! Buttons and menus of message attachments.

use aes_gcm::aead::Aead;
use aes_gcm::{Aes256Gcm, Key, KeyInit};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mattermost_model::{
    Any, Post, PostAction, PostActionCookie, PostActionIntegration, PostActionIntegrationRequest,
};
use serde::Deserialize;

use super::attachments::{action, change_actions};
use super::{App, RequestContext};
use crate::fault::{Fault, Outcome};
use crate::id::random;

/// What a client sends when a button is pressed or an option is chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Press {
    pub(crate) selected_option: String,
    pub(crate) cookie: String,
}

/// What an integration answers.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer {
    update: Option<Post>,
    ephemeral_text: String,
}

/// Where a press leads, from the stored post or from the cookie of an ephemeral one.
struct Target {
    channel_id: String,
    root_id: String,
    kind: String,
    data_source: String,
    integration: PostActionIntegration,
}

impl App {
    /// Puts into each action of an ephemeral post, sealed, what a press needs.
    pub(super) fn seal_actions(&self, post: &mut Post) -> Outcome<()> {
        let (id, root_id, channel_id) = (
            post.id.clone(),
            post.root_id.clone(),
            post.channel_id.clone(),
        );
        change_actions(post, |action| {
            if action.integration.is_some() {
                let cookie = PostActionCookie {
                    type_: action.type_.clone(),
                    post_id: id.clone(),
                    root_post_id: root_id.clone(),
                    channel_id: channel_id.clone(),
                    data_source: action.data_source.clone(),
                    integration: action.integration.clone(),
                    ..PostActionCookie::default()
                };
                action.cookie = self.seal(&cookie)?;
            }
            Ok(())
        })
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&Key::<Aes256Gcm>::from(self.keys.action_cookies))
    }

    fn seal(&self, cookie: &PostActionCookie) -> Outcome<String> {
        let nonce: [u8; 12] = random();
        let plain = serde_json::to_vec(cookie)?;
        let sealed = self.cipher().encrypt(&nonce.into(), plain.as_slice());
        let sealed = sealed.map_err(|_| Fault::internal("sealing an action failed"))?;
        Ok(STANDARD.encode([nonce.as_slice(), &sealed].concat()))
    }

    fn open(&self, cookie: &str) -> Option<PostActionCookie> {
        let bytes = STANDARD.decode(cookie).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<12>()?;
        let plain = self.cipher().decrypt(&(*nonce).into(), sealed).ok()?;
        serde_json::from_slice(&plain).ok()
    }

    /// Carries out a press. Gives the client's half of the trigger id.
    pub(crate) async fn press(
        &self,
        context: &RequestContext,
        user_id: &str,
        post_id: &str,
        action_id: &str,
        press: Press,
    ) -> Outcome<String> {
        let target = self.target(post_id, action_id, &press.cookie)?;
        self.require_read(user_id, &target.channel_id)?;
        let trigger = self.trigger(user_id)?;
        let request =
            self.integration_request(user_id, post_id, &target, trigger.signed, &press)?;
        let url = &target.integration.url;
        let json = serde_json::to_vec(&request)?;
        let body = self
            .call_integration(context, user_id, url, "application/json", json)
            .await?;
        let answer: Answer = if body.is_empty() {
            Answer::default()
        } else {
            serde_json::from_slice(&body).map_err(|e| {
                tracing::warn!("an integration's answer is not what it should be: {e}");
                let id = "api.post.do_action.action_integration.app_error";
                Fault::bad_request(id, "Action integration error.")
            })?
        };
        self.apply(context, user_id, post_id, &target, answer)
            .await?;
        Ok(trigger.client)
    }

    fn target(&self, post_id: &str, action_id: &str, cookie: &str) -> Outcome<Target> {
        let invalid = || {
            let id = "api.post.do_action.action_id.app_error";
            Fault::not_found(id, "Invalid action id.")
        };
        if !cookie.is_empty() {
            let cookie = self
                .open(cookie)
                .filter(|c| c.post_id == post_id)
                .ok_or_else(|| {
                    let id = "api.post.do_action.action_integration.app_error";
                    Fault::bad_request(id, "Action integration error.")
                })?;
            return Ok(Target {
                channel_id: cookie.channel_id,
                root_id: cookie.root_post_id,
                kind: cookie.type_,
                data_source: cookie.data_source,
                integration: cookie.integration.ok_or_else(invalid)?,
            });
        }
        // Whether such a post exists is nobody's business.
        let post = self.store.post(post_id)?.ok_or_else(Fault::forbidden)?;
        let PostAction {
            type_,
            data_source,
            integration,
            ..
        } = action(&post, action_id).ok_or_else(invalid)?;
        Ok(Target {
            root_id: if post.root_id.is_empty() {
                post.id
            } else {
                post.root_id
            },
            channel_id: post.channel_id,
            kind: type_,
            data_source,
            integration: integration.ok_or_else(invalid)?,
        })
    }

    fn integration_request(
        &self,
        user_id: &str,
        post_id: &str,
        target: &Target,
        trigger_id: String,
        press: &Press,
    ) -> Outcome<PostActionIntegrationRequest> {
        let channel = self.channel(&target.channel_id)?;
        let team = self.store.team(&channel.team_id)?.unwrap_or_default();
        let mut context = target.integration.context.clone();
        let is_select = target.kind == "select";
        if is_select {
            let chosen = Any::from(press.selected_option.as_str());
            context.insert("selected_option".to_owned(), chosen);
        }
        Ok(PostActionIntegrationRequest {
            user_id: user_id.to_owned(),
            user_name: self.user(user_id)?.username,
            channel_id: channel.id,
            channel_name: channel.name,
            team_id: team.id,
            team_name: team.name,
            post_id: post_id.to_owned(),
            trigger_id,
            type_: if is_select { "select" } else { "button" }.to_owned(),
            data_source: target.data_source.clone(),
            context,
        })
    }

    async fn apply(
        &self,
        context: &RequestContext,
        user_id: &str,
        post_id: &str,
        target: &Target,
        answer: Answer,
    ) -> Outcome<()> {
        if let Some(update) = answer.update {
            let before = self.post(post_id)?;
            let mut post = Post {
                message: update.message,
                props: update.props,
                ..before.clone()
            };
            // What the server or a webhook said about the author stays as it was.
            for key in [
                "from_webhook",
                "from_plugin",
                "override_username",
                "override_icon_url",
            ] {
                if let Some(value) = before.props.get(key) {
                    post.props.insert(key.to_owned(), value.clone());
                }
            }
            self.update_post(context, post).await?;
        }
        if !answer.ephemeral_text.is_empty() {
            let post = Post {
                message: answer.ephemeral_text,
                channel_id: target.channel_id.clone(),
                root_id: target.root_id.clone(),
                user_id: user_id.to_owned(),
                ..Post::default()
            };
            self.send_ephemeral(user_id, post)?;
        }
        Ok(())
    }
}
