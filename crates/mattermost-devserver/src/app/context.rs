//! Who a call is made for, and where.

use mattermost_model::Context;

/// What is known of the request behind a call. Hooks that the call brings about run on its node.
#[derive(Debug, Clone, Default)]
pub(crate) struct RequestContext {
    /// What plugins learn of the request with a hook; empty where no request stands behind it.
    pub(crate) request: Context,
    /// The node of the cluster that carries it out, counted from 0.
    pub(crate) node: usize,
}

impl RequestContext {
    /// What a plugin or the server does of itself on a node.
    pub(crate) fn of_node(node: usize) -> Self {
        Self {
            node,
            ..Self::default()
        }
    }
}
