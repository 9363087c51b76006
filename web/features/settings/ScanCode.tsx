import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { useParlor } from "../../parlor-context.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { CodeField } from "../../ui/CodeField.tsx";
import { QrCode } from "../../ui/QrCode.tsx";
import { useCopied } from "../../ui/use-copied.ts";
import { focusFirstInvalid, useFirstFocus } from "../sign-in/form-focus.ts";

interface ScanCodeProps {
  secret: string;
  uri: string;
  onCodes: (codes: readonly string[]) => void;
  onClose: () => void;
}

/** Takes the secret into an authenticator app, by camera or by hand, and proves that it works. */
export function ScanCode({ secret, uri, onCodes, onClose }: ScanCodeProps) {
  const parlor = useParlor();
  const form = useFirstFocus();
  const code = useSignal("");
  const refused = useSignal<{ code: string; text: string } | null>(null);
  const busy = useSignal(false);
  const { copied, copy } = useCopied<"key">();
  const wasTried = useRef(false);
  const words = text().settings;
  const missing = wasTried.current && code.value.trim() === "" ? words.totp_code_missing : null;

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    wasTried.current = true;
    busy.value = true;
    const result = await parlor.call("account.confirm_totp", { code: code.value });
    busy.value = false;
    if (result.ok) return onCodes(result.value.recovery_codes);
    const isWrong = result.problem.code === "wrong_totp" || result.problem.code === "invalid_input";
    refused.value = { code: code.value, text: isWrong ? text().sign_in.code_wrong : problemText(result.problem) };
    focusFirstInvalid(form.current);
  };

  return (
    <form class="settings-form" ref={form} onSubmit={submit} noValidate aria-busy={busy.value}>
      <h3>{words.totp_scan_title}</h3>
      <QrCode text={uri} label={words.totp_qr} />
      <div class="totp-key">
        <p>{words.totp_manual}</p>
        <code dir="ltr">{secret.match(/.{1,4}/g)?.join(" ")}</code>
        <Button look="quiet" onClick={() => void copy("key", secret)}>
          {copied === "key" ? words.totp_copied : words.totp_copy_key}
        </Button>
      </div>
      <CodeField
        label={words.totp_code}
        hint={words.totp_code_hint}
        value={code.value}
        error={missing ?? (refused.value?.code === code.value ? refused.value.text : null)}
        onInput={(value) => (code.value = value)}
      />
      <div class="settings-acts">
        <Button type="submit" look="primary" busy={busy.value}>
          {words.totp_confirm}
        </Button>
        <Button onClick={onClose}>{text().app.cancel}</Button>
      </div>
    </form>
  );
}
