// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${secret:NAME} is written so.
import { expect, test } from "vitest";
import { fixed } from "./fixed.ts";

test("a key in the clear becomes a secret", async () => {
  const server = (headers: string) =>
    `tools:\n  - type: mcp_server\n    name: stock\n    url: https://stock.example.com/mcp\n    headers: ${headers}\n    allowed_tools: [{mode: auto, tools: [level]}]\n`;
  expect(await fixed("AG701", server("{Authorization: Bearer 7f3b2c9d8e1a4f60}"))).toMatchInlineSnapshot(`
    "# Declare the secret STOCK_TOKEN, and write \${secret:STOCK_TOKEN}
    tools:
      - type: mcp_server
        name: stock
        url: https://stock.example.com/mcp
        headers: {Authorization: "Bearer \${secret:STOCK_TOKEN}"}
        allowed_tools: [{mode: auto, tools: [level]}]
    secrets: {STOCK_TOKEN: {required: true}}
    "
  `);
  expect(
    await fixed(
      "AG701",
      `secrets:\n  OTHER: {required: true}\n${server("\n      X-Api-Key: '7f3b2c9d8e1a4f60' # of the shop")}`,
    ),
  ).toMatchInlineSnapshot(`
    "# Declare the secret STOCK_API_KEY, and write \${secret:STOCK_API_KEY}
    secrets:
      OTHER: {required: true}
      STOCK_API_KEY: {required: true}
    tools:
      - type: mcp_server
        name: stock
        url: https://stock.example.com/mcp
        headers: 
          X-Api-Key: '\${secret:STOCK_API_KEY}' # of the shop
        allowed_tools: [{mode: auto, tools: [level]}]
    "
  `);
  expect(
    await fixed("AG701", `secrets: {STOCK_TOKEN: {}}\n${server('{Authorization: "Bearer 7f3b2c9d8e1a4f60"}')}`),
  ).toMatchInlineSnapshot(`
    "# Write \${secret:STOCK_TOKEN}
    secrets: {STOCK_TOKEN: {}}
    tools:
      - type: mcp_server
        name: stock
        url: https://stock.example.com/mcp
        headers: {Authorization: "Bearer \${secret:STOCK_TOKEN}"}
        allowed_tools: [{mode: auto, tools: [level]}]
    "
  `);
  expect(
    await fixed(
      "AG701",
      "tools:\n  - type: function\n    name: look\n    description: Looks.\n    run: {http: {url: 'https://x.example.com/a?key=AIzaSyA1234567890abcdefghijklmnopqrstuv'}}\n",
    ),
  ).toMatchInlineSnapshot(`
    "# Declare the secret LOOK_KEY, and write \${secret:LOOK_KEY}
    tools:
      - type: function
        name: look
        description: Looks.
        run: {http: {url: 'https://x.example.com/a?key=\${secret:LOOK_KEY}'}}
    secrets: {LOOK_KEY: {required: true}}
    "
  `);
  // In a prompt nothing can stand for it.
  expect(await fixed("AG701", "input: Use AIzaSyA1234567890abcdefghijklmnopqrstuv here\n")).toBe("");
});

const tool = (parameters: string) =>
  `tools:\n  - type: function\n    name: look_up\n    description: Looks it up.\n    parameters:\n${parameters.replace(/^/gm, "      ")}\n    mock: {ok: true}\n`;

test("what a schema contradicts itself with is taken out", async () => {
  expect(
    await fixed("AG405", tool("type: object\nproperties: {id: {type: string}}\nrequired: [id, zz]")),
  ).toMatchInlineSnapshot(`
    "# Remove zz from required
    tools:
      - type: function
        name: look_up
        description: Looks it up.
        parameters:
          type: object
          properties: {id: {type: string}}
          required: [id]
        mock: {ok: true}
    "
  `);
  expect(
    await fixed("AG405", tool("type: object\nproperties: {id: {type: string}}\nrequired: # both\n  - zz\n  - id")),
  ).toMatchInlineSnapshot(`
    "# Remove zz from required
    tools:
      - type: function
        name: look_up
        description: Looks it up.
        parameters:
          type: object
          properties: {id: {type: string}}
          required: # both
            - id
        mock: {ok: true}
    "
  `);
  expect(
    await fixed("AG405", tool("type: object\nproperties: {order_id: {type: string}}\nrequired: [orderid]")),
  ).toMatchInlineSnapshot(`
    "# Change to order_id
    tools:
      - type: function
        name: look_up
        description: Looks it up.
        parameters:
          type: object
          properties: {order_id: {type: string}}
          required: [order_id]
        mock: {ok: true}
    ---
    # Remove orderid from required
    tools:
      - type: function
        name: look_up
        description: Looks it up.
        parameters:
          type: object
          properties: {order_id: {type: string}}
        mock: {ok: true}
    "
  `);
  expect(
    await fixed("AG405", tool("type: object\nproperties:\n  n: {type: integer, enum: [1, '2']}")),
  ).toMatchInlineSnapshot(`
    "# Write it as a number
    tools:
      - type: function
        name: look_up
        description: Looks it up.
        parameters:
          type: object
          properties:
            n: {type: integer, enum: [1, 2]}
        mock: {ok: true}
    ---
    # Remove 2 from enum
    tools:
      - type: function
        name: look_up
        description: Looks it up.
        parameters:
          type: object
          properties:
            n: {type: integer, enum: [1]}
        mock: {ok: true}
    "
  `);
  expect(
    await fixed("AG405", tool("type: object\nproperties:\n  n: {type: integer, enum: []}")),
  ).toMatchInlineSnapshot(`
    "# Remove the empty enum
    tools:
      - type: function
        name: look_up
        description: Looks it up.
        parameters:
          type: object
          properties:
            n: {type: integer}
        mock: {ok: true}
    "
  `);
});

test("lists within lists are made shorter", async () => {
  expect(
    await fixed(
      "AG404",
      "response_format:\n  type: text\n  mime_type: application/json\n  schema:\n    type: array\n    maxItems: 100\n    items: {type: array, maxItems: 100, items: {type: string}}\n",
    ),
  ).toMatchInlineSnapshot(`
    "# Lower it to 10
    response_format:
      type: text
      mime_type: application/json
      schema:
        type: array
        maxItems: 100
        items: {type: array, maxItems: 10, items: {type: string}}
    ---
    # Remove maxItems
    response_format:
      type: text
      mime_type: application/json
      schema:
        type: array
        maxItems: 100
        items: {type: array, items: {type: string}}
    "
  `);
  expect(
    await fixed(
      "AG404",
      "response_format:\n  type: text\n  mime_type: application/json\n  schema:\n    type: array\n    maxItems: 2000\n    items:\n      type: array\n      maxItems: 10\n      items: {type: string}\n",
    ),
  ).toMatchInlineSnapshot(`
    "# Remove maxItems
    response_format:
      type: text
      mime_type: application/json
      schema:
        type: array
        maxItems: 2000
        items:
          type: array
          items: {type: string}
    "
  `);
});

test("a tool that cannot be had there is removed", async () => {
  const managed = "target: managed\nbase_agent: antigravity-preview-09-2026\nbudget: {max_total_tokens: 500000}\n";
  expect(await fixed("AG409", `${managed}tools: [google_maps]\n`)).toMatchInlineSnapshot(`
    "# Remove the tool
    target: managed
    base_agent: antigravity-preview-09-2026
    budget: {max_total_tokens: 500000}
    "
  `);
  expect(await fixed("AG409", `${managed}tools: [google_search, google_maps, url_context]\n`)).toMatchInlineSnapshot(`
    "# Remove the tool
    target: managed
    base_agent: antigravity-preview-09-2026
    budget: {max_total_tokens: 500000}
    tools: [google_search, url_context]
    "
  `);
  expect(
    await fixed(
      "AG409",
      `${managed}tools:\n  - google_search\n  # Places.\n  - type: google_maps\n\ninput: Tidy up.\n`,
    ),
  ).toMatchInlineSnapshot(`
    "# Remove the tool
    target: managed
    base_agent: antigravity-preview-09-2026
    budget: {max_total_tokens: 500000}
    tools:
      - google_search
      # Places.

    input: Tidy up.
    "
  `);
  expect(
    await fixed(
      "AG409",
      "target: generate_content\ntools:\n  - type: mcp_server\n    name: stock\n    url: https://x.example.com/mcp\n    allowed_tools: [{mode: auto, tools: [level]}]\n  - google_search\n",
    ),
  ).toMatchInlineSnapshot(`
    "# Remove the tool
    target: generate_content
    tools:
      - google_search
    ---
    # Write target: interactions
    target: interactions
    tools:
      - type: mcp_server
        name: stock
        url: https://x.example.com/mcp
        allowed_tools: [{mode: auto, tools: [level]}]
      - google_search
    "
  `);
});

test("state that nothing sets is added to what a session begins with", async () => {
  expect(await fixed("AG301", 'input: "About {{state.zz}}"\n')).toMatchInlineSnapshot(`
    "# Begin with an empty state.zz
    input: "About {{state.zz}}"
    session: {state: {zz: ""}}
    "
  `);
  expect(
    await fixed("AG301", 'session:\n  state:\n    draft: ""\ninput: "About {{#if state.drafd}}it{{/if}}"\n'),
  ).toMatchInlineSnapshot(`
    "# Change to state.draft
    session:
      state:
        draft: ""
    input: "About {{#if state.draft}}it{{/if}}"
    ---
    # Begin with an empty state.drafd
    session:
      state:
        draft: ""
        drafd: ""
    input: "About {{#if state.drafd}}it{{/if}}"
    "
  `);
});
