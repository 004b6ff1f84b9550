//! The first line on stdin.

use serde::Deserialize;

const MIB: usize = 1 << 20;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Config {
    /// 32-byte secret in hex; absent or null: plaintext, no secio.
    pub key: Option<String>,
    #[serde(default)]
    pub protocols: Vec<ProtocolConfig>,
    /// Receive window of a yamux stream. Upstream's default and minimum is 256 KiB.
    #[serde(default = "default_window")]
    pub yamux_window: u32,
    /// Largest secio frame.
    #[serde(default = "default_frame")]
    pub max_frame_length: usize,
    /// Streams of both directions that one session may have.
    #[serde(default = "default_streams")]
    pub max_streams: usize,
    /// Deadline of handshakes and selections, and of the check that a session has a protocol.
    #[serde(default = "default_timeout")]
    pub timeout_ms: u64,
    /// Interval of yamux pings; 0 turns them off.
    #[serde(default = "default_keepalive")]
    pub keepalive_ms: u64,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProtocolConfig {
    pub name: String,
    /// Lowest first.
    #[serde(default = "default_versions")]
    pub versions: Vec<String>,
    /// Largest message.
    #[serde(default = "default_frame")]
    pub max_frame: usize,
    #[serde(default)]
    pub behaviour: Behaviour,
}

/// What the peer does with the messages of a protocol.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Behaviour {
    /// Report length and SHA-256 of each.
    #[default]
    Sink,
    /// Report and send back.
    Echo,
    /// Never read, not even the end. Upstream stops reading the whole session once a few frames are waiting.
    Stall,
}

fn default_window() -> u32 {
    256 * 1024
}

fn default_frame() -> usize {
    8 * MIB
}

fn default_streams() -> usize {
    65_535
}

fn default_timeout() -> u64 {
    10_000
}

fn default_keepalive() -> u64 {
    30_000
}

fn default_versions() -> Vec<String> {
    vec!["0.0.1".to_owned()]
}
