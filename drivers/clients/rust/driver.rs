//! Drives the AWS SDK for Rust.
use std::io::BufRead;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aws_sdk_lambda::config::http::HttpResponse;
use aws_sdk_lambda::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_lambda::config::retry::RetryConfig;
use aws_sdk_lambda::config::timeout::TimeoutConfig;
use aws_sdk_lambda::config::{ConfigBag, Credentials, Intercept, Region, RuntimeComponents};
use aws_sdk_lambda::error::{BoxError, DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_lambda::operation::invoke::InvokeError;
use aws_sdk_lambda::operation::invoke_with_response_stream::InvokeWithResponseStreamError;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::InvokeWithResponseStreamResponseEvent as Event;
use aws_sdk_lambda::{Client, Config};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

/// How a call ended: with its output, or with an error and the output until then.
type Outcome = Result<Value, (Value, Option<Value>)>;

async fn perform(call: &Value) -> Value {
    let sent = Arc::new(AtomicBool::new(false));
    let client = client(call, sent.clone());
    let outcome = if call["operation"] == "Invoke" {
        invoke(&client, &call["input"]).await
    } else {
        stream(&client, &call["input"]).await
    };
    match outcome {
        Ok(output) => json!({ "output": output, "payloadType": "bytes" }),
        Err((mut error, partial)) => {
            error["sent"] = sent.load(Ordering::Relaxed).into();
            if let Some(partial) = partial {
                error["partial"] = partial;
            }
            json!({ "error": error })
        }
    }
}

/// A new client for each call, because leftovers of the previous call, such as spent retry tokens, must not affect this one.
fn client(call: &Value, sent: Arc<AtomicBool>) -> Client {
    let keys = &call["credentials"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let timeout = Duration::from_millis(call["timeoutMs"].as_u64().unwrap_or_default());
    let mut config = Config::builder()
        .endpoint_url(call["endpoint"].as_str().unwrap_or_default())
        .region(text(&call["region"]).map(Region::new))
        .credentials_provider(Credentials::new(
            text(&keys["accessKeyId"]).unwrap_or_default(),
            text(&keys["secretAccessKey"]).unwrap_or_default(),
            text(&keys["sessionToken"]),
            None,
            "driver",
        ))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .timeout_config(TimeoutConfig::builder().operation_attempt_timeout(timeout).build())
        .interceptor(Noting(sent));
    // The only argument that the driver takes is the mode `adaptive`.
    let mut retries = match std::env::args().nth(1) {
        Some(_) => RetryConfig::adaptive(),
        None => RetryConfig::standard(),
    };
    if let Some(most) = call["maxAttempts"].as_u64() {
        retries = retries.with_max_attempts(most as u32);
    }
    config = config.retry_config(retries);
    Client::from_conf(config.build())
}

/// Notes whether anything was sent.
#[derive(Debug)]
struct Noting(Arc<AtomicBool>);

impl Intercept for Noting {
    fn name(&self) -> &'static str {
        "Noting"
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.store(true, Ordering::Relaxed);
        Ok(())
    }
}

async fn invoke(client: &Client, input: &Value) -> Outcome {
    let text = |name: &str| input[name].as_str().map(str::to_owned);
    let output = client
        .invoke()
        .set_function_name(text("FunctionName"))
        .set_qualifier(text("Qualifier"))
        .set_invocation_type(text("InvocationType").map(|value| value.as_str().into()))
        .set_log_type(text("LogType").map(|value| value.as_str().into()))
        .set_client_context(text("ClientContext"))
        .set_tenant_id(text("TenantId"))
        .set_durable_execution_name(text("DurableExecutionName"))
        .set_payload(payload(input))
        .send()
        .await
        .map_err(|error| (error_of(&error, error.as_service_error().map(invoke_members)), None))?;
    Ok(json!({
        "StatusCode": output.status_code,
        "FunctionError": output.function_error,
        "LogResult": output.log_result,
        "ExecutedVersion": output.executed_version,
        "DurableExecutionArn": output.durable_execution_arn,
        "Payload": output.payload.map(encoded),
    }))
}

async fn stream(client: &Client, input: &Value) -> Outcome {
    let text = |name: &str| input[name].as_str().map(str::to_owned);
    let mut output = client
        .invoke_with_response_stream()
        .set_function_name(text("FunctionName"))
        .set_qualifier(text("Qualifier"))
        .set_invocation_type(text("InvocationType").map(|value| value.as_str().into()))
        .set_log_type(text("LogType").map(|value| value.as_str().into()))
        .set_client_context(text("ClientContext"))
        .set_tenant_id(text("TenantId"))
        .set_payload(payload(input))
        .send()
        .await
        .map_err(|error| (error_of(&error, error.as_service_error().map(stream_members)), None))?;
    let mut told = json!({
        "StatusCode": output.status_code,
        "ExecutedVersion": output.executed_version,
        "ResponseStreamContentType": output.response_stream_content_type,
        "EventStream": [],
    });
    loop {
        let event = match output.event_stream.recv().await {
            Ok(Some(Event::PayloadChunk(chunk))) => {
                json!({ "PayloadChunk": { "Payload": chunk.payload.map(encoded) } })
            }
            Ok(Some(Event::InvokeComplete(complete))) => json!({ "InvokeComplete": {
                "ErrorCode": complete.error_code,
                "ErrorDetails": complete.error_details,
                "LogResult": complete.log_result,
            } }),
            Ok(Some(_)) => json!({ "Unknown": {} }),
            Ok(None) => return Ok(told),
            Err(error) => return Err((error_of(&error, None), Some(told))),
        };
        told["EventStream"].as_array_mut().expect("it is an array").push(event);
    }
}

fn payload(input: &Value) -> Option<Blob> {
    input["Payload"]
        .as_str()
        .map(|text| Blob::new(BASE64_STANDARD.decode(text).expect("calls hold base64")))
}

fn encoded(bytes: Blob) -> String {
    BASE64_STANDARD.encode(bytes)
}

trait HasStatus {
    fn status(&self) -> Option<u16>;
}

impl<E> HasStatus for SdkError<E, HttpResponse> {
    fn status(&self) -> Option<u16> {
        self.raw_response().map(|response| response.status().as_u16())
    }
}

impl<E> HasStatus for SdkError<E, aws_smithy_types::event_stream::RawMessage> {
    fn status(&self) -> Option<u16> {
        None
    }
}

fn error_of<E>(error: &E, members: Option<Value>) -> Value
where
    E: HasStatus + ProvideErrorMetadata + std::error::Error,
{
    let mut told = json!({
        "name": error.code().unwrap_or_default(),
        "message": error.message().map_or_else(|| DisplayErrorContext(error).to_string(), str::to_owned),
    });
    if let Some(status) = error.status() {
        told["status"] = status.into();
    }
    if let Some(members) = members {
        told["members"] = members;
    }
    told
}

/// Defines a function that returns the members of an operation's errors. A macro is needed because each error has its own type.
macro_rules! members_of {
    ($function:ident, $error:ident: $($variant:ident),* $(,)?) => {
        fn $function(error: &$error) -> Value {
            match error {
                $error::TooManyRequestsException(told) => json!({
                    "Type": told.r#type,
                    "Reason": told.reason.as_ref().map(|reason| reason.as_str()),
                    "retryAfterSeconds": told.retry_after_seconds,
                }),
                $error::Ec2UnexpectedException(told) => json!({
                    "Type": told.r#type,
                    "EC2ErrorCode": told.ec2_error_code,
                }),
                $($error::$variant(told) => json!({ "Type": told.r#type }),)*
                _ => json!({}),
            }
        }
    };
}

macro_rules! members_of_both {
    ($($variant:ident),* $(,)?) => {
        members_of!(invoke_members, InvokeError: DurableExecutionAlreadyStartedException, EniNotReadyException, ModeNotSupportedException, $($variant),*);
        members_of!(stream_members, InvokeWithResponseStreamError: $($variant),*);
    };
}

members_of_both!(
    CodeArtifactUserDeletedException,
    CodeArtifactUserFailedException,
    CodeArtifactUserPendingException,
    Ec2AccessDeniedException,
    Ec2ThrottledException,
    EfsMountConnectivityException,
    EfsMountFailureException,
    EfsMountTimeoutException,
    EfsioException,
    EniLimitReachedException,
    InvalidParameterValueException,
    InvalidRequestContentException,
    InvalidRuntimeException,
    InvalidSecurityGroupIdException,
    InvalidSubnetIdException,
    InvalidZipFileException,
    KmsAccessDeniedException,
    KmsDisabledException,
    KmsInvalidStateException,
    KmsNotFoundException,
    NoPublishedVersionException,
    RecursiveInvocationException,
    RequestTooLargeException,
    ResourceConflictException,
    ResourceNotFoundException,
    ResourceNotReadyException,
    S3FilesMountConnectivityException,
    S3FilesMountFailureException,
    S3FilesMountTimeoutException,
    SerializedRequestEntityTooLargeException,
    ServiceException,
    ServiceQuotaExceededException,
    SnapStartException,
    SnapStartNotReadyException,
    SnapStartRegenerationFailureException,
    SnapStartTimeoutException,
    SubnetIpAddressLimitReachedException,
    UnsupportedMediaTypeException,
);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!(
        "{}",
        json!({ "hello": {
        "driver": "rust",
        "version": aws_sdk_lambda::meta::PKG_VERSION,
        "operations": ["Invoke", "InvokeWithResponseStream"],
        "features": [
            "client-attempts", "client-durable", "client-error-members", "client-error-status",
            "client-knows-api", "client-retries", "client-retry-standard", "client-tenancy", "client-timeout",
        ],
    } })
    );
    for line in std::io::stdin().lock().lines() {
        let call = &serde_json::from_str::<Value>(&line.expect("input is text")).expect("input is JSON")["call"];
        let mut result = perform(call).await;
        result["id"] = call["id"].clone();
        println!("{}", json!({ "result": result }));
    }
}
