import type { GraphEdge, GraphNode, TeamGraph } from "../../core/language/graph.ts";
import { costWords, originWords, toolWords } from "./card.ts";

const kinds: Readonly<Record<GraphNode["kind"], string>> = {
  agent: "agent",
  team: "team",
  file: "agent in another file",
  address: "agent on another machine",
  missing: "agent",
  router: "router",
  parallel: "parallel",
  join: "join",
  loop: "loop",
  merge: "where ways come together",
};

/** A node as it is read aloud. */
export function nodeWords(node: GraphNode): string {
  const kind = kinds[node.kind];
  return [
    node.title === kind ? node.title : `${node.title}, ${kind}`,
    node.step !== undefined && node.step !== node.title ? `step ${node.step}` : "",
    node.detail ?? "",
    node.model ?? "",
    node.level ? `thinking ${node.level}` : "",
    costWords(node),
    originWords(node.origin),
    ...node.notes.map((note) => note.text),
    node.tools.length > 0 ? `${counted(node.tools.length, "tool")}: ${node.tools.map(toolWords).join("; ")}` : "",
  ]
    .filter((words) => words !== "")
    .join(", ");
}

/** What an edge says between two names: "then", "hands over to". */
export const edgeVerbs: Readonly<Record<GraphEdge["kind"], string>> = {
  next: "then",
  route: "then",
  default: "then",
  otherwise: "then",
  again: "then",
  sub_agent: "may hand over to",
  tool: "may call",
};

/** The ways out of a node as they are read aloud; a place where ways come together is passed over. */
export function waysFrom(
  graph: TeamGraph,
  id: string,
): readonly { readonly edge: GraphEdge; readonly node: GraphNode; readonly words: string }[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const follow = (from: string, said: string, depth: number): ReturnType<typeof waysFrom> =>
    graph.edges
      .filter((edge) => edge.from === from)
      .flatMap((edge) => {
        const node = nodes.get(edge.to);
        if (!node || depth > 50) return [];
        const label = [said, edge.label ?? ""].filter((part) => part !== "").join(", ");
        if (node.kind === "merge") return follow(node.id, label, depth + 1);
        const words = `${label ? `${label}: ` : ""}${edgeVerbs[edge.kind]} ${node.title}`;
        return [{ edge, node, words }];
      });
  return follow(id, "", 0);
}

/** "6 agents, 3 tools". */
export function sumWords({ nodes }: TeamGraph): string {
  const agents = new Set(
    nodes
      .filter(({ kind }) => ["agent", "team", "file", "address"].includes(kind))
      .map((node) => `${node.kind} ${node.title}`),
  );
  const tools = nodes.reduce((sum, node) => sum + node.tools.length, 0);
  return [counted(agents.size, "agent"), ...(tools > 0 ? [counted(tools, "tool")] : [])].join(", ");
}

export function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
