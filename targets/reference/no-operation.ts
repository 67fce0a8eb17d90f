import { Refusal } from "./refusal.ts";

/**
 * The refusal of a request that matches no operation of the API. The front end answers it in XML, without a header that names the error.
 */
export class NoOperation extends Refusal {
  constructor() {
    super("AccessDeniedException", "Unable to determine service/operation name to be authorized");
  }
}
