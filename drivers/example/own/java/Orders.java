import java.time.Duration;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;

public final class Orders {
    private static final LambdaClient CLIENT = LambdaClient.builder()
            .overrideConfiguration(settings -> settings
                    .apiCallAttemptTimeout(Duration.ofSeconds(2))
                    .retryStrategy(retries -> retries.maxAttempts(2)))
            .build();

    public static String place(String order) {
        return CLIENT.invoke(request -> request.functionName("orders").payload(SdkBytes.fromUtf8String(order)))
                .payload().asUtf8String();
    }

    public static void main(String[] args) {
        System.out.println(place("{\"item\": 1}"));
    }
}
