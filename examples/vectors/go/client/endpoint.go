package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

type reply struct {
	Writes           [][]byte
	DelayMs, PauseMs time.Duration
	Closes           bool
}

// endpoint answers requests with replies in turn, the last one again and again, and keeps what it received.
type endpoint struct {
	sync.Mutex
	received []any
}

func (its *endpoint) answer(connection net.Conn, replies []reply) {
	defer connection.Close()
	for reader := bufio.NewReader(connection); ; {
		request, err := http.ReadRequest(reader)
		if err != nil {
			return
		} else if request.Header.Get("Expect") != "" {
			io.WriteString(connection, "HTTP/1.1 100 Continue\r\n\r\n")
		}
		body, _ := io.ReadAll(request.Body)
		path, _, _ := strings.Cut(request.RequestURI, "?")
		headers, segments := map[string]any{"host": request.Host}, strings.Split(path, "/")[1:]
		for name, values := range request.Header {
			headers[strings.ToLower(name)] = values[len(values)-1]
		}
		for index, segment := range segments {
			segments[index], _ = url.PathUnescape(segment)
		}
		its.Lock()
		its.received = append(its.received, map[string]any{"method": request.Method, "path": path, "segments": segments, "headers": headers, "body": body})
		now := replies[min(len(its.received), len(replies))-1]
		its.Unlock()
		if time.Sleep(now.DelayMs * time.Millisecond); now.Writes == nil {
			time.Sleep(time.Hour)
		}
		for _, data := range now.Writes {
			connection.Write(data)
			time.Sleep(max(1, now.PauseMs) * time.Millisecond) // Each write leaves by itself.
		}
		if now.Closes {
			return
		}
	}
}
