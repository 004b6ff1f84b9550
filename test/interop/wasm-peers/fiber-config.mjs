// Configuration of the Fiber node: testnet for its built-in scripts, no bootnodes, no chain behind it.

export const FIBER_CONFIG = `
fiber:
  listening_addr: "/ip4/127.0.0.1/tcp/8228"
  bootnode_addrs: []
  announce_listening_addr: false
  announced_addrs: []
  chain: testnet
  scripts:
    - name: FundingLock
      script:
        code_hash: "0x6c67887fe201ee0c7853f1682c0b77c0e6214044c156c7558269390a8afa6d7c"
        hash_type: type
        args: "0x"
      cell_deps: []
    - name: CommitmentLock
      script:
        code_hash: "0x740dee83f87c6f309824d8fd3fbdd3c8380ee6fc9acc90b1a748438afcdf81d8"
        hash_type: type
        args: "0x"
      cell_deps: []
rpc:
  listening_addr: "127.0.0.1:8227"
ckb:
  rpc_url: "http://127.0.0.1:9/"
  udt_whitelist: []
services:
  - fiber
  - rpc
  - ckb
`;
