//! Events on stdout: service events, service errors, and the answers of the node itself.

use serde_json::{Value, json};
use tentacle::{
    SessionId, async_trait,
    context::{ServiceContext, SessionContext},
    service::{ServiceError, ServiceEvent, SessionType},
    traits::ServiceHandle,
};

/// Prints one event. `println!` holds the lock of stdout for the whole line, so lines never mix.
pub fn emit(event: Value) {
    println!("{event}");
}

/// Something that was asked of this program cannot be done.
pub fn failure(kind: &str, text: &str) {
    emit(json!({ "event": "error", "kind": kind, "text": text }));
}

/// Reports everything the service says.
pub struct Reporter;

#[async_trait]
impl ServiceHandle for Reporter {
    async fn handle_event(&mut self, _: &mut ServiceContext, event: ServiceEvent) {
        emit(match event {
            ServiceEvent::ListenStarted { address } => json!({ "event": "listening", "address": address }),
            ServiceEvent::ListenClose { address } => json!({ "event": "listen-close", "address": address }),
            ServiceEvent::SessionOpen { session_context } => session_event("session-open", &session_context),
            ServiceEvent::SessionClose { session_context } => {
                session_event("session-close", &session_context)
            }
        });
    }

    async fn handle_error(&mut self, _: &mut ServiceContext, error: ServiceError) {
        emit(match &error {
            ServiceError::ProtocolSelectError { proto_name, session_context } => json!({
                "event": "select-error",
                "session": number(session_context.id),
                "protocol": proto_name,
            }),
            ServiceError::DialerError { address, error } => json!({
                "event": "error", "kind": "DialerError", "address": address, "text": error.to_string(),
            }),
            ServiceError::ListenError { address, error } => json!({
                "event": "error", "kind": "ListenError", "address": address, "text": error.to_string(),
            }),
            ServiceError::ProtocolError { id, error, .. } => {
                session_error("ProtocolError", *id, error.to_string())
            }
            ServiceError::SessionTimeout { session_context } => {
                session_error("SessionTimeout", session_context.id, String::new())
            }
            ServiceError::MuxerError { session_context, error } => {
                session_error("MuxerError", session_context.id, error.to_string())
            }
            ServiceError::SessionBlocked { session_context } => {
                session_error("SessionBlocked", session_context.id, String::new())
            }
            ServiceError::ProtocolHandleError { error, .. } => json!({
                "event": "error", "kind": "ProtocolHandleError", "text": error.to_string(),
            }),
        });
    }
}

/// The number under which a session is known to the test.
pub fn number(id: SessionId) -> usize {
    id.value()
}

fn session_event(event: &str, session: &SessionContext) -> Value {
    json!({
        "event": event,
        "session": number(session.id),
        "address": session.address,
        "remotePeerId": session.remote_pubkey.as_ref().map(|key| key.peer_id().to_base58()),
        "type": match session.ty { SessionType::Inbound => "inbound", SessionType::Outbound => "outbound" },
    })
}

fn session_error(kind: &str, session: SessionId, text: String) -> Value {
    json!({ "event": "error", "kind": kind, "session": number(session), "text": text })
}
