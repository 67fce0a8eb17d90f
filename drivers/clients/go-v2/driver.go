// Drives version 2 of the AWS SDK for Go.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"
)

type object = map[string]any

type call struct {
	ID, Operation, Endpoint, Region string
	Credentials                     struct{ AccessKeyID, SecretAccessKey, SessionToken string }
	Input                           json.RawMessage
	MaxAttempts                     int
	TimeoutMs                       time.Duration
}

// mode is the retry mode: the argument of the driver, or else the default.
var mode = aws.RetryModeStandard

// perform makes a new client for each call, because leftovers of the previous call, such as spent retry tokens, must not affect this one.
func perform(c call) object {
	sender := &noting{client: httpClient(c)}
	client := lambda.New(lambda.Options{
		BaseEndpoint:     &c.Endpoint,
		Region:           c.Region,
		Credentials:      credentials.NewStaticCredentialsProvider(c.Credentials.AccessKeyID, c.Credentials.SecretAccessKey, c.Credentials.SessionToken),
		HTTPClient:       sender,
		RetryMaxAttempts: c.MaxAttempts,
		RetryMode:        mode,
	})
	output, err := invoke(client, c)
	if err == nil {
		return object{"output": output, "payloadType": "bytes"}
	}
	told := errorOf(err)
	told["sent"] = sender.sent
	if output != nil {
		told["partial"] = output
	}
	return object{"error": told}
}

// httpClient limits the time of a whole response. Of a stream, it limits only the wait for the head.
func httpClient(c call) *awshttp.BuildableClient {
	timeout := c.TimeoutMs * time.Millisecond
	if c.Operation == "Invoke" {
		return awshttp.NewBuildableClient().WithTimeout(timeout)
	}
	return awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) { t.ResponseHeaderTimeout = timeout })
}

func invoke(client *lambda.Client, c call) (object, error) {
	if c.Operation == "Invoke" {
		input := new(lambda.InvokeInput)
		if err := json.Unmarshal(c.Input, input); err != nil {
			return nil, err
		}
		output, err := client.Invoke(context.Background(), input)
		if err != nil {
			return nil, err
		}
		return members(output), nil
	}
	input := new(lambda.InvokeWithResponseStreamInput)
	if err := json.Unmarshal(c.Input, input); err != nil {
		return nil, err
	}
	output, err := client.InvokeWithResponseStream(context.Background(), input)
	if err != nil {
		return nil, err
	}
	stream := output.GetStream()
	defer stream.Close()
	events := []object{}
	for event := range stream.Events() {
		switch event := event.(type) {
		case *types.InvokeWithResponseStreamResponseEventMemberPayloadChunk:
			events = append(events, object{"PayloadChunk": members(event.Value)})
		case *types.InvokeWithResponseStreamResponseEventMemberInvokeComplete:
			events = append(events, object{"InvokeComplete": members(event.Value)})
		case *types.UnknownUnionMember:
			events = append(events, object{event.Tag: object{}})
		}
	}
	told := members(output)
	told["EventStream"] = events
	return told, stream.Err()
}

func errorOf(err error) object {
	told := object{"name": "", "message": err.Error()}
	var coded smithy.APIError
	if errors.As(err, &coded) {
		told["name"], told["message"], told["members"] = coded.ErrorCode(), coded.ErrorMessage(), members(coded)
	}
	var response *awshttp.ResponseError
	if errors.As(err, &response) {
		told["status"] = response.HTTPStatusCode()
	}
	return told
}

// members returns the members of a struct of the SDK that are set, by their names in the model. Bytes are in base64.
func members(of any) object {
	set := object{}
	text, _ := json.Marshal(of)
	json.Unmarshal(text, &set)
	for name, value := range set {
		if value == nil || name == "ResultMetadata" || name == "Message" || name == "ErrorCodeOverride" {
			delete(set, name)
		}
	}
	if seconds, has := set["RetryAfterSeconds"]; has {
		set["retryAfterSeconds"] = seconds
	}
	return set
}

// noting is an HTTP client that notes whether anything was sent.
type noting struct {
	client aws.HTTPClient
	sent   bool
}

func (n *noting) Do(request *http.Request) (*http.Response, error) {
	n.sent = true
	return n.client.Do(request)
}

func version() string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if strings.HasSuffix(module.Path, "/service/lambda") {
			return strings.TrimPrefix(module.Version, "v")
		}
	}
	return "unknown"
}

func main() {
	if len(os.Args) > 1 {
		mode = aws.RetryMode(os.Args[1])
	}
	out := json.NewEncoder(os.Stdout)
	out.Encode(object{"hello": object{
		"driver":     "go-v2",
		"version":    version(),
		"operations": []string{"Invoke", "InvokeWithResponseStream"},
		"features": []string{
			"client-attempts", "client-durable", "client-error-members", "client-error-status",
			"client-knows-api", "client-retries", "client-retry-standard", "client-tenancy", "client-timeout",
		},
	}})
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	for in.Scan() {
		var line struct{ Call call }
		if err := json.Unmarshal(in.Bytes(), &line); err != nil {
			panic(err)
		}
		result := perform(line.Call)
		result["id"] = line.Call.ID
		out.Encode(object{"result": result})
	}
}
