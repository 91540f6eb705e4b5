//! What a plugin writes in the place of a file that is being uploaded has bounds, as the file has.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use go_netrpc::{Server, ServiceError};
use goplugin::rpc::serve_conn;
use goplugin::yamux::{Config, Stream};
use goplugin::{MuxBroker, PluginServer};
use mattermost_model::rpc::{Empty, Method as _, hooks};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncWriteExt as _, DuplexStream};
use tokio::sync::{Notify, watch};
use tokio::time::timeout;

use crate::bundles;
use crate::plugins::find_logged;
use crate::shapes::Site;

const ID: &str = "com.example.replaces";
const KIB: usize = 1024;
const LIMIT: usize = 256 * KIB;

/// What a plugin does with the stream for the replacement, and the stream where it stays open.
type Write =
    Arc<dyn Fn(Stream) -> futures_util::future::BoxFuture<'static, Option<Stream>> + Send + Sync>;

fn hooks(broker: MuxBroker, write: &Write) -> Server {
    let mut server = Server::new();
    server.register(hooks::Implemented::NAME, |_: Empty| async {
        Ok::<_, ServiceError>(vec!["FileWillBeUploaded".to_owned()])
    });
    server.register(hooks::OnActivate::NAME, |_: hooks::OnActivateArgs| async {
        Ok::<_, ServiceError>(hooks::OnActivateReply::default())
    });
    let write = write.clone();
    let upload = move |args: hooks::FileWillBeUploadedArgs| {
        let (broker, write) = (broker.clone(), write.clone());
        async move {
            let stream = broker.dial(args.replacement_file_stream).await?;
            if let Some(open) = write(stream).await {
                // As long as the plugin lives.
                tokio::spawn(async move {
                    let _open = open;
                    std::future::pending::<()>().await;
                });
            }
            Ok::<_, ServiceError>(hooks::FileWillBeUploadedReply::default())
        }
    };
    server.register(hooks::FileWillBeUploaded::NAME, upload);
    server
}

async fn serve(connection: DuplexStream, write: Write) {
    let hooks = move |broker: MuxBroker| Ok::<_, String>(hooks(broker, &write));
    let plugins = HashMap::from([("hooks".to_owned(), Arc::new(hooks) as Arc<dyn PluginServer>)]);
    let (done, _) = watch::channel(false);
    // The server closes the connection in the end.
    let _ = serve_conn(connection, Config::default(), Arc::new(plugins), done, drop).await;
}

/// A site whose files have a limit, with such a plugin.
async fn with_plugin(write: Write) -> Site {
    let site = Site::start().await;
    let patch = json!({"FileSettings": {"MaxFileSize": LIMIT}});
    let _: Value = site
        .admin
        .put("/api/v4/config/patch", &patch)
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let bundle = bundles::manifest_only(folder.path(), ID);
    site.server.install(bundle).await.unwrap();
    let serve = move |connection| serve(connection, write.clone());
    site.server.run_here(ID, serve).unwrap();
    site.server.enable(ID).await.unwrap();
    site
}

async fn upload(site: &Site) -> Response {
    let path = format!("/api/v4/files?channel_id={}&filename=a.txt", site.channel);
    let request = site.alice.request(Method::POST, &path).body("before");
    request.send().await.unwrap()
}

async fn content(site: &Site, uploaded: Response) -> String {
    assert_eq!(uploaded.status(), StatusCode::CREATED);
    let uploaded: Value = uploaded.json().await.unwrap();
    let id = uploaded["file_infos"][0]["id"].as_str().unwrap();
    let request = site
        .alice
        .request(Method::GET, &format!("/api/v4/files/{id}"));
    request.send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn a_replacement_without_end_is_refused() {
    let written = Arc::new(AtomicUsize::new(0));
    let count = written.clone();
    let site = with_plugin(Arc::new(move |mut stream| {
        let count = count.clone();
        Box::pin(async move {
            let part = vec![b'x'; 16 * KIB];
            // An end all the same, for the day when nobody stops it.
            while count.load(Ordering::SeqCst) < 64 * LIMIT && stream.write_all(&part).await.is_ok()
            {
                count.fetch_add(part.len(), Ordering::SeqCst);
            }
            None
        })
    }))
    .await;
    let refused = upload(&site).await;
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let refused: Value = refused.json().await.unwrap();
    assert_eq!(
        refused["id"],
        "api.file.upload_file.too_large_detailed.app_error"
    );
    // The limit, and what the stream's window and buffers hold.
    assert!(
        written.load(Ordering::SeqCst) <= LIMIT + 512 * KIB,
        "{written:?}"
    );
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_replacement_that_does_not_end_is_none() {
    let replied = Arc::new(Notify::new());
    let replying = replied.clone();
    let site = with_plugin(Arc::new(move |mut stream| {
        let replying = replying.clone();
        Box::pin(async move {
            stream.write_all(b"after").await.unwrap();
            replying.notify_one();
            Some(stream)
        })
    }))
    .await;
    let (uploaded, ()) = tokio::join!(timeout(Duration::from_secs(3600), upload(&site)), async {
        replied.notified().await;
        // The clock leaps to the next timer whenever all else waits.
        tokio::time::pause();
    });
    tokio::time::resume();
    assert_eq!(content(&site, uploaded.unwrap()).await, "before");
    find_logged(&site.server, "why", |entry| {
        entry.message.contains("did not end")
    })
    .await;
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_replacement_of_the_largest_size_is_taken() {
    let site = with_plugin(Arc::new(|mut stream| {
        Box::pin(async move {
            stream.write_all(&vec![b'x'; LIMIT]).await.unwrap();
            stream.shutdown().await.unwrap();
            None
        })
    }))
    .await;
    let uploaded = upload(&site).await;
    assert_eq!(content(&site, uploaded).await.len(), LIMIT);
    site.server.shutdown().await;
}
