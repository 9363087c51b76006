import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { useParlor } from "../../parlor-context.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { peopleActions, type RemovalChoice } from "./people-actions.ts";
import { removalAnswered, removalAsked } from "./removal.ts";
import "./RemovalDialog.css";

/** Says what removing or blocking somebody does, for whom, and does what is chosen. */
export function RemovalDialog() {
  const removal = removalAsked.value;
  return removal && <Question key={removal.id} {...removal} />;
}

function Question({ id, name, isContact }: NonNullable<typeof removalAsked.value>) {
  const parlor = useParlor();
  const choice = useSignal<RemovalChoice>(isContact ? "keep" : "block");
  const busy = useSignal(false);
  const words = text().removal;

  const confirm = async () => {
    if (busy.value) return;
    busy.value = true;
    const done = await peopleActions(parlor).remove({ id, name }, choice.value);
    busy.value = false;
    if (done) removalAnswered();
  };

  return (
    <Dialog
      title={isContact ? words.title(name) : words.block_title(name)}
      onClose={removalAnswered}
      actions={
        <>
          <Button onClick={removalAnswered}>{text().app.cancel}</Button>
          <Button look="danger" busy={busy.value} onClick={() => void confirm()}>
            {words.confirm[choice.value]}
          </Button>
        </>
      }
    >
      <p>{isContact ? words.text(name) : words.block_text(name)}</p>
      {isContact && (
        <fieldset class="choices">
          <legend>{words.choices}</legend>
          <Choice choice={choice} value="keep" label={words.keep} hint={words.keep_hint} />
          <Choice choice={choice} value="delete" label={words.delete} hint={words.delete_hint(name)} />
          <Choice choice={choice} value="block" label={words.block} hint={words.block_hint(name)} />
        </fieldset>
      )}
    </Dialog>
  );
}

interface ChoiceProps {
  choice: { value: RemovalChoice };
  value: RemovalChoice;
  label: string;
  hint: string;
}

function Choice({ choice, value, label, hint }: ChoiceProps) {
  const id = useId();
  return (
    <div class="choice">
      <input
        id={id}
        type="radio"
        name="removal"
        value={value}
        checked={choice.value === value}
        aria-describedby={`${id}-hint`}
        onChange={() => (choice.value = value)}
      />
      <div>
        <label for={id}>{label}</label>
        <p id={`${id}-hint`}>{hint}</p>
      </div>
    </div>
  );
}
