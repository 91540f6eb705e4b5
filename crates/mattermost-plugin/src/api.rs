//! The connection to Mattermost's plugin API.

use std::sync::Arc;

use goplugin::MuxBroker;
use mattermost_model::rpc::api::{LoadPluginConfiguration, LoadPluginConfigurationArgs};
use mattermost_model::rpc::{Method, api as rpc};
use mattermost_model::{Any, ConfigExcerpt, FileInfo, GetConfigExcerpt, Manifest, UploadSession};
use serde::de::DeserializeOwned;
use tokio::io::AsyncRead;

use crate::driver::Driver;
use crate::error::{Error, Result};
use crate::http::stream;
use crate::kv::Kv;

/// Mattermost's plugin API. Clones share one connection.
///
/// The calls are async; any number may be under way at once. They fail with an [`Error`] that
/// [is disconnected](Error::is_disconnected) once the server has gone.
#[derive(Clone)]
pub struct Api {
    inner: Arc<Inner>,
}

struct Inner {
    client: go_netrpc::Client,
    driver: Driver,
    broker: MuxBroker,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api").finish_non_exhaustive()
    }
}

/// The level of a line in Mattermost's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogLevel {
    Debug,
    Info,
    Warn,
    Error,
}

impl Api {
    pub(crate) fn new(client: go_netrpc::Client, driver: Driver, broker: MuxBroker) -> Self {
        Self {
            inner: Arc::new(Inner {
                client,
                driver,
                broker,
            }),
        }
    }

    /// The streams beside the calls.
    pub(crate) fn broker(&self) -> &MuxBroker {
        &self.inner.broker
    }

    /// Calls a method by its descriptor, with the reply as it came.
    ///
    /// # Errors
    ///
    /// When the call fails. An error inside the reply is left there.
    pub async fn call<M: Method>(&self, args: &M::Args) -> Result<M::Reply> {
        let call = self.inner.client.call::<M::Args, M::Reply>(M::NAME, args);
        call.await.map_err(|error| Error::rpc(M::NAME, error))
    }

    /// The key-value store.
    #[must_use]
    pub fn kv(&self) -> Kv {
        Kv::new(self.clone())
    }

    /// The server's database.
    #[must_use]
    pub fn driver(&self) -> &Driver {
        &self.inner.driver
    }

    /// Reads the plugin's settings, with the manifest's defaults for those that nobody has set. Calls
    /// `LoadPluginConfiguration`, from Mattermost 5.2.
    ///
    /// `C` sees a JSON object whose keys are in lower case, as the System Console writes them,
    /// also where somebody wrote them otherwise into the server's configuration file. A struct
    /// with `#[serde(default, rename_all = "lowercase")]` fits settings of one word each; others
    /// are renamed: `#[serde(rename = "webhooksecret")]`.
    ///
    /// # Errors
    ///
    /// When the call fails, or the settings do not fit `C`.
    pub async fn load_plugin_configuration<C: DeserializeOwned>(&self) -> Result<C> {
        let args = LoadPluginConfigurationArgs {};
        let json = self.call::<LoadPluginConfiguration>(&args).await?.value;
        let settings: serde_json::Map<String, serde_json::Value> = match json.as_slice() {
            [] => serde_json::Map::new(),
            json => serde_json::from_slice(json)?,
        };
        let settings = settings.into_iter();
        let settings = settings.map(|(key, value)| (key.to_lowercase(), value));
        Ok(serde_json::from_value(settings.collect())?)
    }

    /// The settings of the server's configuration that most plugins need, without its secrets.
    ///
    /// Calls `GetConfig`, from Mattermost 5.2: the server sends all, but the code that reads some
    /// seven hundred settings stays out of the executable where a plugin does not use
    /// [`Api::get_config`].
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn get_config_excerpt(&self) -> Result<ConfigExcerpt> {
        let reply = self
            .call::<GetConfigExcerpt>(&rpc::GetConfigArgs {})
            .await?;
        Ok(reply.value.unwrap_or_default())
    }

    /// Sends the bytes of an upload session from its `file_offset` on. Once all of `file_size` are
    /// there, the file's record is the result; before that it is `None`, and the next call goes on.
    ///
    /// Calls `UploadData`, from Mattermost 7.6.
    ///
    /// # Errors
    ///
    /// When the call fails, or the server refuses the upload.
    pub async fn upload_data<R>(&self, session: UploadSession, data: R) -> Result<Option<FileInfo>>
    where
        R: AsyncRead + Send + Unpin + 'static,
    {
        let args = rpc::UploadDataArgs {
            us: Some(session),
            plugin_stream_id: self.send(data),
        };
        let reply = self.call::<rpc::UploadData>(&args).await?;
        match reply.error {
            Some(error) => Err(error.into()),
            None => Ok(reply.value),
        }
    }

    /// Installs a plugin from the bytes of its bundle, a `.tar.gz`; `replace` says whether one with
    /// the same id may be there already. The server has to allow uploads of plugins.
    ///
    /// Calls `InstallPlugin`, from Mattermost 5.18.
    ///
    /// # Errors
    ///
    /// When the call fails, or the server refuses the bundle.
    pub async fn install_plugin<R>(&self, bundle: R, replace: bool) -> Result<Manifest>
    where
        R: AsyncRead + Send + Unpin + 'static,
    {
        let args = rpc::InstallPluginArgs {
            plugin_stream_id: self.send(bundle),
            replace,
        };
        let reply = self.call::<rpc::InstallPlugin>(&args).await?;
        match reply.error {
            Some(error) => Err(error.into()),
            None => present("InstallPlugin", reply.value),
        }
    }

    /// Offers bytes on a stream, and gives its id.
    fn send(&self, data: impl AsyncRead + Send + Unpin + 'static) -> u32 {
        let id = self.inner.broker.next_id();
        tokio::spawn(stream::serve_reader(self.inner.broker.clone(), id, data));
        id
    }

    pub(crate) async fn log(&self, level: LogLevel, msg: String, fields: Vec<Any>) -> Result<()> {
        macro_rules! log {
            ($method:ident, $args:ident) => {{
                let args = rpc::$args {
                    msg,
                    key_value_pairs: fields,
                };
                self.call::<rpc::$method>(&args).await.map(|_| ())
            }};
        }
        match level {
            LogLevel::Debug => log!(LogDebug, LogDebugArgs),
            LogLevel::Info => log!(LogInfo, LogInfoArgs),
            LogLevel::Warn => log!(LogWarn, LogWarnArgs),
            LogLevel::Error => log!(LogError, LogErrorArgs),
        }
    }
}

/// A result that the server must give where it gives no error.
pub(crate) fn present<T>(method: &'static str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| Error::missing(method))
}
