//! An HTTP request from the host: method, address, headers, body and the calls that answer it, each
//! of any bytes, through a plugin with routes.
#![no_main]

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::routing::any;
use go_netrpc::{Server, ServiceError};
use goplugin::Dispensed;
use goplugin::rpc::RpcClient;
use goplugin::yamux::Config;
use libfuzzer_sys::fuzz_target;
use mattermost_plugin::model::rpc::{Empty, Method, api, hooks, response_writer};
use mattermost_plugin::model::{HttpHeader, HttpRequestSubset};
use mattermost_plugin::{Api, NoConfiguration, Plugin, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn activate(_: Api, _: NoConfiguration) -> Result<()> {
    Ok(())
}

/// Sends back the body, the last part of the path and a header.
async fn echo(Path(name): Path<String>, headers: HeaderMap, body: String) -> (HeaderMap, String) {
    let mut answer = HeaderMap::new();
    if let Some(value) = headers.get("x-raw") {
        answer.insert("x-raw", value.clone());
    }
    (answer, format!("{name} {body}"))
}

/// The fields of a request, with a zero byte between them.
fn request(fields: &mut dyn Iterator<Item = &[u8]>) -> HttpRequestSubset {
    let mut next = || fields.next().unwrap_or_default().to_vec();
    let (method, url, host) = (next(), next(), next());
    let header = HttpHeader::from([
        (next().into(), vec![next().into()]),
        ("X-Raw".into(), vec![next().into()]),
        ("Content-Length".into(), vec![next().into()]),
    ]);
    HttpRequestSubset {
        method: method.into(),
        url: Some(url.into()),
        host: host.into(),
        header,
        ..HttpRequestSubset::default()
    }
}

fn settings() -> Server {
    let mut server = Server::new();
    server.register(
        api::LoadPluginConfiguration::NAME,
        |_: api::LoadPluginConfigurationArgs| async {
            Ok::<_, ServiceError>(api::LoadPluginConfigurationReply::default())
        },
    );
    server
}

/// Answers every call as a server does.
fn writer() -> Server {
    let mut server = Server::new();
    server.register(response_writer::Header::NAME, |_: Empty| async {
        Ok::<_, ServiceError>(HttpHeader::new())
    });
    server.register(response_writer::SyncHeader::NAME, |_: HttpHeader| async {
        Ok::<_, ServiceError>(Empty {})
    });
    server.register(
        response_writer::WriteHeader::NAME,
        |status: i64| async move {
            assert!((100..1000).contains(&status));
            Ok::<_, ServiceError>(Empty {})
        },
    );
    server.register(response_writer::Write::NAME, |_: Vec<u8>| async {
        Ok::<_, ServiceError>(Empty {})
    });
    server
}

async fn activated(host: &RpcClient) -> Dispensed {
    let hooks = host.dispense("hooks").await.expect("hooks");
    let (api_mux_id, driver_mux_id) = (hooks.broker.next_id(), hooks.broker.next_id());
    for id in [api_mux_id, driver_mux_id] {
        let broker = hooks.broker.clone();
        tokio::spawn(async move { broker.accept_and_serve(id, settings().into()).await });
    }
    let args = hooks::OnActivateArgs {
        api_mux_id,
        driver_mux_id,
    };
    let call = hooks.client.call(hooks::OnActivate::NAME, &args);
    let reply: hooks::OnActivateReply = call.await.expect("activation");
    assert_eq!(reply.error, None);
    hooks
}

async fn serve_body(hooks: Dispensed, id: u32, body: Vec<u8>) {
    let Ok(mut stream) = hooks.broker.accept(id).await else {
        return;
    };
    let _ = stream.read_u8().await;
    let _ = stream.write_all(&body).await;
    let _ = stream.shutdown().await;
}

fuzz_target!(|data: &[u8]| {
    fuzz::run(async {
        let (ours, peer) = tokio::io::duplex(1 << 16);
        let plugin = Plugin::new(activate).http(|_| Router::new().route("/echo/{name}", any(echo)));
        let served = tokio::spawn(plugin.serve_on(ours));
        let sink = tokio::io::sink;
        let host = RpcClient::connect(peer, Config::default(), sink(), sink()).await;
        let host = host.expect("a connection");
        let hooks = activated(&host).await;
        let mut fields = data.split(|byte| *byte == 0);
        let request = request(&mut fields);
        let body = fields.collect::<Vec<_>>().concat();
        let (response_writer_stream, request_body_stream) =
            (hooks.broker.next_id(), hooks.broker.next_id());
        let broker = hooks.broker.clone();
        tokio::spawn(async move {
            broker
                .accept_and_serve(response_writer_stream, writer().into())
                .await;
        });
        tokio::spawn(serve_body(hooks.clone(), request_body_stream, body));
        let args = hooks::ServeHTTPArgs {
            response_writer_stream,
            request: Some(request),
            context: None,
            request_body_stream,
        };
        let _: Empty = hooks
            .client
            .call(hooks::ServeHTTP::NAME, &args)
            .await
            .expect("any request is served");
        let _ = host.close().await;
        served.await.expect("the plugin does not panic");
    });
});
