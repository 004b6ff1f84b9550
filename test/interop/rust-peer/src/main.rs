//! A tentacle node that a test drives over stdin and watches over stdout, one JSON object per line each way.
//!
//! The first line is the configuration ([`config::Config`]), every further line a command
//! ([`command::Command`]). What happens comes back as events (`event.rs`). The program ends when stdin closes,
//! so a test that dies takes its peer with it.

mod command;
mod config;
mod event;
mod node;
mod protocol;

use std::io::{self, BufRead};

use config::Config;
use serde_json::json;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let mut first = String::new();
    if let Err(error) = io::stdin().lock().read_line(&mut first) {
        return event::failure("config", &error.to_string());
    }
    let config: Config = match serde_json::from_str(&first) {
        Ok(config) => config,
        Err(error) => return event::failure("config", &error.to_string()),
    };
    let node = match node::start(config) {
        Ok(node) => node,
        Err(text) => return event::failure("config", &text),
    };
    event::emit(json!({
        "event": "ready",
        "versions": versions(),
        "peerId": node.peer_id,
        "publicKey": node.public_key,
    }));
    command::obey(&node).await;
}

/// The crates under test with the versions that cargo resolved.
fn versions() -> serde_json::Map<String, serde_json::Value> {
    env!("RESOLVED_VERSIONS")
        .split(',')
        .filter_map(|entry| entry.split_once('='))
        .map(|(name, version)| (name.to_owned(), version.into()))
        .collect()
}
