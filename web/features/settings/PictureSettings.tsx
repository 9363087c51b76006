import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { limits } from "#protocol/limits.ts";
import type { OwnAccount } from "#protocol/objects/account.ts";
import { useParlor } from "../../parlor-context.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Button } from "../../ui/Button.tsx";
import { showToast } from "../../ui/toasts.ts";
import { CropDialog } from "./CropDialog.tsx";
import { readPicture } from "./read-picture.ts";

/** One's picture: picked, cut to a square here, and sent. Without one the generated avatar stands for the person. */
export function PictureSettings({ me }: { me: OwnAccount }) {
  const parlor = useParlor();
  const input = useRef<HTMLInputElement>(null);
  const bitmap = useSignal<ImageBitmap | null>(null);
  const problem = useSignal<string | null>(null);
  const words = text().settings;

  const pick = async (file: File | undefined) => {
    if (!file) return;
    problem.value = null;
    const read = await readPicture(file, parlor.server.value?.limits.picture_max_bytes ?? limits.picture_bytes);
    if (read.kind === "read") bitmap.value = read.bitmap;
    else if (read.kind === "too_large") problem.value = text().crop.too_large((read.bytes / 1024 / 1024).toFixed(1));
    else problem.value = text().crop[read.kind];
  };

  const remove = async () => {
    const result = await parlor.call("account.remove_picture", {});
    showToast(result.ok ? words.profile_picture_removed : problemText(result.problem));
  };

  return (
    <div class="settings-picture">
      <Avatar id={me.id} name={me.display_name || me.username} picture={me.picture} size={88} />
      <div class="settings-picture-acts">
        <Button onClick={() => input.current?.click()}>
          {me.picture ? words.profile_picture_change : words.profile_picture_choose}
        </Button>
        {me.picture && (
          <Button look="quiet" onClick={() => void remove()}>
            {words.profile_picture_remove}
          </Button>
        )}
        <p class="field-hint">{words.profile_picture_hint}</p>
        <div role="alert" class="field-error">
          {problem.value}
        </div>
        <input
          ref={input}
          type="file"
          accept="image/jpeg,image/png,image/gif,image/webp"
          class="visually-hidden"
          aria-label={words.profile_picture}
          tabIndex={-1}
          onChange={(event) => {
            const field = event.currentTarget;
            void pick(field.files?.[0]);
            // The same file can be picked again.
            field.value = "";
          }}
        />
      </div>
      {bitmap.value && (
        <CropDialog
          bitmap={bitmap.value}
          onClose={() => (bitmap.value = null)}
          save={async (image) => {
            const result = await parlor.account.setPicture(image);
            if (result.ok) showToast(words.profile_picture_set);
            return result.ok ? null : result.problem;
          }}
        />
      )}
    </div>
  );
}
