//! Commands on stdin, obeyed in order.

use serde::Deserialize;
use serde_json::json;
use tentacle::{ProtocolId, SessionId, bytes::Bytes, multiaddr::Multiaddr, service::TargetProtocol};
use tokio::io::{AsyncBufReadExt, BufReader};

use crate::{
    event::{emit, failure},
    node::Node,
};

#[derive(Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Command {
    Listen {
        address: Multiaddr,
    },
    /// Opens `protocols` on the new session; without them, all that are registered.
    Dial {
        address: Multiaddr,
        protocols: Option<Vec<String>>,
    },
    /// Queues `count` copies of one message: `hex`, or `size` bytes of the test pattern. A protocol that is not
    /// open swallows them, as upstream does.
    Send {
        session: usize,
        protocol: String,
        hex: Option<String>,
        size: Option<usize>,
        #[serde(default = "once")]
        count: usize,
        /// Overtakes messages that are not urgent.
        #[serde(default)]
        urgent: bool,
    },
    Open {
        session: usize,
        protocol: String,
    },
    CloseProtocol {
        session: usize,
        protocol: String,
    },
    Disconnect {
        session: usize,
    },
    /// Closes every session with a farewell; the service ends.
    Close,
    /// Drops every session at once; the service ends.
    Shutdown,
}

/// Obeys until stdin closes.
pub async fn obey(node: &Node) {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let outcome = match serde_json::from_str(&line) {
            Ok(command) => run(node, command).await,
            Err(error) => Err(error.to_string()),
        };
        if let Err(text) = outcome {
            failure("Command", &format!("{text}: {line}"));
        }
    }
    node.running.abort();
}

async fn run(node: &Node, command: Command) -> Result<(), String> {
    let control = &node.control;
    let queued = match command {
        Command::Listen { address } => control.listen(address).await,
        Command::Dial { address, protocols } => control.dial(address, target(node, protocols)?).await,
        Command::Send { session, protocol, hex, size, count, urgent } => {
            let message = message(hex, size)?;
            let id = lookup(node, &protocol)?;
            for _ in 0..count {
                let queued = if urgent {
                    control.quick_send_message_to(SessionId::new(session), id, message.clone()).await
                } else {
                    control.send_message_to(SessionId::new(session), id, message.clone()).await
                };
                queued.map_err(|error| error.to_string())?;
            }
            emit(json!({ "event": "queued", "session": session, "protocol": protocol, "count": count }));
            Ok(())
        }
        Command::Open { session, protocol } => {
            control.open_protocol(SessionId::new(session), lookup(node, &protocol)?).await
        }
        Command::CloseProtocol { session, protocol } => {
            control.close_protocol(SessionId::new(session), lookup(node, &protocol)?).await
        }
        Command::Disconnect { session } => control.disconnect(SessionId::new(session)).await,
        Command::Close => control.close().await,
        Command::Shutdown => control.shutdown().await,
    };
    queued.map_err(|error| error.to_string())
}

fn lookup(node: &Node, protocol: &str) -> Result<ProtocolId, String> {
    node.protocols.get(protocol).copied().ok_or_else(|| format!("protocol {protocol} is not registered"))
}

fn target(node: &Node, protocols: Option<Vec<String>>) -> Result<TargetProtocol, String> {
    let Some(names) = protocols else { return Ok(TargetProtocol::All) };
    let ids = names.iter().map(|name| lookup(node, name)).collect::<Result<Vec<_>, _>>()?;
    Ok(TargetProtocol::Filter(Box::new(move |id| ids.contains(id))))
}

fn message(hex: Option<String>, size: Option<usize>) -> Result<Bytes, String> {
    match (hex, size) {
        (Some(hex), None) => hex::decode(hex).map(Bytes::from).map_err(|error| error.to_string()),
        (None, Some(size)) => Ok((0..size).map(pattern).collect()),
        _ => Err("either hex or size".to_owned()),
    }
}

/// Byte `index` of the test pattern that all peers share.
fn pattern(index: usize) -> u8 {
    (index.wrapping_mul(31).wrapping_add(7) & 0xff) as u8
}

fn once() -> usize {
    1
}
