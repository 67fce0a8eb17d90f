/** A documented form of a member: what it is called, and how it is written for the probe in its own account, region and partition. */
export interface MemberForm {
  readonly name: string;
  readonly text: string;
}

/** The documented forms of members that name the probe, the plainest first. Source: API_Invoke#FunctionName. */
export const memberForms: Readonly<Record<string, readonly MemberForm[]>> = {
  FunctionName: [
    { name: "bare name", text: "{function}" },
    { name: "partial ARN", text: "{account}:function:{function}" },
    { name: "full ARN", text: "arn:{partition}:lambda:{region}:{account}:function:{function}" },
  ],
};
