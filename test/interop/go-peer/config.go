package main

import (
	"bytes"
	"encoding/json"
	"os"
	"time"

	"github.com/hashicorp/yamux"
)

// config is the first line on stdin. A field that is absent keeps the default of the library.
type config struct {
	// Behaviour of streams that the remote opens: echo, sink, stall (accepted, never read) or refuse
	// (never accepted: beyond AcceptBacklog the library answers RST).
	Behaviour string `json:"behaviour"`
	// AcceptBacklog is how many streams may wait to be accepted.
	AcceptBacklog int `json:"acceptBacklog"`
	// YamuxWindow is the receive window of a stream; the least is 256 KiB.
	YamuxWindow uint32 `json:"yamuxWindow"`
	// KeepAliveMs is the interval of pings.
	KeepAliveMs int `json:"keepaliveMs"`
	// WriteTimeoutMs is how long a frame may wait to be written and a ping to be answered.
	WriteTimeoutMs int `json:"writeTimeoutMs"`
	// StreamCloseTimeoutMs is how long a stream may stay half closed by us; afterwards the library sends RST.
	StreamCloseTimeoutMs int `json:"streamCloseTimeoutMs"`
}

func parseConfig(line []byte) (config, error) {
	parsed := config{Behaviour: "echo"}
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&parsed)
	return parsed, err
}

func (c config) yamux() *yamux.Config {
	settings := yamux.DefaultConfig()
	settings.LogOutput = os.Stderr
	if c.AcceptBacklog > 0 {
		settings.AcceptBacklog = c.AcceptBacklog
	}
	if c.YamuxWindow > 0 {
		settings.MaxStreamWindowSize = c.YamuxWindow
	}
	set(&settings.KeepAliveInterval, c.KeepAliveMs)
	set(&settings.ConnectionWriteTimeout, c.WriteTimeoutMs)
	set(&settings.StreamCloseTimeout, c.StreamCloseTimeoutMs)
	return settings
}

func set(target *time.Duration, milliseconds int) {
	if milliseconds > 0 {
		*target = time.Duration(milliseconds) * time.Millisecond
	}
}
