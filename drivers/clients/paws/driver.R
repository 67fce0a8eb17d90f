# Drives paws: reads calls and writes results, one JSON object a line (specs/schema/driver-protocol.json).
# What it logs would stand between our lines.
options(paws.log_level = 0L)
suppressPackageStartupMessages({
  library(jsonlite)
  library(paws.compute)
})

write_line <- function(line) {
  cat(toJSON(line, auto_unbox = TRUE, null = "null", digits = NA), "\n", sep = "")
  flush(stdout())
}

DEFAULT_ATTEMPTS <- 4
PATIENCE <- 2

operations <- list(Invoke = "invoke", InvokeWithResponseStream = "invoke_with_response_stream")

# A client of its own for each call, as nothing of the call before is to be left.
client_for <- function(call) {
  keys <- call$credentials
  config <- list(
    credentials = list(
      creds = list(
        access_key_id = keys$accessKeyId,
        secret_access_key = keys$secretAccessKey,
        session_token = if (is.null(keys$sessionToken)) "" else keys$sessionToken
      )
    ),
    endpoint = call$endpoint,
    region = call$region
  )
  if (!is.null(call$maxAttempts)) config$max_retries <- call$maxAttempts - 1
  paws.compute::lambda(config = config)
}

perform <- function(call) {
  arguments <- call$input
  if (!is.null(arguments$Payload)) arguments$Payload <- base64_dec(arguments$Payload)
  output <- NULL
  # Some replies it reads for ever: what has not ended long after its time never will.
  attempts <- if (is.null(call$maxAttempts)) DEFAULT_ATTEMPTS else call$maxAttempts
  setTimeLimit(elapsed = call$timeoutMs / 1000 * attempts + PATIENCE, transient = TRUE)
  on.exit(setTimeLimit())
  tryCatch(
    {
      client <- client_for(call)
      # Paws finds the settings of a client in the expression that it is called by.
      reply <- do.call(client[[operations[[call$operation]]]], arguments)
      output <- Filter(function(member) is.function(member) || length(member) > 0, reply)
      if (is.function(reply$EventStream)) {
        output$EventStream <- list()
        # What was handed over before a stream broke off is kept.
        reply$EventStream(function(event) {
          output$EventStream <<- c(output$EventStream, list(event_of(event)))
        })
      } else {
        output$Payload <- if (is.raw(reply$Payload)) encoded(reply$Payload)
      }
      list(output = output, payloadType = "bytes")
    },
    error = function(raised) {
      if (grepl("reached elapsed time limit", conditionMessage(raised), fixed = TRUE)) return(list(unsettled = TRUE))
      error <- error_of(raised)
      if (!is.null(output)) error$partial <- output
      list(error = error)
    }
  )
}

encoded <- function(bytes) if (is.raw(bytes) && length(bytes) > 0) base64_enc(bytes) else ""

# Of an event that it read, paws gives all members that there could be, and does not tell which of them came.
event_of <- function(event) {
  came <- Filter(function(member) length(unlist(member)) > 0, event)
  if (!is.null(came$PayloadChunk)) {
    list(PayloadChunk = list(Payload = encoded(came$PayloadChunk$Payload)))
  } else if (!is.null(came$InvokeComplete)) {
    list(InvokeComplete = Filter(function(member) length(member) > 0, came$InvokeComplete))
  } else {
    list(nothing = NULL)
  }
}

# What paws raises holds the reply of the service, where one came: its class is http_404 and the like.
error_of <- function(raised) {
  message <- conditionMessage(raised)
  # `Code (HTTP 404). message` is how paws words an error of a service.
  parts <- regmatches(message, regexec("^(.*?) \\(HTTP (\\d+)\\)\\. (.*)$", message))[[1]]
  told <- length(parts) > 0
  error <- list(
    name = if (told) parts[[2]] else class(raised)[[1]],
    message = if (told) parts[[4]] else message,
    sent = told
  )
  if (told) error$status <- as.integer(parts[[3]])
  members <- raised$error_response
  # A body that is no object has no members.
  if (is.list(members) && !is.null(names(members))) error$members <- members
  error
}

service <- paws.compute::lambda(config = list(region = "us-east-1"))
offered <- Filter(function(name) !is.null(service[[operations[[name]]]]), names(operations))
knows <- names(formals(service$invoke))
write_line(list(hello = list(
  driver = "paws",
  version = sprintf("%s (paws.common %s)", packageVersion("paws.compute"), packageVersion("paws.common")),
  operations = I(offered),
  # How long it waits for a reply is not for its caller to say.
  features = I(c(
    "client-attempts",
    "client-error-members",
    "client-error-status",
    "client-knows-api",
    "client-retries",
    if ("TenantId" %in% knows) "client-tenancy",
    if ("DurableExecutionName" %in% knows) "client-durable"
  ))
)))
input <- file("stdin", open = "r")
while (length(line <- readLines(input, n = 1)) > 0) {
  call <- fromJSON(line, simplifyVector = FALSE)$call
  write_line(list(result = c(list(id = call$id), perform(call))))
}
