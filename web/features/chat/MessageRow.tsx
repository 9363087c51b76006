import { Check, CircleAlert, Clock } from "lucide";
import type { ShownMessage } from "#client/parlor.ts";
import type { Mid } from "#protocol/ids.ts";
import { useParlor } from "../../parlor-context.ts";
import { clockTime, dayName, fullTime } from "../../text/dates.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { hueOf } from "../../ui/person-look.ts";
import { PersonOpener } from "../people/PersonOpener.tsx";
import { runText } from "../rooms/collapse-notices.ts";
import { WaitingNote } from "../rooms/WaitingNote.tsx";
import { autolink } from "./autolink.ts";
import { isFewEmoji } from "./emoji-only.ts";
import { noticeText, plainText, senderName } from "./message-text.ts";
import type { Row } from "./rows.ts";
import "./MessageRow.css";

interface MessageRowProps {
  row: Row;
  /** What stands above the first message there is. */
  opening: string;
  /** The one message of the list that Tab reaches. */
  reachable: boolean;
  onRetry: (mid: Mid) => void;
  onDiscard: (mid: Mid) => void;
}

/** One message with all that stands above it. Drawn again only when its props change (they are kept the same on purpose). */
export function MessageRow({ row, opening, reachable, onRetry, onDiscard }: MessageRowProps) {
  const { message } = row.shown;
  const words = text().messages;
  return (
    <>
      {row.opens && <p class="conversation-start">{opening}</p>}
      {row.day !== null && (
        <p class="day">
          <time dateTime={new Date(row.day).toISOString()}>{dayName(row.day)}</time>
        </p>
      )}
      {row.divider && (
        <p class="new-divider">
          <span>{words.new_divider}</span>
        </p>
      )}
      {message.type === "system" ? (
        <p
          class="message-notice"
          data-message={row.key}
          tabIndex={reachable ? 0 : -1}
          data-region-focus={reachable || undefined}
          title={fullTime(message.created_at)}
        >
          {runText(row.shown) ?? noticeText(message)}
        </p>
      ) : (
        <Spoken row={row} reachable={reachable} onRetry={onRetry} onDiscard={onDiscard} />
      )}
    </>
  );
}

function Spoken({ row, reachable, onRetry, onDiscard }: Omit<MessageRowProps, "opening">) {
  const { shown, starts, ends } = row;
  const { message, mine, state } = shown;
  const words = text().messages;
  const { sender } = message;
  // As they are called and look now, which the message may be too old to know.
  const { people } = useParlor();
  const face = sender.id && people.face(sender.id);
  const author = senderName(face ? { ...sender, name: face.name } : sender);
  const person = sender.id && (face?.name ?? sender.name) !== "" ? { kind: sender.kind, id: sender.id, name: author } : null;
  const body = plainText(message);
  const deleted = message.deleted_at !== null;
  const large = !deleted && isFewEmoji(body);
  const classes = [
    "message",
    mine ? "message-mine" : "message-theirs",
    starts && "message-starts",
    ends && "message-ends",
    `message-is-${state}`,
  ];

  return (
    <article
      class={classes.filter(Boolean).join(" ")}
      data-message={row.key}
      tabIndex={reachable ? 0 : -1}
      data-region-focus={reachable || undefined}
      aria-label={words.sentence(mine ? words.you : author, clockTime(message.created_at), body, mine ? stateText(shown) : null)}
    >
      {!mine && (
        <div class="message-gutter">
          {starts &&
            (person ? (
              <PersonOpener person={person} class="person-opener-picture" pointerOnly>
                <Avatar id={person.id} name={author} picture={face?.picture ?? null} />
              </PersonOpener>
            ) : (
              <Avatar id="" name="" />
            ))}
        </div>
      )}
      <div class="message-stack">
        {!mine && starts && (
          <div class="message-name person-hue" style={{ "--hue": String(hueOf(sender.id ?? "")) }}>
            {person ? (
              <PersonOpener person={person} class="person-opener-name" tabIndex={reachable ? 0 : -1}>
                <bdi>{author}</bdi>
              </PersonOpener>
            ) : (
              <span>{author}</span>
            )}
            {sender.kind === "guest" && <span class="message-guest">{text().rooms.guest}</span>}
          </div>
        )}
        <div class={large ? "bubble bubble-large" : "bubble"}>
          <div class={deleted ? "bubble-text bubble-deleted" : "bubble-text"} dir="auto">
            {deleted ? body : <Linked text={body} />}
            <span class="bubble-meta">
              <span class="bubble-meta-line" dir={text().direction}>
                {message.edited_at !== null && !deleted && <span title={fullTime(message.edited_at)}>{words.edited}</span>}
                <time dateTime={new Date(message.created_at).toISOString()} title={fullTime(message.created_at)}>
                  {clockTime(message.created_at)}
                </time>
                {mine && <StateMark state={state} />}
              </span>
            </span>
          </div>
        </div>
        {state === "sending" && shown.problem && <WaitingNote shown={shown} />}
        {state === "failed" && (
          <div class="message-failed">
            <span>{stateText(shown)}</span>
            <Button look="quiet" onClick={() => onRetry(message.mid)}>
              {words.retry}
            </Button>
            <Button look="quiet" onClick={() => onDiscard(message.mid)}>
              {words.discard}
            </Button>
          </div>
        )}
      </div>
    </article>
  );
}

function stateText({ state, problem }: ShownMessage): string {
  const words = text().messages;
  const reason = problem && problemText(problem);
  if (state === "failed") return reason ? words.failed_because(reason) : words.failed;
  if (state === "sending") return reason ? words.waiting_because(reason) : words.sending;
  return words.sent;
}

const stateIcons = { sending: Clock, sent: Check, failed: CircleAlert };

/** The state of an own message: a small mark of its own shape, in words on hover and for screen readers. */
function StateMark({ state }: { state: ShownMessage["state"] }) {
  const word = text().messages[state];
  return (
    <span class={`state state-${state}`} title={word}>
      <Icon icon={stateIcons[state]} size={14} />
      <span class="visually-hidden">{word}</span>
    </span>
  );
}

function Linked({ text: source }: { text: string }) {
  return (
    <>
      {autolink(source).map(({ at, text: part, href }) =>
        href === null ? (
          part
        ) : (
          <a key={at} href={href} target="_blank" rel="noopener noreferrer nofollow">
            {part}
          </a>
        ),
      )}
    </>
  );
}
