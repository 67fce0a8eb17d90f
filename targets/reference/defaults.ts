/** What a reference is unless it is told otherwise. It stands in one partition only. */
export const defaults = {
  region: "us-east-1",
  account: "123456789012",
  partition: "aws",
  function: "probe",
} as const;
