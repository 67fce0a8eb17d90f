import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import type { Io } from "./io.ts";

/**
 * Opens a file in the browser that `BROWSER` names, else in that of the desktop.
 * @returns whether one was started: there is none where `BROWSER` is empty, or nothing shows windows
 */
export async function openInBrowser(
  file: string,
  env: Io["env"],
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  const [command, ...words] = browserOf(env, platform);
  if (command === undefined) return false;
  const url = pathToFileURL(file).href;
  const args = words.includes("%s") ? words.map((word) => (word === "%s" ? url : word)) : [...words, url];
  // It outlives this command, and writes nothing between what that prints.
  const browser = spawn(command, args, { detached: true, stdio: "ignore", env });
  const started = await new Promise<boolean>((done) => {
    browser.once("spawn", () => done(true));
    browser.once("error", () => done(false));
  });
  browser.unref();
  return started;
}

/** The words of the command that opens a URL; none where nothing can. */
function browserOf(env: Io["env"], platform: NodeJS.Platform): string[] {
  const { BROWSER, DISPLAY, WAYLAND_DISPLAY } = env;
  if (BROWSER !== undefined) return BROWSER.split(" ").filter(Boolean);
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  return DISPLAY || WAYLAND_DISPLAY ? ["xdg-open"] : [];
}
