import { type Html, html } from "./html.ts";
import { componentPrefix, type JsonSchema } from "./json-schemas.ts";

/** The fields of an object, or what else it is. */
export function describeShape(schema: JsonSchema): Html {
  const { properties, oneOf } = schema;
  if (oneOf) return html`<p>One of</p>${oneOf.map((option) => html`<div class="option">${describeShape(option)}</div>`)}`;
  if (!properties) return html`<p>${describeType(schema)}</p>`;
  const fields = Object.entries(properties);
  if (fields.length === 0) return html`<p class="none">No fields.</p>`;
  const required = new Set(schema.required);
  return html`<table><tbody>${fields.map(([name, field]) => describeField(name, field, required.has(name)))}</tbody></table>`;
}

function describeField(name: string, field: JsonSchema, isRequired: boolean): Html {
  const note = field.default !== undefined ? `default ${JSON.stringify(field.default)}` : isRequired ? "" : "optional";
  return html`<tr><th scope="row"><code>${name}</code></th><td>${describeType(field)}${remark(note)}</td></tr>`;
}

/** A type in words. */
function describeType(schema: JsonSchema): Html {
  const { $ref, anyOf, items, properties, additionalProperties } = schema;
  if ($ref) return link($ref.slice(componentPrefix.length));
  if (anyOf) return html`${separate(anyOf.map(describeType), " or ")}`;
  if (items) return html`list of ${describeType(items)}`;
  if (properties) return describeShape(schema);
  if (typeof additionalProperties === "object") {
    return html`object from ${describeType(schema.propertyNames ?? { type: "string" })} to ${describeType(additionalProperties)}`;
  }
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum)
    return html`${separate(
      schema.enum.map((value) => html`<code>${JSON.stringify(value)}</code>`),
      " or ",
    )}`;
  return html`${[schema.type ?? "anything"].flat().join(" or ")}${remark(describeBounds(schema))}`;
}

function describeBounds({ minimum, maximum, minLength, maxLength, format, pattern }: JsonSchema): string {
  const bounds = [
    minimum !== undefined && `from ${minimum}`,
    maximum !== undefined && `to ${maximum}`,
    minLength !== undefined && `at least ${minLength} long`,
    maxLength !== undefined && `at most ${maxLength} long`,
    format ?? pattern,
  ];
  return bounds.filter(Boolean).join(", ");
}

function remark(text: string): Html {
  return text === "" ? html`` : html` <small>${text}</small>`;
}

function link(name: string): Html {
  return html`<a href="#${name}">${name}</a>`;
}

function separate(parts: readonly Html[], separator: string): Html[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [html`${separator}`, part]));
}
