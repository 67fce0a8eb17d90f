import { Refusal } from "./refusal.ts";

/** The refusal of a request that is no operation of the API: the front end tells of it, in XML and without a header field that names it. */
export class NoOperation extends Refusal {
  constructor() {
    super("AccessDeniedException", "Unable to determine service/operation name to be authorized");
  }
}
