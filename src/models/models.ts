// What a shell loads on the first run and not before: `await import("../models/models.ts")`.
export { type ClientOptions, openClient } from "./gemini.ts";
export { type Fault, type FaultKind, faultKinds } from "./simulator/faults.ts";
export { type LedgerEntry, type Simulator, type SimulatorOptions, startSimulator } from "./simulator/simulator.ts";
