import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.core.util.VersionInfo;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamRequest;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponseHandler;

/** Drives version 2 of the AWS SDK for Java: the synchronous client, and the asynchronous one for streams, which only it supports. */
public final class Driver {
    /** The retry mode: the argument of the driver. Null leaves the client at its default. */
    private static RetryMode mode;
    private static final SdkEventLoopGroup LOOPS = SdkEventLoopGroup.builder().numberOfThreads(1).build();

    // A new client for each call, because leftovers of the previous call, such as spent retry tokens, must not affect this one.
    private static Map<String, Object> perform(JsonObject call) {
        AtomicBoolean sent = new AtomicBoolean();
        Map<String, Object> output = new LinkedHashMap<>();
        try {
            if (text(call, "operation").equals("Invoke")) {
                invoke(call, sent, output);
            } else {
                stream(call, sent, output);
            }
            return Map.of("output", output, "payloadType", "bytes");
        } catch (Exception thrown) {
            Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
            Map<String, Object> error = errorOf(cause);
            error.put("sent", sent.get());
            if (!output.isEmpty()) {
                error.put("partial", output);
            }
            return Map.of("error", error);
        }
    }

    private static void invoke(JsonObject call, AtomicBoolean sent, Map<String, Object> output) {
        try (LambdaClient client = configured(LambdaClient.builder(), call, sent).build()) {
            InvokeRequest.Builder request = InvokeRequest.builder();
            fill((SdkPojo) request, call);
            output.putAll(members(client.invoke(request.build())));
        }
    }

    private static void stream(JsonObject call, AtomicBoolean sent, Map<String, Object> output) {
        // Limits only how long a stream may be silent, not how long it may take.
        NettyNioAsyncHttpClient.Builder http = NettyNioAsyncHttpClient.builder().eventLoopGroup(LOOPS).readTimeout(timeout(call));
        try (LambdaAsyncClient client = configured(LambdaAsyncClient.builder(), call, sent).httpClientBuilder(http).build()) {
            InvokeWithResponseStreamRequest.Builder request = InvokeWithResponseStreamRequest.builder();
            fill((SdkPojo) request, call);
            List<Map<String, Object>> events = new ArrayList<>();
            client.invokeWithResponseStream(request.build(), InvokeWithResponseStreamResponseHandler.builder()
                    .onResponse(response -> {
                        output.putAll(members(response));
                        output.put("EventStream", events);
                    })
                    .subscriber(InvokeWithResponseStreamResponseHandler.Visitor.builder()
                            .onPayloadChunk(event -> events.add(Map.of("PayloadChunk", members(event))))
                            .onInvokeComplete(event -> events.add(Map.of("InvokeComplete", members(event))))
                            .onDefault(event -> events.add(Map.of(event.sdkEventType().name(), Map.of())))
                            .build())
                    .build()).join();
        }
    }

    private static <B extends AwsClientBuilder<B, ?>> B configured(B builder, JsonObject call, AtomicBoolean sent) {
        ClientOverrideConfiguration.Builder configuration = ClientOverrideConfiguration.builder()
                .addExecutionInterceptor(new ExecutionInterceptor() {
                    @Override
                    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                        sent.set(true);
                    }
                });
        if (text(call, "operation").equals("Invoke")) {
            configuration.apiCallAttemptTimeout(timeout(call));
        }
        if (mode != null) {
            configuration.retryStrategy(mode);
        }
        if (call.has("maxAttempts")) {
            configuration.retryStrategy(strategy -> strategy.maxAttempts(call.get("maxAttempts").getAsInt()));
        }
        return builder
                .endpointOverride(URI.create(text(call, "endpoint")))
                .region(Region.of(text(call, "region")))
                .credentialsProvider(StaticCredentialsProvider.create(credentials(call.getAsJsonObject("credentials"))))
                .overrideConfiguration(configuration.build());
    }

    private static Duration timeout(JsonObject call) {
        return Duration.ofMillis(call.get("timeoutMs").getAsLong());
    }

    private static AwsCredentials credentials(JsonObject keys) {
        String id = text(keys, "accessKeyId");
        String secret = text(keys, "secretAccessKey");
        return keys.has("sessionToken")
                ? AwsSessionCredentials.create(id, secret, text(keys, "sessionToken"))
                : AwsBasicCredentials.create(id, secret);
    }

    private static void fill(SdkPojo request, JsonObject call) {
        JsonObject input = call.getAsJsonObject("input");
        for (SdkField<?> field : request.sdkFields()) {
            JsonElement given = input.get(field.memberName());
            if (given != null) {
                boolean bytes = field.memberName().equals("Payload");
                field.set(request, bytes ? SdkBytes.fromByteArray(Base64.getDecoder().decode(given.getAsString())) : given.getAsString());
            }
        }
    }

    /** The members that are set, by their names in the model. Bytes are in base64. */
    private static Map<String, Object> members(SdkPojo of) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (SdkField<?> field : of.sdkFields()) {
            Object value = field.getValueOrDefault(of);
            if (value instanceof SdkBytes bytes) {
                members.put(field.memberName(), Base64.getEncoder().encodeToString(bytes.asByteArray()));
            } else if (value instanceof String || value instanceof Integer) {
                members.put(field.memberName(), value);
            }
        }
        return members;
    }

    private static Map<String, Object> errorOf(Throwable thrown) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("name", thrown.getClass().getSimpleName());
        error.put("message", String.valueOf(thrown.getMessage()));
        if (thrown instanceof AwsServiceException told) {
            if (told.awsErrorDetails() != null) {
                error.put("name", String.valueOf(told.awsErrorDetails().errorCode()));
                error.put("message", String.valueOf(told.awsErrorDetails().errorMessage()));
            }
            error.put("status", told.statusCode());
            error.put("members", members(told));
        }
        return error;
    }

    private static String text(JsonObject object, String name) {
        return object.get(name).getAsString();
    }

    public static void main(String[] args) {
        Gson gson = new Gson();
        if (args.length > 0) {
            mode = RetryMode.valueOf(args[0]);
        }
        List<String> features = new ArrayList<>(List.of("client-attempts", "client-durable", "client-error-members", "client-error-status",
                "client-knows-api", "client-retries", "client-tenancy", "client-timeout"));
        if ((mode == null ? RetryMode.defaultRetryMode() : mode) != RetryMode.LEGACY) {
            features.add("client-retry-standard");
        }
        System.out.println(gson.toJson(Map.of("hello", Map.of(
                "driver", "java-v2",
                "version", VersionInfo.SDK_VERSION,
                "operations", List.of("Invoke", "InvokeWithResponseStream"),
                "features", features))));
        Scanner input = new Scanner(System.in).useDelimiter("\n");
        while (input.hasNext()) {
            JsonObject call = JsonParser.parseString(input.next()).getAsJsonObject().getAsJsonObject("call");
            Map<String, Object> result = new LinkedHashMap<>(perform(call));
            result.put("id", text(call, "id"));
            System.out.println(gson.toJson(Map.of("result", result)));
        }
        System.exit(0);
    }
}
