// Calls InvokeWithResponseStream once at the URL that is its argument, and prints what the caller gets.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

func main() {
	client := lambda.New(lambda.Options{
		BaseEndpoint: aws.String(os.Args[1]),
		Region:       "us-east-1",
		Credentials:  credentials.NewStaticCredentialsProvider("AKID", "SECRET", ""),
	})
	output, err := client.InvokeWithResponseStream(context.Background(), &lambda.InvokeWithResponseStreamInput{FunctionName: aws.String("f")})
	if err != nil {
		fmt.Println("error", err)
		return
	}
	for event := range output.GetStream().Events() {
		switch event := event.(type) {
		case *types.InvokeWithResponseStreamResponseEventMemberPayloadChunk:
			fmt.Printf("chunk %s\n", event.Value.Payload)
		default:
			fmt.Printf("%T\n", event)
		}
	}
	fmt.Println("the end, error:", output.GetStream().Err())
}
