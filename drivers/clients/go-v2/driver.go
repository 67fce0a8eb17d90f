// Drives version 2 of the AWS SDK for Go: reads calls and writes results, one JSON object a line
// (specs/schema/driver-protocol.json).
package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
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

// counting tells whether anything was sent at all.
type counting struct {
	client *http.Client
	sent   bool
}

func (c *counting) Do(request *http.Request) (*http.Response, error) {
	c.sent = true
	return c.client.Do(request)
}

// perform makes one call with a client of its own, as nothing of the call before is to be left.
func perform(c call) object {
	keys := aws.Credentials{
		AccessKeyID:     c.Credentials.AccessKeyID,
		SecretAccessKey: c.Credentials.SecretAccessKey,
		SessionToken:    c.Credentials.SessionToken,
	}
	wire := &counting{client: &http.Client{
		Timeout:   time.Duration(c.TimeoutMs) * time.Millisecond,
		Transport: &http.Transport{DisableKeepAlives: true},
	}}
	config := aws.Config{
		Region:           c.Region,
		Credentials:      aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return keys, nil }),
		HTTPClient:       wire,
		RetryMaxAttempts: c.MaxAttempts,
	}
	client := lambda.NewFromConfig(config, func(o *lambda.Options) {
		o.EndpointResolver = lambda.EndpointResolverFromURL(c.Endpoint)
	})
	input := &lambda.InvokeInput{}
	value := reflect.ValueOf(input).Elem()
	for name, text := range c.Input {
		field := value.FieldByName(name)
		switch {
		case name == "Payload":
			input.Payload, _ = base64.StdEncoding.DecodeString(text)
		case field.IsValid() && field.Kind() == reflect.String:
			field.SetString(text)
		case field.IsValid():
			field.Set(reflect.ValueOf(aws.String(text)))
		}
	}
	output, err := client.Invoke(context.Background(), input)
	if err != nil {
		return object{"error": errorOf(err, wire.sent)}
	}
	return object{"output": object{
		"StatusCode":      output.StatusCode,
		"FunctionError":   output.FunctionError,
		"LogResult":       output.LogResult,
		"ExecutedVersion": output.ExecutedVersion,
		"Payload":         base64.StdEncoding.EncodeToString(output.Payload),
	}}
}

func errorOf(err error, sent bool) object {
	told := object{"name": "", "message": err.Error(), "sent": sent}
	var coded smithy.APIError
	if errors.As(err, &coded) {
		told["name"], told["message"] = coded.ErrorCode(), coded.ErrorMessage()
		if members := membersOf(coded); len(members) > 0 {
			told["members"] = members
		}
	}
	var replied *awshttp.ResponseError
	if errors.As(err, &replied) {
		told["status"] = replied.HTTPStatusCode()
	}
	return told
}

// membersOf gives the members of a modelled error: texts, and pointers to texts, in its struct.
func membersOf(err smithy.APIError) object {
	members := object{}
	value := reflect.Indirect(reflect.ValueOf(err))
	for i := 0; i < value.NumField(); i++ {
		field := value.Type().Field(i)
		if field.PkgPath != "" {
			continue
		}
		of := reflect.Indirect(value.Field(i))
		if of.IsValid() && of.Kind() == reflect.String && of.String() != "" {
			members[field.Name] = of.String()
		}
	}
	// The model's own spelling, of a field that Go exports.
	if seconds, has := members["RetryAfterSeconds"]; has {
		members["retryAfterSeconds"] = seconds
	}
	return members
}

// version tells that of the core and, out of what a call says of itself, that of the client for Lambda.
func version() string {
	said := ""
	client := lambda.New(lambda.Options{
		Region:           "us-east-1",
		Credentials:      aws.AnonymousCredentials{},
		RetryMaxAttempts: 1,
		HTTPClient: smithyhttp.ClientDoFunc(func(request *http.Request) (*http.Response, error) {
			said = request.Header.Get("User-Agent")
			return nil, errors.New("nothing is sent")
		}),
	})
	client.Invoke(context.Background(), &lambda.InvokeInput{FunctionName: aws.String("f")})
	if its := regexp.MustCompile(`api/lambda[/#](\S+)`).FindStringSubmatch(said); its != nil {
		return aws.SDKVersion + " (service/lambda " + its[1] + ")"
	}
	return aws.SDKVersion
}

func main() {
	out := json.NewEncoder(os.Stdout)
	out.Encode(object{"hello": object{
		"driver":     "go-v2",
		"version":    version(),
		"operations": []string{"Invoke"},
		"features":   []string{"client-attempts", "client-error-members", "client-error-status", "client-retries", "client-timeout"},
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
