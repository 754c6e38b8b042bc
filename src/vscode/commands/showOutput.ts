import type { Services } from "../services.ts";

export function showOutput(services: Services): void {
  services.output.show();
}
