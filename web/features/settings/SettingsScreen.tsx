import {
  ArrowLeft,
  Bell,
  EyeOff,
  Keyboard,
  KeyRound,
  MonitorSmartphone,
  Palette,
  ShieldCheck,
  UserRound,
  UserRoundCog,
} from "lucide";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { narrow } from "../../platform/page.ts";
import { focusRegion } from "../../platform/regions.ts";
import { Link } from "../../router/Link.tsx";
import { type SettingsSection, settingsSections } from "../../router/route.ts";
import { goBack, navigate, route } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { Frame } from "../../ui/Frame.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { ShortcutList } from "../shortcuts/ShortcutList.tsx";
import { AccountSettings } from "./AccountSettings.tsx";
import { AppearanceSettings } from "./AppearanceSettings.tsx";
import { NotificationSettings } from "./NotificationSettings.tsx";
import { PasswordSettings } from "./PasswordSettings.tsx";
import { PrivacySettings } from "./PrivacySettings.tsx";
import { ProfileSettings } from "./ProfileSettings.tsx";
import { SecondFactorSettings } from "./SecondFactorSettings.tsx";
import { SessionSettings } from "./SessionSettings.tsx";
import "./SettingsScreen.css";

const sections: Record<SettingsSection, ComponentType> = {
  profile: ProfileSettings,
  appearance: AppearanceSettings,
  notifications: NotificationSettings,
  privacy: PrivacySettings,
  password: PasswordSettings,
  second_factor: SecondFactorSettings,
  sessions: SessionSettings,
  shortcuts: ShortcutList,
  account: AccountSettings,
};

const icons = {
  profile: UserRound,
  appearance: Palette,
  notifications: Bell,
  privacy: EyeOff,
  password: KeyRound,
  second_factor: ShieldCheck,
  sessions: MonitorSmartphone,
  shortcuts: Keyboard,
  account: UserRoundCog,
} satisfies Record<SettingsSection, unknown>;

/** The settings: a list of sections beside the open one; two screens where only one fits. */
export function SettingsScreen() {
  const words = text().settings;
  const section = route.value.kind === "settings" ? route.value.section : null;
  const wide = !narrow.value;
  const Title = wide ? "h2" : "h1";
  const Section = section && sections[section];

  useEffect(() => focusRegion("settings"), []);

  useEffect(() => {
    if (wide && section === null) navigate({ kind: "settings", section: "profile" }, { replace: true });
  }, [wide, section]);

  return (
    <Frame
      shows={section ? "main" : "side"}
      side={
        <>
          <div class="settings-head">
            <IconButton
              icon={ArrowLeft}
              directional
              label={text().app.back}
              onClick={() => (wide ? navigate({ kind: "home" }) : goBack({ kind: "home" }))}
            />
            <h1>{words.title}</h1>
          </div>
          <nav class="settings-nav" aria-label={words.label} data-region="settings">
            <ul>
              {settingsSections.map((name) => (
                <li key={name}>
                  <Link class="settings-link" to={{ kind: "settings", section: name }} current={name === section} replace={wide}>
                    <Icon icon={icons[name]} />
                    <span>
                      <strong>{words.section[name]}</strong>
                      <small>{words.summary[name]}</small>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
        </>
      }
      main={
        Section && (
          <section class="settings-main" aria-labelledby="settings-title" data-region="section">
            <div class="settings-head">
              <span class="only-narrow">
                <IconButton
                  icon={ArrowLeft}
                  directional
                  label={text().app.back}
                  onClick={() => goBack({ kind: "settings", section: null })}
                />
              </span>
              <Title id="settings-title">{words.section[section]}</Title>
            </div>
            <div class="settings-scroll">
              <div class="settings-column">
                <Section key={section} />
              </div>
            </div>
          </section>
        )
      }
    />
  );
}
