import type { ClientCall } from "../../../drivers/clients/client.ts";
import type { ClientPart } from "./client-fault.ts";

/** Breaks demands on how often a client sends a request. */
export const attemptFaults: ClientPart = ({ demand }) => {
  if (demand === 0) {
    return [
      {
        says: "sends a request that it should refuse",
        ways: (like) => ({ refuses: (call, sound) => sound && !like.asked(call) }),
      },
    ];
  }
  if (demand === 1) {
    return [
      {
        says: "makes one attempt too many",
        ways: (like) => {
          const again = new WeakSet<ClientCall>();
          return {
            again: (reply, sound, call) => {
              if (sound || again.has(call) || !like.asked(call) || !like.came(reply)) return sound;
              again.add(call);
              return true;
            },
          };
        },
      },
    ];
  }
  return [
    {
      says: "does not retry",
      ways: (like) => ({
        again: (reply, sound, call) => sound && !(like.asked(call) && like.came(reply)),
      }),
    },
  ];
};
