package orders

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

func New(ctx context.Context) (*lambda.Client, error) {
	settings, err := config.LoadDefaultConfig(ctx,
		config.WithRetryMaxAttempts(2),
		config.WithHTTPClient(awshttp.NewBuildableClient().WithTimeout(2*time.Second)))
	return lambda.NewFromConfig(settings), err
}

func Place(ctx context.Context, client *lambda.Client, order string) ([]byte, error) {
	output, err := client.Invoke(ctx, &lambda.InvokeInput{FunctionName: aws.String("orders"), Payload: []byte(order)})
	if err != nil {
		return nil, err
	}
	return output.Payload, nil
}
