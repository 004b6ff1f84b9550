package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"sync"

	"github.com/hashicorp/yamux"
)

// session is one yamux session with its streams.
type session struct {
	number    int
	mux       *yamux.Session
	behaviour string
	mutex     sync.Mutex
	streams   map[uint32]*yamux.Stream
}

func newSession(number int, mux *yamux.Session, behaviour string) *session {
	return &session{number: number, mux: mux, behaviour: behaviour, streams: map[uint32]*yamux.Stream{}}
}

// obey runs what may block in a goroutine: a ping, a write without window and an open that waits for the ACKs
// of the backlog must not hold up the next command.
func (s *session) obey(order command) error {
	switch order.Command {
	case "open":
		go s.open(order.Behaviour)
		return nil
	case "ping":
		go s.ping()
		return nil
	case "go-away":
		return s.mux.GoAway()
	case "close":
		return s.mux.Close()
	}
	stream, err := s.find(order.Stream)
	if err != nil {
		return err
	}
	switch order.Command {
	case "send":
		payload, err := payload(order)
		if err != nil {
			return err
		}
		go s.send(stream, payload)
		return nil
	case "close-stream":
		// Half close: a FIN leaves, reading goes on. When the remote does not close within the
		// stream close timeout, the library sends RST: its only way to reset a stream on purpose.
		return stream.Close()
	}
	return fmt.Errorf("no command %q", order.Command)
}

// accept takes what the remote opens. Not taking is what overflows the backlog ("refuse").
func (s *session) accept() {
	if s.behaviour == "refuse" {
		return
	}
	for {
		stream, err := s.mux.AcceptStream()
		if err != nil {
			return
		}
		s.adopt(stream, "remote", s.behaviour)
	}
}

func (s *session) open(behaviour string) {
	stream, err := s.mux.OpenStream()
	if err != nil {
		s.failure("open", nil, err)
		return
	}
	if behaviour == "" {
		behaviour = "sink"
	}
	s.adopt(stream, "local", behaviour)
}

func (s *session) ping() {
	roundTrip, err := s.mux.Ping()
	if err != nil {
		s.failure("ping", nil, err)
		return
	}
	emit(event{"event": "pong", "session": s.number, "micros": roundTrip.Microseconds()})
}

func (s *session) send(stream *yamux.Stream, payload []byte) {
	written, err := stream.Write(payload)
	if err != nil {
		s.failure("write", stream, err)
		return
	}
	emit(event{"event": "sent", "session": s.number, "stream": stream.StreamID(), "length": written})
}

// adopt registers a stream before it is reported: a command may name it from then on.
func (s *session) adopt(stream *yamux.Stream, by string, behaviour string) {
	s.mutex.Lock()
	s.streams[stream.StreamID()] = stream
	s.mutex.Unlock()
	emit(event{"event": "stream-open", "session": s.number, "stream": stream.StreamID(), "by": by})
	if behaviour != "stall" {
		go s.read(stream, behaviour == "echo")
	}
}

func (s *session) find(id uint32) (*yamux.Stream, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if stream, known := s.streams[id]; known {
		return stream, nil
	}
	return nil, fmt.Errorf("no stream %d", id)
}

// failure reports a failed operation, with the stream when it concerns one.
func (s *session) failure(kind string, stream *yamux.Stream, err error) {
	fields := event{"event": "error", "kind": kind, "session": s.number, "text": err.Error()}
	if stream != nil {
		fields["stream"] = stream.StreamID()
	}
	if errors.Is(err, yamux.ErrConnectionReset) {
		fields["reset"] = true
	}
	emit(fields)
}

func payload(order command) ([]byte, error) {
	if order.Hex != "" {
		return hex.DecodeString(order.Hex)
	}
	if order.Size <= 0 {
		return nil, errors.New("either hex or size")
	}
	bytes := make([]byte, order.Size)
	for index := range bytes {
		bytes[index] = byte(index*31 + 7) // the test pattern that all peers share
	}
	return bytes, nil
}
