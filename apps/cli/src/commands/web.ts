import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { refusal } from "@crosstilt/core";
import { Command } from "commander";
import { integerAtLeast } from "../integer.js";
import { note, print } from "../output.js";
import { serveFolder } from "../static-server.js";

/** The built app, copied beside the command line by its build. */
const folder = fileURLToPath(new URL("../../dist/web/", import.meta.url));

/** `crosstilt web`: serves the web app on this machine until it is stopped. */
export function webCommand(): Command {
  return new Command("web")
    .description("Serve the web app on this machine: every lab live in the browser; nothing leaves the machine.")
    .option("--port <integer>", "port to listen on; 0 takes one that is free", integerAtLeast(0), 0)
    .option("--json", "print one JSON object on stdout")
    .action(async ({ port, json }: { port: number; json?: boolean }) => {
      if (!existsSync(folder))
        throw refusal({
          argument: "web app",
          expected: "its built files beside the command line",
          received: "no such folder",
          remedy: "Run npm run build at the root of the repository",
        });
      const { url } = await serveFolder(folder, port);
      print(json, { url }, [url]);
      note("press Ctrl-C to stop");
    });
}
