import { afterAll, expect, test } from "vitest";
import { workplace } from "./world.ts";

const place = workplace();
const { call } = place;
afterAll(place.remove);
const hello = "1-hello.agent.yaml";

test("without runs a sentence says what is needed", async () => {
  const { code, out } = await call(["estimate", "--calibration"]);
  expect(code).toBe(0);
  expect(out).toContain("There are no real runs to judge estimates by");
  expect((await call(["estimate", "--calibration", "--json"])).json()).toMatchObject({ runs: 0, passed_over: 0 });
});

test("recorded runs are judged, simulated ones when asked, and teach no estimate of a real run", async () => {
  for (let i = 0; i < 3; i++) expect((await call(["run", hello])).code).toBe(0);
  const real = (await call(["estimate", "--calibration"])).out;
  expect(real).toContain("3 simulated runs are judged with --simulated.");
  const { out } = await call(["estimate", "--calibration", "--simulated"]);
  expect(out).toContain("3 simulated runs of 1 kind, each predicted from those before it.");
  expect(out).toMatch(/80 % range held \d+ % of them/);
  expect(out).toContain("Pinball loss a run, less is better: estimate $");
  const found = (await call(["estimate", hello, "--calibration", "--simulated", "--json"])).json();
  expect(found).toMatchObject({ simulated: true, runs: 3, kinds: 1, pinball_loss_usd: { runs: 2 }, other_runs: 0 });
  expect((await call(["estimate", hello])).out).toContain("prior, no real runs yet");
});
