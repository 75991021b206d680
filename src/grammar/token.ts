/** A word, a quoted literal, a mentioned person, or a mark between words: `,` `;` newline and dashes. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'person' | 'mark';
  /** As typed, without the punctuation around it. */
  readonly text: string;
  /** Compared with word lists: lower case, without apostrophes. Empty unless a word. */
  readonly word: string;
  /** Position in the line: a reason is cut from there as it was typed. */
  readonly start: number;
  readonly end: number;
}
