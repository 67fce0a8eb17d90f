# Drives paws: reads calls and writes results, one JSON object a line (specs/schema/driver-protocol.json).
suppressPackageStartupMessages({
  library(jsonlite)
  library(paws.compute)
})

write_line <- function(line) {
  cat(toJSON(line, auto_unbox = TRUE, null = "null", digits = NA), "\n", sep = "")
  flush(stdout())
}

operations <- list(Invoke = "invoke", InvokeWithResponseStream = "invoke_with_response_stream")

# A client of its own for each call, as nothing of the call before is to be left.
client_for <- function(call) {
  keys <- call$credentials
  paws.compute::lambda(
    config = list(
      credentials = list(
        creds = list(
          access_key_id = keys$accessKeyId,
          secret_access_key = keys$secretAccessKey,
          session_token = if (is.null(keys$sessionToken)) "" else keys$sessionToken
        )
      ),
      endpoint = call$endpoint,
      region = call$region,
      timeout = ceiling(call$timeoutMs / 1000)
    )
  )
}

perform <- function(call) {
  arguments <- call$input
  if (!is.null(arguments$Payload)) arguments$Payload <- base64_dec(arguments$Payload)
  tryCatch(
    {
      reply <- do.call(client_for(call)[[operations[[call$operation]]]], arguments)
      output <- reply[vapply(reply, function(member) length(member) > 0, logical(1))]
      if (!is.null(output$Payload)) output$Payload <- base64_enc(output$Payload)
      if (!is.null(output$EventStream)) output$EventStream <- events_of(output$EventStream)
      list(output = output)
    },
    # What paws raises holds the reply of the service, where one came: its class is http_404 and the like.
    error = function(raised) list(error = error_of(raised))
  )
}

events_of <- function(stream) {
  lapply(stream, function(event) {
    if (!is.null(event$PayloadChunk)) {
      list(PayloadChunk = list(Payload = base64_enc(event$PayloadChunk$Payload)))
    } else {
      event
    }
  })
}

error_of <- function(raised) {
  reply <- raised$error_response
  message <- conditionMessage(raised)
  # `Code (HTTP 404). message` is how paws words an error of a service.
  parts <- regmatches(message, regexec("^(\\S+) \\(HTTP (\\d+)\\)\\.\\s*(.*)$", message))[[1]]
  error <- list(
    name = if (length(parts) > 0) parts[[2]] else class(raised)[[1]],
    message = if (length(parts) > 0) parts[[4]] else message,
    sent = length(parts) > 0
  )
  if (length(parts) > 0) error$status <- as.integer(parts[[3]])
  if (is.list(reply) && length(reply) > 0) error$members <- reply
  error
}

offered <- intersect(names(operations), names(operations)[operations %in% names(paws.compute::lambda())])
write_line(list(hello = list(
  driver = "paws",
  version = as.character(packageVersion("paws.compute")),
  operations = I(offered),
  # How often it tries is not for its caller to say.
  features = I(c("client-error-members", "client-error-status", "client-timeout"))
)))
input <- file("stdin", open = "r")
while (length(line <- readLines(input, n = 1)) > 0) {
  call <- fromJSON(line, simplifyVector = FALSE)$call
  write_line(list(result = c(list(id = call$id), perform(call))))
}
