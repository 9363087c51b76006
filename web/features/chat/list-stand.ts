/** Where a message list stands, shared by what moves it. Plain fields: none of them is drawn. */
export interface ListStand {
  /** The list has been scrolled to somewhere that was meant. */
  positioned: boolean;
  /** The person has moved the list: from then on nothing but their own acts moves it. */
  moved: boolean;
  /** The latest message is in sight. */
  atEnd: boolean;
  /** The row that is being scrolled to. */
  aim: { key: string; index: number; align: "start" | "end" | "auto"; since: number } | null;
}

export const newStand = (): ListStand => ({ positioned: false, moved: false, atEnd: true, aim: null });
