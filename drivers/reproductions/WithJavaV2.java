import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponseHandler;

/** Calls invokeWithResponseStream once at the URL that is its argument, and prints what the caller gets. */
public final class WithJavaV2 {
    public static void main(String[] args) {
        LambdaAsyncClient client = LambdaAsyncClient.builder()
                .endpointOverride(URI.create(args[0]))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "SECRET")))
                .build();
        try {
            client.invokeWithResponseStream(request -> request.functionName("f"), InvokeWithResponseStreamResponseHandler.builder()
                    .onError(error -> System.out.println("onError " + error))
                    .subscriber(InvokeWithResponseStreamResponseHandler.Visitor.builder()
                            .onPayloadChunk(chunk -> System.out.println("chunk " + chunk.payload().asUtf8String()))
                            .onInvokeComplete(complete -> System.out.println("complete"))
                            .build())
                    .build()).join();
            System.out.println("the end, without an error");
        } catch (RuntimeException error) {
            System.out.println("error " + error);
        }
        System.exit(0);
    }
}
