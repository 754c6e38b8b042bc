import { execFileSync } from "node:child_process";

/** Runs npm without what a surrounding `npm run` put into the environment: that names another folder. */
export function npm(args, cwd, stdio = ["ignore", "pipe", "inherit"]) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([k]) => !/^npm_(config_(local_|global_)?prefix|package|lifecycle)/i.test(k)),
  );
  const cli = process.env.npm_execpath;
  return cli?.endsWith(".js")
    ? execFileSync(process.execPath, [cli, ...args], { cwd, env, stdio, encoding: "utf8" })
    : execFileSync("npm", args, { cwd, env, stdio, encoding: "utf8", shell: process.platform === "win32" });
}
