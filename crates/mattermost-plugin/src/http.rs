//! HTTP requests to `/plugins/<id>/…`, served by a tower service.
//!
//! The server takes the prefix `/plugins/<id>` off the path before the request arrives. It sets
//! the header `Mattermost-User-ID` on requests of logged-in people and takes it off all others,
//! so [`UserId`] says who acts. The request's extensions hold a [`Context`]. Bodies stream both
//! ways: a handler may answer before it has read the whole body, and what there is of an answer of
//! unknown length is flushed to the client whenever its next part is not ready. What no handler
//! could be given is answered here: 400 to a malformed method or address, 431 to a request of more
//! than 4096 header names.

mod headers;
mod plugin_http;
mod request;
mod response;
pub(crate) mod stream;
mod user;

use std::convert::Infallible;

use axum::response::Response;
use goplugin::MuxBroker;
use http::Request;
use mattermost_model::Context;
use mattermost_model::rpc::Empty;
use mattermost_model::rpc::hooks::ServeHTTPArgs;
use tower::util::BoxCloneSyncService;
use tower::{Service, ServiceExt as _};

use crate::error::Result;
use crate::guard::guard;

pub use axum::body::Body;
pub use user::UserId;

/// Something that answers HTTP requests: a [`Router`](axum::Router) or any other tower service.
#[derive(Clone, Debug)]
pub struct HttpService(BoxCloneSyncService<Request<Body>, Response, Infallible>);

impl HttpService {
    /// A service of any kind.
    pub fn new<S>(service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response, Error = Infallible>,
        S: Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
    {
        Self(BoxCloneSyncService::new(service))
    }
}

impl From<axum::Router> for HttpService {
    fn from(router: axum::Router) -> Self {
        Self::new(router)
    }
}

/// Serves one request of the hook `name`. The server finishes the response when this returns.
pub(crate) async fn serve_http(
    name: &'static str,
    service: HttpService,
    broker: &MuxBroker,
    args: ServeHTTPArgs,
) -> Result<Empty> {
    let writer = response::Writer::new(broker.dial_ahead(args.response_writer_stream).await?);
    let context: Context = args.context.unwrap_or_default();
    let request = args.request.unwrap_or_default();
    let body = request::dial_body(broker, args.request_body_stream, &request).await?;
    match request::build(request, context, body) {
        Ok(request) => {
            // A panic is the call's error: the server then answers 500.
            let answer = async {
                Ok(service
                    .0
                    .oneshot(request)
                    .await
                    .unwrap_or_else(|e| match e {}))
            };
            writer.send(guard(name, answer).await?).await;
        }
        Err(refusal) => writer.send(*refusal).await,
    }
    Ok(Empty {})
}
