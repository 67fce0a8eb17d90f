import type { Handler } from "../targets/handler-target.ts";
import { always400 } from "./constants/always-400.ts";
import { always404 } from "./constants/always-404.ts";
import { alwaysNull } from "./constants/always-null.ts";
import { echo } from "./constants/echo.ts";
import { emptySuccess } from "./constants/empty-success.ts";

/** Endpoints that answer without running a function, by name. A suite that demands too little passes them. */
export const constants: Readonly<Record<string, Handler>> = {
  "always-400": always400,
  "always-404": always404,
  "always-null": alwaysNull,
  echo,
  "empty-success": emptySuccess,
};
