//! One registered protocol: its tentacle description and the task that reads it on each session.

use std::sync::Arc;

use futures::StreamExt;
use serde_json::json;
use sha2::{Digest, Sha256};
use tentacle::{
    ProtocolId, SubstreamReadPart,
    builder::MetaBuilder,
    bytes::Bytes,
    context::SessionContext,
    service::{ProtocolMeta, ServiceAsyncControl},
    traits::ProtocolSpawn,
};
use tokio_util::codec::LengthDelimitedCodec;

use crate::{
    config::{Behaviour, ProtocolConfig},
    event::{emit, number},
};

/// Messages up to this size are reported in full.
const SHOWN: usize = 1024;

/// Describes a protocol to tentacle.
pub fn describe(id: ProtocolId, config: &ProtocolConfig) -> ProtocolMeta {
    let name = config.name.clone();
    let max_frame = config.max_frame;
    MetaBuilder::new()
        .id(id)
        .name(move |_| name.clone())
        .support_versions(config.versions.clone())
        .codec(move || Box::new(LengthDelimitedCodec::builder().max_frame_length(max_frame).new_codec()))
        .protocol_spawn(Reader { name: config.name.clone(), behaviour: config.behaviour })
        .build()
}

/// Reads a protocol in a task of its own. A callback handle would lose what is queued when the session closes.
struct Reader {
    name: String,
    behaviour: Behaviour,
}

impl ProtocolSpawn for Reader {
    fn spawn(&self, session: Arc<SessionContext>, control: &ServiceAsyncControl, stream: SubstreamReadPart) {
        let reading = read(self.name.clone(), self.behaviour, session, control.clone(), stream);
        tokio::spawn(reading);
    }
}

async fn read(
    name: String,
    behaviour: Behaviour,
    session: Arc<SessionContext>,
    control: ServiceAsyncControl,
    mut stream: SubstreamReadPart,
) {
    let id = number(session.id);
    emit(json!({ "event": "protocol-open", "session": id, "protocol": name, "version": stream.version() }));
    if let Behaviour::Stall = behaviour {
        std::future::pending::<()>().await;
    }
    while let Some(message) = stream.next().await {
        let message = match message {
            Ok(message) => message,
            Err(error) => {
                let text = error.to_string();
                emit(json!({
                    "event": "error", "kind": "ReadError", "session": id, "protocol": name, "text": text,
                }));
                break;
            }
        };
        report(id, &name, &message);
        if matches!(behaviour, Behaviour::Echo)
            && control.send_message_to(session.id, stream.protocol_id(), message).await.is_err()
        {
            break;
        }
    }
    emit(json!({ "event": "protocol-close", "session": id, "protocol": name }));
}

fn report(session: usize, protocol: &str, message: &Bytes) {
    let mut event = json!({
        "event": "message",
        "session": session,
        "protocol": protocol,
        "length": message.len(),
        "sha256": hex::encode(Sha256::digest(message)),
    });
    if message.len() <= SHOWN {
        event["hex"] = hex::encode(message).into();
    }
    emit(event);
}
