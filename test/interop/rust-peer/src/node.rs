//! Builds the service out of the configuration and runs it.

use std::{collections::HashMap, time::Duration};

use serde_json::json;
use tentacle::{
    ProtocolId,
    builder::ServiceBuilder,
    secio::{KeyProvider, SecioKeyPair},
    service::{HandshakeType, ServiceAsyncControl},
    yamux,
};
use tokio::task::JoinHandle;

use crate::{
    config::Config,
    event::{Reporter, emit},
    protocol,
};

/// Upstream kills a session with more unsent bytes than this (default 24 MiB) and paces nothing itself. A test
/// that floods wants the flood, not the kill.
const SEND_BUFFER: usize = 1 << 30;

pub struct Node {
    pub control: ServiceAsyncControl,
    pub protocols: HashMap<String, ProtocolId>,
    pub peer_id: Option<String>,
    pub public_key: Option<String>,
    pub running: JoinHandle<()>,
}

/// Starts a node. It listens nowhere until it is told to.
pub fn start(config: Config) -> Result<Node, String> {
    let key = config.key.as_deref().map(key_pair).transpose()?;
    let public_key = key.as_ref().map(|key| hex::encode(key.pubkey()));
    let peer_id = key.as_ref().map(|key| key.public_key().peer_id().to_base58());

    let mut builder = ServiceBuilder::default()
        .forever(true)
        .timeout(Duration::from_millis(config.timeout_ms))
        .set_send_buffer_size(SEND_BUFFER)
        .max_frame_length(config.max_frame_length.max(config.yamux_window as usize))
        .yamux_config(yamux_config(&config));
    if let Some(key) = key {
        builder = builder.handshake_type(HandshakeType::Secio(key));
    }
    let mut protocols = HashMap::new();
    for (index, described) in config.protocols.iter().enumerate() {
        let id = ProtocolId::new(index + 1);
        builder = builder.insert_protocol(protocol::describe(id, described));
        protocols.insert(described.name.clone(), id);
    }

    let mut service = builder.build(Reporter);
    let control = service.control().clone();
    let running = tokio::spawn(async move {
        service.run().await;
        emit(json!({ "event": "closed" }));
    });
    Ok(Node { control, protocols, peer_id, public_key, running })
}

fn key_pair(secret: &str) -> Result<SecioKeyPair, String> {
    let bytes = hex::decode(secret).map_err(|error| format!("key: {error}"))?;
    SecioKeyPair::secp256k1_raw_key(bytes).map_err(|error| format!("key: {error}"))
}

fn yamux_config(config: &Config) -> yamux::Config {
    yamux::Config {
        max_stream_window_size: config.yamux_window,
        max_stream_count: config.max_streams,
        enable_keepalive: config.keepalive_ms > 0,
        keepalive_interval: Duration::from_millis(config.keepalive_ms.max(1)),
        ..yamux::Config::default()
    }
}
