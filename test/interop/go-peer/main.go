// A hashicorp/yamux endpoint over plain TCP that a test drives over stdin and watches over stdout, one JSON
// object per line each way.
//
// The first line is the configuration, every further line a command; what happens comes back as events. The
// program ends when stdin closes, so a test that dies takes its peer with it.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 64<<10), 64<<20)
	if !lines.Scan() {
		return
	}
	config, err := parseConfig(lines.Bytes())
	if err != nil {
		failure("config", err)
		return
	}
	peer := newPeer(config)
	emit(event{"event": "ready", "versions": versions()})
	for lines.Scan() {
		var order command
		if err := json.Unmarshal(lines.Bytes(), &order); err != nil {
			failure("Command", fmt.Errorf("%w: %s", err, lines.Text()))
			continue
		}
		if err := peer.obey(order); err != nil {
			failure("Command", fmt.Errorf("%w: %s", err, lines.Text()))
		}
	}
}

// versions names the modules under test as they were linked in.
func versions() map[string]string {
	found := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		found["go"] = info.GoVersion
		for _, module := range info.Deps {
			found[module.Path] = module.Version
		}
	}
	return found
}
