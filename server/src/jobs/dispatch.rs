//! From a job to the part of the domain that does it.

use super::{Handler, Job, Work};
use crate::app::App;
use crate::domain::{
    admins, calls, deauthorization, departed, events, host_waiting, live, recordings, schedule,
    status, subscriptions, summaries,
};
use crate::error::Result;

/// Carries jobs out with the plugin as it is configured at that moment.
#[derive(Debug)]
pub struct Dispatcher {
    app: App,
}

impl Dispatcher {
    /// One for this plugin.
    pub fn new(app: App) -> Self {
        Self { app }
    }
}

impl Handler for Dispatcher {
    async fn carry_out(&self, job: &Job) -> Result<()> {
        let services = self.app.services().await?;
        match &job.work {
            Work::MeetingStarted(run) => {
                subscriptions::announce(&services, job, run).await?;
                events::started(&services, run).await
            }
            Work::MeetingEnded(run) => {
                events::ended(&services, run).await?;
                schedule::runs::ended(&services, run).await
            }
            Work::PlanChanged(change) => schedule::changes::carry_out(&services, job, change).await,
            Work::PlanDue { meeting_id } => {
                schedule::due::carry_out(&services, job, *meeting_id).await
            }
            Work::RecordingCompleted(recorded) | Work::TranscriptCompleted(recorded) => {
                recordings::bring(&services, job, recorded).await
            }
            Work::SummaryCompleted(summary) => summaries::bring(&services, job, summary).await,
            Work::Participant(event) => live::carry_out(&services, event).await,
            Work::ParticipantsCounted(run) => live::recount(&services, run).await,
            Work::Deauthorized(event) => deauthorization::carry_out(&services, job, event).await,
            Work::HostWaiting {
                meeting_id,
                uuid,
                host_id,
            } => host_waiting::tell(&services, job, *meeting_id, uuid, host_id).await,
            Work::CallRang { post_id } => calls::rang(&services, post_id).await,
            Work::StatusFollows {
                user_id,
                meeting_id,
                uuid,
            } => status::follow(&services, user_id, *meeting_id, uuid).await,
            Work::PersonLeft { user_id } => departed::remove(&services, user_id).await,
        }
    }

    async fn gave_up(&self) {
        if let Ok(bot_id) = self.app.bot_id().await {
            admins::tell_of_failures(self.app.api(), &bot_id).await;
        }
    }
}
