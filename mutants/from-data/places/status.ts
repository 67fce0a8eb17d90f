import { type Falsifier, onReply } from "../falsification.ts";

/** Another status, if possible of a class that clients treat the same. */
export const status: Falsifier = ({ keyword, demand }) => {
  const other = keyword === "const" ? OTHERS[demand as number] : undefined;
  const wrong = other ?? (typeof demand === "number" && demand >= 400 ? 400 : 500);
  return [onReply(`the status is ${wrong}`, (reply) => ({ ...reply, status: wrong }))];
};

const OTHERS: Readonly<Record<number, number>> = {
  200: 201,
  202: 200,
  204: 200,
  400: 422,
  404: 400,
  429: 400,
};
