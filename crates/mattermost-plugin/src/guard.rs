//! Keeps a panic inside the handler that panicked.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;

use crate::error::{Error, Result};

/// Runs a handler; a panic becomes an error that names the handler.
pub(crate) async fn guard<T>(
    name: &'static str,
    handler: impl Future<Output = Result<T>>,
) -> Result<T> {
    match AssertUnwindSafe(handler).catch_unwind().await {
        Ok(result) => result,
        Err(panic) => {
            let text = panic_text(&*panic);
            tracing::error!(
                handler = name,
                panic = text,
                "the plugin panicked in a handler"
            );
            Err(Error::new(format!("the plugin panicked in {name}")))
        }
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a text")
}
