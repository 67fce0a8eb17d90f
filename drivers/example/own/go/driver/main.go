package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"example/orders"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

func main() {
	fmt.Println(`{"hello": {"driver": "orders", "version": "1", "operations": ["Invoke"], "features": []}}`)
	var client *lambda.Client
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var line struct {
			Call struct {
				ID, Endpoint, Region string
				Credentials          struct{ AccessKeyID, SecretAccessKey string }
			}
		}
		json.Unmarshal(in.Bytes(), &line)
		call := line.Call
		os.Setenv("AWS_ENDPOINT_URL_LAMBDA", call.Endpoint)
		os.Setenv("AWS_REGION", call.Region)
		os.Setenv("AWS_ACCESS_KEY_ID", call.Credentials.AccessKeyID)
		os.Setenv("AWS_SECRET_ACCESS_KEY", call.Credentials.SecretAccessKey)
		if client == nil {
			client, _ = orders.New(context.Background()) // your own code, as it is
		}
		result := map[string]any{"id": call.ID, "output": map[string]any{}}
		if _, err := orders.Place(context.Background(), client, `{"item": 1}`); err != nil {
			result = map[string]any{"id": call.ID, "error": map[string]any{"name": "", "message": err.Error(), "sent": true}}
		}
		json.NewEncoder(os.Stdout).Encode(map[string]any{"result": result})
	}
}
