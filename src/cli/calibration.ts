import { type Calibration, calibrationOf } from "../core/tokens/calibration.ts";
import { formatShare, formatUsd } from "../core/tokens/format.ts";
import type { OwnPrices } from "../core/tokens/prices.ts";
import { nanoUsd } from "../core/tokens/units.ts";
import { RunHistoryReader } from "../node/runHistory.ts";
import { type Io, printJson } from "./command.ts";

/** `flashback estimate [FILE] --calibration`: how good the estimates of the recorded runs have been. */
export async function printCalibration(
  options: {
    /** As runs record it; absent: all definitions. */
    readonly file?: string;
    readonly simulated: boolean;
    readonly json: boolean;
    readonly prices: OwnPrices;
  },
  io: Io,
): Promise<void> {
  const { runs: all, passedOver } = await new RunHistoryReader(io.cwd).read();
  const { file, simulated, prices } = options;
  const runs = file === undefined ? all : all.filter((run) => run.file === file);
  const found = calibrationOf(runs, { simulated, prices });
  const others = runs.filter((run) => run.simulated !== simulated).length;
  if (options.json)
    printJson(io, { simulated, ...calibrationJson(found), other_runs: others, passed_over: passedOver });
  else io.out(`${(found ? words(found, simulated) : nothing(simulated, others)).join("\n")}\n`);
  if (!options.json && passedOver > 0) {
    io.out(
      `${passedOver} ${passedOver === 1 ? "folder" : "folders"} of .flashback/runs passed over: not ended, or torn.\n`,
    );
  }
}

function nothing(simulated: boolean, others: number): readonly string[] {
  const kind = simulated ? "simulated" : "real";
  return [
    `There are no ${kind} runs to judge estimates by: a run that has ended, of a model with a price, in .flashback/runs of this folder is needed (flashback run FILE${simulated ? "" : " --live"}).`,
    ...(others === 0
      ? []
      : simulated
        ? [`${others} real ${others === 1 ? "run is" : "runs are"} judged without --simulated.`]
        : [`${others} simulated ${others === 1 ? "run is" : "runs are"} judged with --simulated.`]),
  ];
}

function words(found: Calibration, simulated: boolean): readonly string[] {
  const usd = (dollars: number) => formatUsd(nanoUsd(Math.round(dollars * 1e9)));
  const { runs, families, coverage, medianWidth, byPast, pinball } = found;
  return [
    `${runs} ${simulated ? "simulated" : "recorded"} ${runs === 1 ? "run" : "runs"} of ${families} ${families === 1 ? "kind" : "kinds"}, each predicted from those before it.`,
    `80 % range held ${formatShare(coverage)} of them (75 to 85 % is right); half of the ranges are narrower than ×${medianWidth.toFixed(1)}.`,
    ...byPast.map(({ from, to, runs: count, coverage: share }) => {
      const past = to === undefined ? `${from} and more` : from === to ? String(from) : `${from} to ${to}`;
      return `  after ${past} runs: ${formatShare(share)} of ${count}`;
    }),
    ...(pinball.runs === 0
      ? ["A loss against the baselines needs a second run of the same kind."]
      : [
          `Pinball loss a run, less is better: estimate ${usd(pinball.estimate)}, mean of past runs ${usd(pinball.mean)}, most tokens × price ${usd(pinball.maxTokens)}.`,
        ]),
    ...(runs < 30 ? ["With fewer than 30 runs these figures are rough."] : []),
  ];
}

/** Absent figures are not known, not zero. Money in US dollars. */
function calibrationJson(found: Calibration | undefined) {
  if (!found) return { runs: 0 };
  const { runs, families, coverage, medianWidth, byPast, pinball } = found;
  return {
    runs,
    kinds: families,
    coverage_80: coverage,
    median_width: medianWidth,
    by_past_runs: byPast,
    ...(pinball.runs > 0 && {
      pinball_loss_usd: {
        runs: pinball.runs,
        estimate: pinball.estimate,
        mean_of_past_runs: pinball.mean,
        max_tokens_times_price: pinball.maxTokens,
      },
    }),
  };
}
