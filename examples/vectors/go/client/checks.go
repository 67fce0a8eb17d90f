package main

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

func at(value any, path string) any {
	for _, name := range strings.Split(path, "/")[1:] {
		members, _ := value.(map[string]any)
		value = members[name]
	}
	return value
}

func textOf(value any) string {
	text, _ := json.Marshal(value)
	return string(text)
}

// readOf makes the document that checks point into: what arrived, and what the client handed over.
func readOf(received []any, result map[string]any) (read any) {
	names, content, ends, complete := []any{}, []byte{}, []any{}, map[string]any{}
	events, _ := at(any(result), "/output/EventStream").([]any)
	for _, event := range events {
		for name, value := range event.(map[string]any) {
			names = append(names, name)
			if payload, _ := at(value, "/Payload").(string); name == "PayloadChunk" {
				content, _ = base64.StdEncoding.AppendDecode(content, []byte(payload))
			} else if name == "InvokeComplete" {
				ends = append(ends, value)
			}
		}
	}
	first, _ := append(ends, nil)[0].(map[string]any)
	maps.Copy(complete, first)
	maps.DeleteFunc(complete, func(_ string, value any) bool { return value == nil })
	chunks := len(slices.DeleteFunc(slices.Clone(names), func(name any) bool { return name != "PayloadChunk" }))
	stream := map[string]any{"events": names, "chunks": chunks, "completes": len(ends), "content": content, "complete": complete}
	json.Unmarshal([]byte(textOf(map[string]any{"requests": len(received), "request": append(received, nil)[0], "result": result, "stream": stream})), &read)
	return read
}

func holds(check map[string]any, read any) bool {
	value := at(read, check["at"].(string))
	if pattern, is := check["matches"].(string); is {
		text, isText := value.(string)
		return isText && regexp.MustCompile(pattern).MatchString(text)
	}
	return slices.ContainsFunc(check["oneOf"].([]any), func(one any) bool { return textOf(one) == textOf(value) })
}

func conforms(answers [][]map[string]any, read any) bool {
	misses := func(check map[string]any) bool { return !holds(check, read) }
	return slices.ContainsFunc(answers, func(answer []map[string]any) bool { return !slices.ContainsFunc(answer, misses) })
}
