package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"sync"

	"github.com/hashicorp/yamux"
)

// command is every further line on stdin.
type command struct {
	Command string `json:"command"`
	// Address is host:port, for listen and dial.
	Address string `json:"address"`
	Session int    `json:"session"`
	Stream  uint32 `json:"stream"`
	// Behaviour of a stream that open makes; sink by default, so that two echoes do not chase each other.
	Behaviour string `json:"behaviour"`
	Hex       string `json:"hex"`
	// Size asks for that many bytes of the test pattern instead of Hex.
	Size int `json:"size"`
}

// peer owns the sessions. Commands come from one goroutine, sessions arrive on others.
type peer struct {
	config   config
	mutex    sync.Mutex
	sessions map[int]*session
	opened   int
}

func newPeer(config config) *peer {
	return &peer{config: config, sessions: map[int]*session{}}
}

func (p *peer) obey(order command) error {
	switch order.Command {
	case "listen":
		return p.listen(order.Address)
	case "dial":
		return p.dial(order.Address)
	}
	p.mutex.Lock()
	session, known := p.sessions[order.Session]
	p.mutex.Unlock()
	if !known {
		return fmt.Errorf("no session %d", order.Session)
	}
	return session.obey(order)
}

func (p *peer) listen(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	emit(event{"event": "listening", "address": listener.Addr().String()})
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				failure("accept", err)
				return
			}
			p.adopt(connection, "inbound", yamux.Server)
		}
	}()
	return nil
}

func (p *peer) dial(address string) error {
	connection, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	p.adopt(connection, "outbound", yamux.Client)
	return nil
}

// role is yamux.Client or yamux.Server.
type role func(io.ReadWriteCloser, *yamux.Config) (*yamux.Session, error)

// adopt runs yamux over a connection. The dialer is the yamux client: it uses odd stream ids.
func (p *peer) adopt(connection net.Conn, kind string, start role) {
	mux, err := start(connection, p.config.yamux())
	if err != nil {
		failure("session", errors.Join(err, connection.Close()))
		return
	}
	p.mutex.Lock()
	p.opened++
	number := p.opened
	adopted := newSession(number, mux, p.config.Behaviour)
	p.sessions[number] = adopted
	p.mutex.Unlock()
	emit(event{
		"event": "session-open", "session": number, "type": kind, "address": connection.RemoteAddr().String(),
	})
	go adopted.accept()
	go func() {
		<-mux.CloseChan()
		p.mutex.Lock()
		delete(p.sessions, number)
		p.mutex.Unlock()
		emit(event{"event": "session-close", "session": number})
	}()
}
