//! The hook `OnActivate`.

use std::sync::Arc;

use go_netrpc::{Client, Server, ServiceError};
use mattermost_model::RemoteError;
use mattermost_model::rpc::Method as _;
use mattermost_model::rpc::hooks::{OnActivate, OnActivateArgs, OnActivateReply};

use crate::api::Api;
use crate::driver::Driver;
use crate::error::{Error, Result};
use crate::guard::guard;
use crate::log;
use crate::plugin::Shared;

/// Registers `OnActivate`, which every plugin has.
pub(crate) fn register<S: Send + Sync + 'static>(server: &mut Server, shared: &Arc<Shared<S>>) {
    let shared = shared.clone();
    server.register(OnActivate::NAME, move |args: OnActivateArgs| {
        let shared = shared.clone();
        async move {
            // An error of the call itself would leave the plugin active (client_rpc.go,
            // `OnActivate`): a refusal has to stand in the reply.
            let error = activate(shared, args).await.err().map(RemoteError::from);
            Ok::<_, ServiceError>(OnActivateReply { error })
        }
    });
}

async fn activate<S: Send + Sync + 'static>(
    shared: Arc<Shared<S>>,
    args: OnActivateArgs,
) -> Result<()> {
    let (activate, routes) = shared
        .take_pending()
        .ok_or_else(|| Error::new("the plugin was activated before"))?;
    let calls = Client::new(shared.broker.dial(args.api_mux_id).await?);
    // The server waits five seconds at the end for a driver that was never dialled.
    let driver = Client::new(shared.broker.dial(args.driver_mux_id).await?);
    let api = Api::new(calls, Driver::new(driver), shared.broker.clone());
    log::forward_to(api.clone());
    let state = Arc::new(guard("OnActivate", activate(api.clone())).await?);
    for routes in routes {
        routes(state.clone());
    }
    let _ = shared.active.set((state, api));
    Ok(())
}
