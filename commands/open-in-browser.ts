import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import type { Io } from "./io.ts";

/**
 * Opens a file in the browser that `BROWSER` names, or else in that of the desktop.
 * @returns whether a browser was started: false if `BROWSER` is empty, or if there is no display
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
  // The browser outlives this command, so it must not write to the same terminal.
  const browser = spawn(command, args, { detached: true, stdio: "ignore", env });
  const started = await new Promise<boolean>((done) => {
    browser.once("spawn", () => done(true));
    browser.once("error", () => done(false));
  });
  browser.unref();
  return started;
}

/** The command that opens a URL, as words. Empty if there is none. */
function browserOf(env: Io["env"], platform: NodeJS.Platform): string[] {
  const { BROWSER, DISPLAY, WAYLAND_DISPLAY } = env;
  if (BROWSER !== undefined) return BROWSER.split(" ").filter(Boolean);
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  return DISPLAY || WAYLAND_DISPLAY ? ["xdg-open"] : [];
}
