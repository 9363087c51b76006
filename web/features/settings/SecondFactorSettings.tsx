import { useSignal } from "@preact/signals";
import { useParlor } from "../../parlor-context.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { CodeField } from "../../ui/CodeField.tsx";
import { showToast } from "../../ui/toasts.ts";

import { PasswordDialog } from "./PasswordDialog.tsx";
import { RecoveryCodes } from "./RecoveryCodes.tsx";
import { ScanCode } from "./ScanCode.tsx";

type Step =
  | { kind: "closed" | "password" | "disable" }
  | { kind: "scan"; secret: string; uri: string }
  | { kind: "recovery"; codes: readonly string[] };

/** A code beside the password: set up by scanning, proven by a first code, with codes for when the phone is lost. */
export function SecondFactorSettings() {
  const parlor = useParlor();
  const step = useSignal<Step>({ kind: "closed" });
  const words = text().settings;
  const isOn = parlor.me.value?.totp ?? false;
  const now = step.value;
  const close = () => {
    step.value = { kind: "closed" };
  };

  if (now.kind === "recovery") return <RecoveryCodes codes={now.codes} onKept={close} />;
  if (now.kind === "scan") {
    return (
      <ScanCode
        secret={now.secret}
        uri={now.uri}
        onCodes={(codes) => (step.value = { kind: "recovery", codes })}
        onClose={close}
      />
    );
  }
  return (
    <>
      <p class="settings-intro">{words.totp_intro}</p>
      <p>{isOn ? words.totp_on : words.totp_off}</p>
      <div>
        {isOn ? (
          <Button look="danger" onClick={() => (step.value = { kind: "disable" })}>
            {words.totp_disable}
          </Button>
        ) : (
          <Button look="primary" onClick={() => (step.value = { kind: "password" })}>
            {words.totp_start}
          </Button>
        )}
      </div>
      {now.kind === "password" && (
        <PasswordDialog
          title={words.section.second_factor}
          text={words.totp_password_text}
          confirm={words.totp_start}
          act={async (password) => {
            const result = await parlor.account.setupTotp(password);
            if (result.ok) step.value = { kind: "scan", ...result.value };
            return result;
          }}
          onDone={() => undefined}
          onClose={() => {
            // The dialog closes by itself as well when the next step takes its place.
            if (step.peek().kind === "password") close();
          }}
        />
      )}
      {now.kind === "disable" && <DisableDialog onClose={close} />}
    </>
  );
}

function DisableDialog({ onClose }: { onClose: () => void }) {
  const parlor = useParlor();
  const code = useSignal("");
  const tried = useSignal(false);
  const refused = useSignal<string | null>(null);
  const words = text().settings;
  const missing = tried.value && code.value.trim() === "" ? words.totp_code_missing : null;
  return (
    <PasswordDialog
      title={words.totp_disable}
      text={words.totp_disable_text}
      confirm={words.totp_disable}
      danger
      isReady={code.value.trim() !== ""}
      onTry={() => (tried.value = true)}
      act={(password) => parlor.account.disableTotp({ password, code: code.value })}
      onRefused={(reason) => {
        const isAboutCode = reason === "wrong_totp" || reason === "invalid_input";
        if (isAboutCode) refused.value = code.value;
        return isAboutCode;
      }}
      onDone={() => {
        showToast(words.totp_disabled);
        onClose();
      }}
      onClose={onClose}
    >
      <CodeField
        label={words.totp_code_or_recovery}
        value={code.value}
        recovery
        error={missing ?? (refused.value === code.value ? text().sign_in.code_wrong : null)}
        onInput={(value) => (code.value = value)}
      />
    </PasswordDialog>
  );
}
