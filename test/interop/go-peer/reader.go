package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"github.com/hashicorp/yamux"
)

// shown is the size up to which a chunk is reported in full.
const shown = 1024

// read reports every chunk and, when the stream ends, length and SHA-256 of all of it. An echo sends each chunk
// back before it reads on, so that its flow control pushes back, and closes its half at the end.
func (s *session) read(stream *yamux.Stream, echo bool) {
	digest := sha256.New()
	total := 0
	buffer := make([]byte, 64<<10)
	for {
		count, err := stream.Read(buffer)
		if count > 0 {
			total += count
			digest.Write(buffer[:count])
			s.report(stream, buffer[:count], total)
			if echo {
				if _, err := stream.Write(buffer[:count]); err != nil {
					s.failure("write", stream, err)
					echo = false
				}
			}
		}
		if err == nil {
			continue
		}
		if !errors.Is(err, io.EOF) {
			s.failure("read", stream, err)
		}
		if echo {
			if err := stream.Close(); err != nil {
				s.failure("close", stream, err)
			}
		}
		emit(event{
			"event": "stream-end", "session": s.number, "stream": stream.StreamID(), "length": total,
			"sha256": hex.EncodeToString(digest.Sum(nil)), "clean": errors.Is(err, io.EOF),
		})
		return
	}
}

func (s *session) report(stream *yamux.Stream, chunk []byte, total int) {
	fields := event{
		"event": "data", "session": s.number, "stream": stream.StreamID(), "length": len(chunk), "total": total,
	}
	if len(chunk) <= shown {
		fields["hex"] = hex.EncodeToString(chunk)
	}
	emit(fields)
}
