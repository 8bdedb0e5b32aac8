/** Bold text is at most so much wider. */
const bold = 1.15;
const ascii = 128;

/** How wide text is, without laying it out. */
export class TextWidths {
  private readonly widths: readonly number[];

  /** @param measure pixels that one character takes */
  constructor(measure: (character: string) => number) {
    // Digits may be drawn as wide as each other.
    const digit = Math.max(...Array.from('0123456789', measure));
    this.widths = Array.from({ length: ascii }, (_, code) => {
      const character = String.fromCharCode(code);
      if (character >= '0' && character <= '9') return digit;
      return character < ' ' || character > '~' ? Number.POSITIVE_INFINITY : measure(character);
    });
  }

  /** In the font that an element has. */
  static of(element: Element): TextWidths {
    const context = document.createElement('canvas').getContext('2d');
    if (!context) return new TextWidths(() => Number.POSITIVE_INFINITY);
    context.font = getComputedStyle(element).font;
    return new TextWidths((character) => context.measureText(character).width * bold);
  }

  /** Pixels at most, bold or not; infinite for anything but ASCII, of which that is not known beforehand. */
  of(text: string): number {
    let sum = 0;
    for (let at = 0; at < text.length && sum < Number.POSITIVE_INFINITY; at += 1) {
      sum += this.widths[text.charCodeAt(at)] ?? Number.POSITIVE_INFINITY;
    }
    return sum;
  }
}
