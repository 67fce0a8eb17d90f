// Drives version 1 of the AWS SDK for Go, which is at its end of life. Only Invoke is driven, for as long as that takes no work.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"reflect"
	"time"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/awserr"
	"github.com/aws/aws-sdk-go/aws/credentials"
	"github.com/aws/aws-sdk-go/aws/request"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/lambda"
)

type object = map[string]interface{}

type call struct {
	ID          string `json:"id"`
	Endpoint    string `json:"endpoint"`
	Region      string `json:"region"`
	Credentials struct {
		AccessKeyID     string `json:"accessKeyId"`
		SecretAccessKey string `json:"secretAccessKey"`
		SessionToken    string `json:"sessionToken"`
	} `json:"credentials"`
	Input       map[string]string `json:"input"`
	MaxAttempts int               `json:"maxAttempts"`
	TimeoutMs   int               `json:"timeoutMs"`
}

// perform makes a new client for each call, because leftovers of the previous call must not affect this one.
func perform(c call) object {
	keys := c.Credentials
	config := aws.Config{
		Endpoint:    aws.String(c.Endpoint),
		Region:      aws.String(c.Region),
		Credentials: credentials.NewStaticCredentials(keys.AccessKeyID, keys.SecretAccessKey, keys.SessionToken),
		HTTPClient:  &http.Client{Timeout: time.Duration(c.TimeoutMs) * time.Millisecond, Transport: &http.Transport{DisableKeepAlives: true}},
	}
	if c.MaxAttempts > 0 {
		config.MaxRetries = aws.Int(c.MaxAttempts - 1)
	}
	input := &lambda.InvokeInput{}
	value := reflect.ValueOf(input).Elem()
	for name, text := range c.Input {
		if name == "Payload" {
			input.Payload, _ = base64.StdEncoding.DecodeString(text)
		} else if field := value.FieldByName(name); field.IsValid() {
			field.Set(reflect.ValueOf(aws.String(text)))
		}
	}
	made, output := lambda.New(session.Must(session.NewSession(&config))).InvokeRequest(input)
	sent := false
	made.Handlers.Send.PushFront(func(*request.Request) { sent = true })
	if err := made.Send(); err != nil {
		return object{"error": errorOf(err, sent)}
	}
	return object{"output": object{
		"StatusCode":      output.StatusCode,
		"FunctionError":   output.FunctionError,
		"LogResult":       output.LogResult,
		"ExecutedVersion": output.ExecutedVersion,
		"Payload":         output.Payload,
	}, "payloadType": "bytes"}
}

func errorOf(err error, sent bool) object {
	told := object{"name": "", "message": err.Error(), "sent": sent}
	if coded, is := err.(awserr.Error); is {
		told["name"], told["message"] = coded.Code(), coded.Message()
	}
	if failed, is := err.(awserr.RequestFailure); is {
		told["status"] = failed.StatusCode()
	}
	if members := membersOf(err); len(members) > 0 {
		told["members"] = members
	}
	return told
}

// membersOf gives the members of a modelled error, which are pointers to texts in its struct.
func membersOf(err error) object {
	members := object{}
	value := reflect.Indirect(reflect.ValueOf(err))
	if value.Kind() != reflect.Struct {
		return members
	}
	for i := 0; i < value.NumField(); i++ {
		field := value.Type().Field(i)
		if field.PkgPath != "" {
			continue
		}
		if text, is := value.Field(i).Interface().(*string); is && text != nil {
			members[field.Name] = *text
		}
	}
	// Go exports only capitalized fields, but the model spells this member in lower case.
	if seconds, has := members["RetryAfterSeconds"]; has {
		members["retryAfterSeconds"] = seconds
	}
	return members
}

func main() {
	out := json.NewEncoder(os.Stdout)
	out.Encode(object{"hello": object{
		"driver":     "go-v1",
		"version":    aws.SDKVersion,
		"operations": []string{"Invoke"},
		"features":   []string{"client-attempts", "client-error-members", "client-error-status", "client-knows-api", "client-retries", "client-timeout"},
	}})
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var message struct{ Call call }
		if err := json.Unmarshal(line, &message); err != nil {
			panic(err)
		}
		result := perform(message.Call)
		result["id"] = message.Call.ID
		out.Encode(object{"result": result})
	}
}
