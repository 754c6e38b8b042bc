// A VS Code window as a person has it before them: what the UI tests and the gallery do by mouse and keyboard.
import fs from "node:fs";
import path from "node:path";
import { copySamples, openBrowser, startServer, workbenchUrl } from "./host.mjs";
import { root } from "./n.mjs";

export const themes = {
  dark: "Dark Modern",
  light: "Light Modern",
  "high-contrast": "Dark High Contrast",
};

/** The window takes the theme that is written into its settings, whatever the browser prefers. */
const ownTheme = { "window.autoDetectColorScheme": false, "window.autoDetectHighContrast": false };

/** No key: the simulator answers. */
const noKey = { GEMINI_API_KEY: undefined, GOOGLE_API_KEY: undefined, GOOGLE_GEMINI_BASE_URL: undefined };

/**
 * @param {object} options
 * @param {string} options.vsix what is installed
 * @param {string} options.pictures folder for screenshots
 * @param {object} [options.settings] user settings
 * @param {{width: number, height: number}} [options.viewport]
 */
export async function openWindow({ vsix, pictures, settings = {}, viewport = { width: 1400, height: 900 } }) {
  fs.mkdirSync(pictures, { recursive: true });
  const samples = copySamples();
  const server = await startServer({ vsix, settings: { ...ownTheme, ...settings }, env: noKey });
  const browser = await openBrowser({ viewport });
  const { page } = browser;
  const errors = [];
  page.setDefaultTimeout(Number(process.env.UI_TIMEOUT_MS ?? 90_000));
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(workbenchUrl(server, samples.folder), { timeout: 180_000 });
  await page.locator(".monaco-workbench").waitFor({ timeout: 180_000 });

  const window = {
    page,
    browser,
    server,
    folder: samples.folder,
    errors,
    /** The explorer's row with exactly this name. */
    file: (name) => page.locator(".explorer-viewlet .monaco-list-row", { has: page.getByText(name, { exact: true }) }),
    async open(name) {
      await window.file(name).dblclick();
      await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    },
    /** Runs a command by its title through the palette, as a person would. */
    async command(title) {
      const box = page.locator(".quick-input-widget input[type=text]");
      // A webview that is just being loaded hands no key on: pressed again, as a person would.
      for (let tries = 1; !(await box.isVisible()); tries++) {
        await page.keyboard.press("F1");
        await box.waitFor({ timeout: 10_000 }).catch((error) => {
          if (tries === 5) throw error;
        });
      }
      await box.fill(`>${title}`);
      await page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`).first().click();
    },
    lens: (text) => page.locator(".codelens-decoration a", { hasText: text }),
    /** The page inside the webview in front: two frames deep. */
    view: () => page.locator("iframe.webview:visible").last().contentFrame().locator("#active-frame").contentFrame(),
    /** Through the picker, for a change of the settings file is noticed late or never. */
    async theme(name) {
      await window.command("Preferences: Color Theme");
      await page.locator('.quick-input-widget input[placeholder*="Theme"]').fill(themes[name]);
      await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: themes[name] }).waitFor();
      await page.keyboard.press("Enter");
      const kind = { dark: "vs-dark", light: "vs", "high-contrast": "hc-black" }[name];
      await page.locator(`.monaco-workbench.${kind}`).waitFor();
    },
    /** The mouse is put out of the way, unless what is to be seen hangs on it. */
    async picture(name, { mouse = "goes" } = {}) {
      if (mouse === "goes") await page.mouse.move(2, 2);
      await page.screenshot({ path: path.join(pictures, `${name}.png`) });
    },
    async close() {
      await browser.close().catch(() => {});
      await server.stop();
      samples.remove();
    },
  };
  return window;
}

export const artifacts = path.join(root, "artifacts");
