package main // Judges a client by vectors: go run ./client DRIVER [ARGUMENT]... < client-vectors.jsonl

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
)

type vector struct {
	ID      string
	Needs   []string
	Call    map[string]any
	Replies []reply
	Answers [][]map[string]any
}

type line struct {
	Hello  struct{ Operations, Features []string }
	Result map[string]any
}

func judge(v vector, driver io.Writer, lines *json.Decoder) string {
	listener, _ := net.Listen("tcp", "127.0.0.1:0")
	defer listener.Close()
	served := &endpoint{received: []any{}}
	go func() {
		for connection, err := listener.Accept(); err == nil; connection, err = listener.Accept() {
			go served.answer(connection, v.Replies)
		}
	}()
	v.Call["endpoint"] = "http://" + listener.Addr().String()
	json.NewEncoder(driver).Encode(map[string]any{"call": v.Call})
	told := line{}
	lines.Decode(&told)
	served.Lock()
	defer served.Unlock()
	return map[bool]string{true: "pass", false: "fail"}[conforms(v.Answers, readOf(served.received, told.Result))]
}

func main() {
	command, failed, hello := exec.Command(os.Args[1], os.Args[2:]...), false, line{}
	driver, _ := command.StdinPipe()
	out, _ := command.StdoutPipe()
	command.Start()
	lines := json.NewDecoder(out)
	lines.Decode(&hello)
	for v, all := (vector{}), json.NewDecoder(os.Stdin); all.Decode(&v) == nil; v = (vector{}) {
		verdict, lacks := "uncovered", func(feature string) bool { return !slices.Contains(hello.Hello.Features, feature) }
		if slices.Contains(hello.Hello.Operations, v.Call["operation"].(string)) && !slices.ContainsFunc(v.Needs, lacks) {
			verdict = judge(v, driver, lines)
		}
		failed = failed || verdict == "fail"
		fmt.Println(verdict, v.ID)
	}
	os.Exit(map[bool]int{true: 1}[failed])
}
