import { useId } from "preact/hooks";
import "./Switch.css";

interface SwitchProps {
  label: string;
  hint?: string;
  checked: boolean;
  disabled?: boolean;
  /** False takes the change back: it was refused. */
  onChange: (checked: boolean) => unknown;
}

/** Something that is on or off, and takes effect at once. */
export function Switch({ label, hint, checked, disabled, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div class="switch-row">
      <div>
        <label for={id}>{label}</label>
        {hint && (
          <p id={`${id}-hint`} class="field-hint">
            {hint}
          </p>
        )}
      </div>
      <input
        id={id}
        class="switch"
        type="checkbox"
        role="switch"
        checked={checked}
        aria-checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={async ({ currentTarget: input }) => {
          const wanted = input.checked;
          if ((await onChange(wanted)) === false) input.checked = !wanted;
        }}
      />
    </div>
  );
}
