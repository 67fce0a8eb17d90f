package main // Judges an endpoint by vectors: go run . HOST:PORT < vectors.jsonl

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
)

type vector struct {
	ID            string
	Request, Twin []byte
	Answers       [][]map[string]any
}

func holds(check, reply map[string]any) bool {
	value := any(reply)
	for _, name := range strings.Split(check["at"].(string), "/")[1:] {
		members, _ := value.(map[string]any)
		value = members[name]
	}
	if pattern, is := check["matches"].(string); is {
		text, isText := value.(string)
		return isText && regexp.MustCompile(pattern).MatchString(text)
	}
	return slices.ContainsFunc(check["oneOf"].([]any), func(one any) bool { return fmt.Sprintf("%#v", one) == fmt.Sprintf("%#v", value) })
}

func conforms(request []byte, answers [][]map[string]any) bool {
	connection, _ := net.Dial("tcp", os.Args[1])
	connection.Write(request)
	message, _ := http.ReadResponse(bufio.NewReader(connection), nil)
	body, _ := io.ReadAll(message.Body)
	headers, parsed := map[string]any{}, any(nil)
	for name, values := range message.Header {
		headers[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	json.Unmarshal(body, &parsed)
	reply := map[string]any{"status": float64(message.StatusCode), "headers": headers, "json": parsed, "text": string(body)}
	misses := func(check map[string]any) bool { return !holds(check, reply) }
	return slices.ContainsFunc(answers, func(answer []map[string]any) bool { return !slices.ContainsFunc(answer, misses) })
}

func main() {
	passed := true
	for v, lines := (vector{}), json.NewDecoder(os.Stdin); lines.Decode(&v) == nil; v = (vector{}) {
		kept, unsure := conforms(v.Request, v.Answers), v.Twin != nil && conforms(v.Twin, v.Answers)
		verdict := map[[2]bool]string{{true, false}: "pass", {true, true}: "error"}[[2]bool{kept, unsure}]
		fmt.Println(cmp.Or(verdict, "fail"), v.ID)
		passed = passed && verdict == "pass"
	}
	os.Exit(map[bool]int{false: 1}[passed])
}
