/** A documented form of a member: its name, and how it is written for the probe in its own account, region and partition. */
export interface MemberForm {
  readonly name: string;
  readonly text: string;
}

/** The documented forms of the members that address the probe, the simplest first. Source: API_Invoke#FunctionName and #Qualifier. */
export const memberForms: Readonly<Record<string, readonly MemberForm[]>> = {
  FunctionName: [
    { name: "bare name", text: "{function}" },
    { name: "partial ARN", text: "{account}:function:{function}" },
    { name: "full ARN", text: "arn:{partition}:lambda:{region}:{account}:function:{function}" },
    { name: "bare name with $LATEST", text: "{function}:$LATEST" },
    {
      name: "full ARN with $LATEST",
      text: "arn:{partition}:lambda:{region}:{account}:function:{function}:$LATEST",
    },
  ],
  Qualifier: [{ name: "$LATEST", text: "$LATEST" }],
};

/** A part of the name of a form: from each list, the first entry that fits. */
type NamePart = readonly (readonly [fits: RegExp, name: string])[];

const regions: NamePart = [
  [/(?:^|:)eusc-[a-z]{2}-/, " in a region of the European Sovereign Cloud"],
  [/(?:^|:)[a-z]{2}-gov-/, " in a GovCloud region"],
  [/(?:^|:)[a-z]{2}-iso[a-z]?-/, " in an isolated region"],
];

const functionNames: readonly NamePart[] = [
  [
    [/^arn:aws[a-zA-Z-]*:lambda:[a-z-]+-\d:\d{12}:function:/, "full ARN"],
    [/^arn:/, "ARN with parts left out"],
    [/^(?:[a-z-]+-\d:)?\d{12}:(?:function:)?/, "partial ARN"],
    [/^(?:[a-z-]+-\d:)/, "partial ARN without account"],
    [/^function:/, "name after function:"],
    [/^/, "bare name"],
  ],
  regions,
  [
    [/:\$LATEST\.PUBLISHED$/, " with $LATEST.PUBLISHED"],
    [/:\$LATEST$/, " with $LATEST"],
    [/(?:^(?!\d{12}:|function:|[a-z-]+-\d:)|function:)[^:]+:\d+$/, " with a version"],
    [/(?:^(?!\d{12}:|function:|[a-z-]+-\d:)|function:)[^:]+:[^:]+$/, " with an alias"],
  ],
];

const qualifiers: readonly NamePart[] = [
  [
    [/^\$LATEST$/, "$LATEST"],
    [/^\$LATEST\.PUBLISHED$/, "$LATEST.PUBLISHED"],
    [/^\d+$/, "version"],
    [/^/, "alias"],
  ],
];

const memberNames: Readonly<Record<string, readonly NamePart[]>> = {
  FunctionName: functionNames,
  Qualifier: qualifiers,
  ExecutedVersion: qualifiers,
};

/** A short description of a member's value: "full ARN in a GovCloud region with an alias". */
export function nameOf(member: string, value: string): string {
  const parts = memberNames[member];
  if (parts === undefined) return "value";
  let name = "";
  for (const part of parts) name += part.find(([fits]) => fits.test(value))?.[1] ?? "";
  return name;
}
