import { useEffect, useRef } from "preact/hooks";
import { saveFile } from "../../platform/save-file.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { useCopied } from "../../ui/use-copied.ts";

/** The codes for when the phone is lost, shown this once. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const title = useRef<HTMLHeadingElement>(null);
  const { copied, copy } = useCopied<"codes">();
  const words = text().settings;
  const lines = codes.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`);

  useEffect(() => title.current?.focus(), []);

  return (
    <div class="settings-form">
      <h3 ref={title} tabIndex={-1}>
        {words.totp_recovery_title}
      </h3>
      <p class="settings-intro">{words.totp_recovery_text}</p>
      <ol class="recovery-codes" dir="ltr">
        {lines.map((line) => (
          <li key={line}>
            <code>{line}</code>
          </li>
        ))}
      </ol>
      <div class="settings-acts">
        <Button onClick={() => void copy("codes", lines.join("\n"))}>
          {copied === "codes" ? words.totp_copied : words.totp_copy}
        </Button>
        <Button onClick={() => saveFile(words.totp_recovery_file, new Blob([`${lines.join("\n")}\n`], { type: "text/plain" }))}>
          {words.totp_download}
        </Button>
        <Button look="primary" onClick={onKept}>
          {words.totp_kept}
        </Button>
      </div>
      <p role="status" class="settings-intro">
        {copied === "failed" ? words.totp_copy_failed : ""}
      </p>
    </div>
  );
}
