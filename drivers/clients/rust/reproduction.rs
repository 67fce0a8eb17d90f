//! Calls InvokeWithResponseStream once at the URL that is its argument, and prints what the caller gets.
use aws_sdk_lambda::config::{Credentials, Region};
use aws_sdk_lambda::error::{DisplayErrorContext, ProvideErrorMetadata};
use aws_sdk_lambda::types::InvokeWithResponseStreamResponseEvent::{InvokeComplete, PayloadChunk};
use aws_sdk_lambda::{Client, Config};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let config = Config::builder()
        .endpoint_url(std::env::args().nth(1).expect("the URL of an endpoint"))
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKID", "SECRET", None, None, "static"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    let request = Client::from_conf(config).invoke_with_response_stream().function_name("f");
    let mut output = request.send().await.expect("a response");
    loop {
        match output.event_stream.recv().await {
            Ok(Some(PayloadChunk(chunk))) => {
                println!("chunk {}", String::from_utf8_lossy(chunk.payload.unwrap_or_default().as_ref()));
            }
            Ok(Some(InvokeComplete(_))) => println!("complete"),
            Ok(Some(_)) => println!("an unknown event"),
            Ok(None) => return println!("the end, without an error"),
            Err(error) => {
                return println!(
                    "error, code {:?}, message {:?}: {}",
                    error.code(),
                    error.message(),
                    DisplayErrorContext(&error)
                );
            }
        }
    }
}
