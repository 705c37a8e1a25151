import type { Block, Fact, ReportDocument, Section } from './document.ts';

/**
 * Characters that are not seen, turn the direction of writing or end a line; a selector of the shape of a
 * Chinese character, as rare names have it, is none of them.
 */
const unseen =
  /(?<!\p{Script=Han})\p{Variation_Selector}|(?!\p{Variation_Selector})[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const lineEnds = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Marks beyond the second on one character: they would be drawn over the lines above and below. */
const piled = /(\p{M}{2})\p{M}+/gu;

/**
 * Text that somebody else wrote, as paper shows it: on one line, at most `max` characters (how long it
 * is, is said), unseen characters by their code, `[U+202E]`.
 */
export function shownText(text: string, max: number): string {
  const shown = text
    .slice(0, 4 * max)
    .replace(lineEnds, ' ')
    .replace(piled, '$1…')
    .replace(unseen, (char) => `[U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`);
  const kept = [...shown].slice(0, max).join('');
  return kept.length < shown.length || text.length > 4 * max ? `${kept}…（共 ${text.length} 字）` : shown;
}

const most = { title: 100, cell: 400, note: 1000 };

/** The report with every text as `shownText` has it; blocks of code are our own and stay. */
export function shownReport({ title, subtitle, facts, sections, foot }: ReportDocument): ReportDocument {
  return {
    title: shownText(title, most.title),
    subtitle: shownText(subtitle, most.title),
    facts: facts.map(shownFact),
    sections: sections.map((section): Section => ({ ...section, blocks: section.blocks.map(shownBlock) })),
    foot: shownText(foot, most.title),
  };
}

const shownFact = ({ label, value }: Fact): Fact => ({ label, value: shownText(value, most.note) });

function shownBlock(block: Block): Block {
  switch (block.kind) {
    case 'facts':
      return { ...block, facts: block.facts.map(shownFact) };
    case 'note':
      return { ...block, text: shownText(block.text, most.note) };
    case 'table':
      return { ...block, rows: block.rows.map((row) => row.map((cell) => shownText(cell, most.cell))) };
    case 'code':
    case 'bars':
      return block;
  }
}
