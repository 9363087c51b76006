import { useId } from "preact/hooks";
import "./Segmented.css";

interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
  /** The label stands beside it already; it is only announced. */
  hideLabel?: boolean;
}

/** One choice of a few that are all worth seeing: radio buttons, drawn as one bar. */
export function Segmented<T extends string>({ label, value, options, onChange, hideLabel = false }: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset class="segmented">
      <legend class={hideLabel ? "visually-hidden" : "segmented-label"}>{label}</legend>
      <div class="segmented-options">
        {options.map((option) => (
          <label key={option.value} class="segmented-option">
            <input
              type="radio"
              class="visually-hidden"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
