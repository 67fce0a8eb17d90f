import { renameSync, rmSync } from "node:fs";
import type { Exchange } from "../wire/exchange.ts";
import { createHarFile, type HarFile } from "./har-file.ts";

/** Most bytes of one archive, and how many archives of older exchanges are kept beside it. */
const MOST_BYTES = 64 * 1024 * 1024;
const KEPT = 4;

/**
 * An archive for unlimited traffic. FILE.har holds the newest exchanges. When it is full it becomes FILE.1.har, which becomes FILE.2.har, and so on.
 * The oldest is deleted.
 * @param mostBytes approximate size limit of each file, in bytes
 * @throws UserError if the file cannot be written
 */
export function createRollingHar(
  path: string,
  creator: Parameters<typeof createHarFile>[1],
  told: (fault: string) => void = () => {},
  mostBytes: number = MOST_BYTES,
): HarFile {
  let fault: string | undefined;
  const tell = (says: string): void => {
    fault = says;
    told(says);
  };
  const open = (): HarFile => createHarFile(path, creator, tell);
  let file = open();
  return {
    get fault() {
      return fault;
    },
    get bytes() {
      return file.bytes;
    },
    add(exchange: Exchange, members) {
      if (fault !== undefined) return;
      file.add(exchange, members);
      if (file.bytes < mostBytes || fault !== undefined) return;
      file.close();
      try {
        roll(path);
        file = open();
      } catch (error) {
        tell(`${path}: later exchanges are not recorded: ${(error as Error).message}`);
      }
    },
    close: () => file.close(),
  };
}

function roll(path: string): void {
  const older = (number: number): string => path.replace(/(\.\w+)?$/, `.${number}$1`);
  rmSync(older(KEPT), { force: true });
  for (let number = KEPT - 1; number > 0; number--) {
    try {
      renameSync(older(number), older(number + 1));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  renameSync(path, older(1));
}
