// A private CKB chain for the light client: no proof of work, so that a test can play the full node.

/** Chain specification. The three scripts of every CKB chain come with the package. */
export const DEVNET = `
name = "tentacle_ts_dev"

[genesis]
version = 0
parent_hash = "0x${'00'.repeat(32)}"
timestamp = 0
compact_target = 0x20010000
uncles_hash = "0x${'00'.repeat(32)}"
nonce = "0x0"

[genesis.genesis_cell]
message = "tentacle-ts interop"
lock = { code_hash = "0x${'00'.repeat(32)}", args = "0x", hash_type = "data" }

[[genesis.system_cells]]
file = { bundled = "specs/cells/secp256k1_blake160_sighash_all" }
create_type_id = true
capacity = 100_000_0000_0000

[[genesis.system_cells]]
file = { bundled = "specs/cells/dao" }
create_type_id = true
capacity = 16_000_0000_0000

[[genesis.system_cells]]
file = { bundled = "specs/cells/secp256k1_data" }
create_type_id = false
capacity = 1_048_617_0000_0000

[[genesis.system_cells]]
file = { bundled = "specs/cells/secp256k1_blake160_multisig_all" }
create_type_id = true
capacity = 100_000_0000_0000

[genesis.system_cells_lock]
code_hash = "0x${'00'.repeat(32)}"
args = "0x"
hash_type = "data"

[[genesis.dep_groups]]
name = "secp256k1_blake160_sighash_all"
files = [
  { bundled = "specs/cells/secp256k1_data" },
  { bundled = "specs/cells/secp256k1_blake160_sighash_all" },
]

[[genesis.dep_groups]]
name = "secp256k1_blake160_multisig_all"
files = [
  { bundled = "specs/cells/secp256k1_data" },
  { bundled = "specs/cells/secp256k1_blake160_multisig_all" },
]

[genesis.bootstrap_lock]
code_hash = "0x${'00'.repeat(32)}"
args = "0x"
hash_type = "type"

[[genesis.issued_cells]]
capacity = 8_400_000_000_00000000
lock = { code_hash = "0x${'00'.repeat(32)}", args = "0x62e907b15cbf27d5425399ebf6f0fb50ebb88f18", hash_type = "data" }

[params]
genesis_epoch_length = 10
permanent_difficulty_in_dummy = true

[pow]
func = "Dummy"
`;

/**
 * Node configuration: one outbound peer. With more it would not call the network proved by one bootnode.
 * `[rpc]` is never used, but without it the start hangs.
 */
export function bootnodeConfig(bootnode) {
  return `
chain = "dev"

[store]
path = "data/store"

[network]
path = "data/network"
listen_addresses = []
bootnodes = ["${bootnode}"]
max_peers = 8
max_outbound_peers = 1
ping_interval_secs = 10
ping_timeout_secs = 20
connect_outbound_interval_secs = 1
upnp = false
discovery_local_address = true
bootnode_mode = false

[rpc]
listen_address = "127.0.0.1:9000"
`;
}
