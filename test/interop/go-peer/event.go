package main

import (
	"encoding/json"
	"os"
	"sync"
)

// event is one line on stdout.
type event map[string]any

var stdout sync.Mutex

// emit prints one event; lines of different goroutines never mix.
func emit(fields event) {
	line, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	stdout.Lock()
	defer stdout.Unlock()
	_, _ = os.Stdout.Write(append(line, '\n'))
}

// failure reports something that was asked of this program and cannot be done.
func failure(kind string, err error) {
	emit(event{"event": "error", "kind": kind, "text": err.Error()})
}
