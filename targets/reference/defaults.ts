/** The defaults of a reference. It supports one partition only. */
export const defaults = {
  region: "us-east-1",
  account: "123456789012",
  partition: "aws",
  function: "probe",
} as const;
