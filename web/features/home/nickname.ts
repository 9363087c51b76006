/** The name somebody last went by as a guest, kept on this device for the next room. */
const key = "parlor.nickname";

export function rememberedNickname(): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

export function rememberNickname(nickname: string): void {
  try {
    localStorage.setItem(key, nickname);
  } catch {
    // Storage may be forbidden: the name is then typed again next time.
  }
}
