import { Directive, directive, type ElementPart, type PartInfo, PartType } from "lit/directive.js";
import { noChange } from "lit/html.js";

/** Property → value, with the names of CSS: `width`, `flex-grow`, `--columns`. */
export type Styles = Readonly<Record<string, string | number | undefined>>;

/**
 * Sets styles through the object model, as in `<i ${style({ width: "40%" })}></i>`. Lit's own `styleMap` writes a style
 * attribute on its first turn, which a strict content security policy refuses.
 */
export const style = directive(
  class extends Directive {
    #set: readonly string[] = [];
    constructor(part: PartInfo) {
      super(part);
      if (part.type !== PartType.ELEMENT) throw new Error("style() stands among an element's attributes");
    }
    render(_styles: Styles): unknown {
      return noChange;
    }
    override update(part: ElementPart, [styles]: [Styles]): unknown {
      const target = (part.element as HTMLElement).style;
      for (const name of this.#set) if (styles[name] === undefined) target.removeProperty(name);
      for (const [name, value] of Object.entries(styles)) {
        if (value !== undefined && target.getPropertyValue(name) !== String(value))
          target.setProperty(name, String(value));
      }
      this.#set = Object.keys(styles).filter((name) => styles[name] !== undefined);
      return noChange;
    }
  },
);
