//! Letters at places become text: words, lines, cells, columns, paragraphs. Pure.

use super::glyphs::Glyph;
use std::collections::BTreeMap;

/// In shares of the letters' height. A gap this wide is a space; printers set no letters of a word this far apart, unless all of them.
const SPACE: f32 = 0.13;
/// Letters nearer than this are drawn one after the other; a wider gap may be one between columns.
const APART: f32 = 0.7;
/// A gap wider than this is one between cells: no line is stretched so far.
const CELL: f32 = 1.2;
/// In a row that has such a gap, one between drawings is one too if it is wider than this, and than so many times what is between words.
const NEAR_CELL: f32 = 0.45;
const WORDS: f32 = 1.6;
/// A letter that begins this far before the end of the one before is drawn somewhere else.
const BACK: f32 = -0.4;
/// Letters whose base lines differ by less stand on one line.
const SAME_LINE: f32 = 0.3;
/// Of two heights that differ by more, the smaller is a raised or lowered letter or a line of its own.
const SMALLER: f32 = 0.85;
/// A distance of lines above that of the block by this much begins a paragraph.
const PARAGRAPH: f32 = 1.3;
/// Lines further from each other than so many heights are set wide.
const WIDE: f32 = 1.45;
/// A line shorter than this share of its block ends its paragraph, and so does one shorter than so many heights of its letters.
const FULL: f32 = 0.6;
const FULL_MIN: f32 = 10.0;
/// Columns have at least so many lines, of at least so many letters, which fill at least this share of their width; one in so many begins in
/// the midst of a sentence.
const COLUMN_LINES: usize = 3;
const COLUMN_CHARS: usize = 16;
const COLUMN_FILL: f32 = 0.6;
const COLUMN_BEGUN: usize = 5;
/// A distance of so many heights parts what stands above or below columns from them.
const APART_LINES: f32 = 2.2;
/// Places where columns may be divided that are tried for one stretch of a page, and how deep columns lie within columns.
const DIVISIONS_MAX: usize = 16;
const DEPTH_MAX: usize = 6;

/// The text of a page: what is written upright first, then what is written in other directions.
pub(crate) fn text(glyphs: Vec<Glyph>) -> String {
    let mut directions: BTreeMap<i16, Vec<Glyph>> = BTreeMap::new();
    for glyph in glyphs {
        directions.entry(glyph.angle).or_default().push(glyph);
    }
    let upright = directions.remove(&0);
    let blocks = upright.into_iter().chain(directions.into_values()).flat_map(|glyphs| {
        let mut blocks = Vec::new();
        arrange(rows(pieces(glyphs)), 0, &mut blocks);
        blocks
    });
    blocks.map(|block| paragraphs(&block)).filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Letters drawn one after the other on one line, without white space. `spaced` says that there is white space before the letter.
struct Piece {
    letters: Vec<Letter>,
    base: f32,
    size: f32,
}

struct Letter {
    glyph: Glyph,
    spaced: bool,
}

impl Piece {
    fn start(&self) -> f32 {
        self.letters.first().map_or(0.0, |letter| letter.glyph.start)
    }

    fn end(&self) -> f32 {
        self.letters.iter().map(|letter| letter.glyph.end).fold(f32::MIN, f32::max)
    }
}

/// Letters in the order they are drawn, put together as far as each stands behind the one before.
fn pieces(glyphs: Vec<Glyph>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut space: Option<f32> = None;
    for glyph in glyphs {
        if glyph.is_space() {
            space = Some(glyph.base);
            continue;
        }
        // White space counts where the line goes on behind it.
        let spaced = space.take().is_some_and(|base| (base - glyph.base).abs() < SAME_LINE * glyph.size);
        let before = pieces.last_mut().and_then(|piece| Some((piece.letters.last()?.glyph.clone(), piece)));
        match before {
            Some((before, piece)) => {
                let size = before.size.max(glyph.size);
                let gap = (glyph.start - before.end) / size;
                let lifted = (glyph.base - piece.base).abs() / size;
                let is_script = glyph.size.min(piece.size) < SMALLER * glyph.size.max(piece.size);
                let is_near = BACK < gap && gap < if is_script { SAME_LINE } else { APART };
                if is_near && lifted < if is_script { 2.0 * SAME_LINE } else { SAME_LINE } {
                    // A raised letter stands on the line of those that it is smaller than.
                    if piece.size < glyph.size {
                        (piece.base, piece.size) = (glyph.base, glyph.size);
                    }
                    piece.letters.push(Letter { glyph, spaced });
                } else {
                    pieces.push(Piece { base: glyph.base, size: glyph.size, letters: vec![Letter { glyph, spaced }] });
                }
            }
            None => pieces.push(Piece { base: glyph.base, size: glyph.size, letters: vec![Letter { glyph, spaced }] }),
        }
    }
    pieces
}

/// The pieces of text on one base line, from left to right.
#[derive(Default)]
struct Row {
    pieces: Vec<Piece>,
    base: f32,
    size: f32,
}

impl Row {
    fn of(pieces: Vec<Piece>) -> Self {
        let (mut base, mut size) = (0.0, 0.0);
        for piece in &pieces {
            if size < piece.size {
                (base, size) = (piece.base, piece.size);
            }
        }
        Self { pieces, base, size }
    }

    fn start(&self) -> f32 {
        self.pieces.iter().map(Piece::start).fold(f32::MAX, f32::min)
    }

    fn end(&self) -> f32 {
        self.pieces.iter().map(Piece::end).fold(f32::MIN, f32::max)
    }

    /// Where text stands in the row, as stretches without a wide gap.
    fn stretches(&self) -> Vec<(f32, f32)> {
        let mut stretches: Vec<(f32, f32)> = Vec::new();
        for piece in &self.pieces {
            let (start, end) = (piece.start(), piece.end());
            match stretches.last_mut() {
                Some(last) if start - last.1 < APART * self.size => last.1 = last.1.max(end),
                _ => stretches.push((start, end)),
            }
        }
        stretches
    }
}

/// Pieces by their base lines, from the top of the page down.
fn rows(mut pieces: Vec<Piece>) -> Vec<Row> {
    pieces.sort_by(|a, b| b.base.total_cmp(&a.base));
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    let mut base = f32::MAX;
    let mut size = 0.0_f32;
    for piece in pieces {
        match rows.last_mut() {
            Some(row) if base - piece.base < SAME_LINE * size.min(piece.size) => {
                size = size.max(piece.size);
                row.push(piece);
            }
            _ => {
                (base, size) = (piece.base, piece.size);
                rows.push(vec![piece]);
            }
        }
    }
    rows.into_iter()
        .map(|mut row| {
            row.sort_by(|a, b| a.start().total_cmp(&b.start()));
            Row::of(row)
        })
        .collect()
}

/// Puts rows in the order of reading: where columns stand side by side, one after the other.
fn arrange(mut rows: Vec<Row>, depth: usize, blocks: &mut Vec<Vec<Row>>) {
    let division = if depth < DEPTH_MAX { division(&rows) } else { None };
    let Some(Division { at, first, last }) = division else {
        if !rows.is_empty() {
            blocks.push(rows);
        }
        return;
    };
    let below = rows.split_off(last);
    let beside = rows.split_off(first);
    arrange(rows, depth + 1, blocks);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for row in beside {
        let (before, behind): (Vec<_>, Vec<_>) = row.pieces.into_iter().partition(|piece| piece.start() < at);
        left.extend((!before.is_empty()).then(|| Row::of(before)));
        right.extend((!behind.is_empty()).then(|| Row::of(behind)));
    }
    arrange(left, depth + 1, blocks);
    arrange(right, depth + 1, blocks);
    arrange(below, depth + 1, blocks);
}

/// Where a stretch of rows, `first..last`, is divided into columns.
struct Division {
    at: f32,
    first: usize,
    last: usize,
}

/// The division of columns with the most lines on its weaker side; none where what stands side by side are the cells of a table.
fn division(rows: &[Row]) -> Option<Division> {
    let stretches: Vec<Vec<(f32, f32)>> = rows.iter().map(Row::stretches).collect();
    // Columns are flush on their left, so many rows have a stretch that begins at one place.
    let mut begins: BTreeMap<i32, (usize, f32)> = BTreeMap::new();
    for (start, _) in stretches.iter().flatten() {
        #[allow(clippy::cast_possible_truncation)]
        let (count, least) = begins.entry(start.round() as i32).or_insert((0, *start));
        *count += 1;
        *least = least.min(*start);
    }
    let mut places: Vec<(usize, f32)> = begins.into_values().filter(|(count, _)| 1 < *count).collect();
    places.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.total_cmp(&b.1)));
    let mut best: Option<(usize, Division)> = None;
    for (_, start) in places.into_iter().take(DIVISIONS_MAX) {
        let at = start - 1.0;
        let crosses = |row: &Vec<(f32, f32)>| row.iter().any(|(start, end)| *start < at && at < *end);
        let mut first = 0;
        while first < rows.len() {
            let len = stretches.iter().skip(first).take_while(|row| !crosses(row)).count();
            if let Some((lines, division)) = columns(rows, at, first, first + len)
                && best.as_ref().is_none_or(|(most, _)| *most < lines)
            {
                best = Some((lines, division));
            }
            first += len + 1;
        }
    }
    best.map(|(_, division)| division)
}

/// Whether rows that no word crosses at a place are two columns of text there, and how many lines the shorter one has.
fn columns(rows: &[Row], at: f32, mut first: usize, mut last: usize) -> Option<(usize, Division)> {
    // Their lines may stand at different heights. Above the first of the one side and below the last of the other stand lines of one side
    // alone: they belong to its column as far as no wide gap parts them from it.
    let is_here = |row: &Row, left: bool| if left { row.start() < at } else { at < row.end() };
    let of_side = |left: bool| -> Vec<usize> {
        (first..last).filter(|number| rows.get(*number).is_some_and(|row| is_here(row, left))).collect()
    };
    let (left, right) = (of_side(true), of_side(false));
    let (top, bottom) = ((*left.first()?).max(*right.first()?), (*left.last()?).min(*right.last()?));
    for side in [&left, &right] {
        for pair in side.windows(2) {
            let &[above, below] = pair else { continue };
            let (Some(upper), Some(lower)) = (rows.get(above), rows.get(below)) else { continue };
            if APART_LINES * upper.size.max(lower.size) < upper.base - lower.base {
                if above < top {
                    first = first.max(above + 1);
                } else if bottom < below {
                    last = last.min(below);
                }
            }
        }
    }
    let band = rows.get(first..last)?;
    let side = |is_here: &dyn Fn(&Piece) -> bool| {
        let (mut from, mut to, mut begun) = (f32::MAX, f32::MIN, 0_usize);
        let mut lines: Vec<(f32, usize)> = Vec::new();
        for row in band {
            let here: Vec<&Piece> = row.pieces.iter().filter(|piece| is_here(piece)).collect();
            let start = here.iter().map(|piece| piece.start()).fold(f32::MAX, f32::min);
            let end = here.iter().map(|piece| piece.end()).fold(f32::MIN, f32::max);
            if start < end {
                let first = here.first().and_then(|piece| piece.letters.first()?.glyph.text.chars().next());
                begun += usize::from(first.is_some_and(|c| c.is_alphabetic() && !c.is_uppercase()));
                lines.push((end - start, here.iter().map(|piece| piece.letters.len()).sum()));
                (from, to) = (from.min(start), to.max(end));
            }
        }
        // Headings, ends of paragraphs and small tables are short in any column, so the longer half is judged.
        lines.sort_by(|a, b| b.0.total_cmp(&a.0));
        let long = lines.get(..lines.len().div_ceil(2)).unwrap_or_default();
        let (width, chars) = long.iter().fold((0.0, 0), |(width, chars), line| (width + line.0, chars + line.1));
        #[allow(clippy::cast_precision_loss)]
        let is_filled = COLUMN_FILL * long.len() as f32 * (to - from) <= width;
        // What goes on from line to line begins most of them with a small letter; cells begin anew.
        let goes_on = lines.len() <= COLUMN_BEGUN * begun;
        let is_text = COLUMN_LINES <= lines.len() && COLUMN_CHARS * long.len() <= chars && is_filled && goes_on;
        is_text.then_some(lines.len())
    };
    let left = side(&|piece| piece.start() < at)?;
    let right = side(&|piece| at <= piece.start())?;
    Some((left.min(right), Division { at, first, last }))
}

/// One row of a page as text.
struct Line {
    text: String,
    start: f32,
    end: f32,
    /// How wide the first word of the row is.
    first_word: f32,
    base: f32,
    size: f32,
    /// Whether the row consists of cells, as a table's does.
    has_cells: bool,
}

fn line(row: &Row) -> Line {
    let mut text = String::new();
    let mut has_cells = false;
    let mut first_word = None;
    let mut before: Option<&Glyph> = None;
    let cell = cell_gap(row);
    let mut tracked = 0.0;
    for piece in &row.pieces {
        // Figures in a heading that is set wide are set as wide as its words.
        tracked = match tracking(piece) {
            Some(own) => own,
            None if (piece.size - row.size).abs() < 0.1 * row.size => tracked,
            None => 0.0,
        };
        for letter in &piece.letters {
            let glyph = &letter.glyph;
            match before.map_or(Gap::None, |before| gap(before, letter, tracked, cell)) {
                Gap::None => {}
                Gap::Space => text.push(' '),
                Gap::Cell => {
                    text.push('\t');
                    has_cells = true;
                }
            }
            if first_word.is_none() && text.ends_with([' ', '\t']) {
                first_word = before.map(|before| before.end - row.start());
            }
            text.push_str(&glyph.text);
            before = Some(glyph);
        }
    }
    // A line of a table of contents is a row too.
    has_cells |= text.contains("....") || text.contains(". . . .");
    let first_word = first_word.unwrap_or(row.end() - row.start());
    Line { text, start: row.start(), end: row.end(), first_word, base: row.base, size: row.size, has_cells }
}

/// How wide a gap is between cells of a row that are drawn one by one, in heights. Beside cells that are far apart there may be others that
/// are nearer to each other; the words within one drawing show how far apart words are.
fn cell_gap(row: &Row) -> f32 {
    let letters: Vec<&Letter> = row.pieces.iter().flat_map(|piece| &piece.letters).collect();
    let gap = |a: &Letter, b: &Letter| (b.glyph.start - a.glyph.end) / a.glyph.size.max(b.glyph.size);
    let is_table = letters.windows(2).any(|pair| matches!(pair, [a, b] if CELL < gap(a, b)));
    if !is_table {
        return CELL;
    }
    let is_word = |a: &Letter, b: &Letter| !b.spaced && a.glyph.drawn == b.glyph.drawn && SPACE < gap(a, b);
    let words = letters.windows(2).filter_map(|pair| match pair {
        [a, b] if is_word(a, b) => Some(gap(a, b)),
        _ => None,
    });
    let mut words: Vec<f32> = words.filter(|gap| *gap < CELL).collect();
    words.sort_by(f32::total_cmp);
    (WORDS * words.get(words.len() / 2).copied().unwrap_or(0.0)).clamp(NEAR_CELL, CELL)
}

enum Gap {
    None,
    Space,
    Cell,
}

/// What is between a letter and the one before it on its line.
fn gap(before: &Glyph, letter: &Letter, tracked: f32, cell: f32) -> Gap {
    let glyph = &letter.glyph;
    let size = before.size.max(glyph.size);
    let wide = (glyph.start - before.end) / size;
    let is_digit = |glyph: &Glyph, last: bool| {
        let c = if last { glyph.text.chars().next_back() } else { glyph.text.chars().next() };
        c.is_some_and(|c| c.is_ascii_digit())
    };
    let digits = is_digit(before, true) && is_digit(glyph, false);
    let is_wide = |c: Option<char>| c.is_some_and(is_ideograph);
    let space = match () {
        // Such writing has no spaces, and its letters have room around them.
        () if is_wide(before.text.chars().next_back()) && is_wide(glyph.text.chars().next()) => 0.6,
        () => tracked + SPACE,
    };
    // White space that was drawn is part of a line, however far it is stretched.
    if CELL < wide || cell < wide && !letter.spaced && before.drawn != glyph.drawn {
        return Gap::Cell;
    }
    if letter.spaced || space < wide || wide < BACK {
        // Two numbers that were drawn apart are two: nobody moves the pen within one.
        let is_apart = digits && before.drawn != glyph.drawn && !letter.spaced && tracked < SPACE;
        return if is_apart { Gap::Cell } else { Gap::Space };
    }
    // A raised digit, such as a footnote's, is none of the number before it.
    let is_raised =
        digits && before.size.min(glyph.size) < SMALLER * size && 0.15 * size < (before.base - glyph.base).abs();
    if is_raised { Gap::Space } else { Gap::None }
}

/// How far apart the letters of a piece are set throughout, as in headings; 0 where they are set as usual, `None` where too few letters or
/// only figures stand there to tell.
fn tracking(piece: &Piece) -> Option<f32> {
    let mut gaps: Vec<f32> = piece
        .letters
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if !b.spaced => Some((b.glyph.start - a.glyph.end) / a.glyph.size.max(b.glyph.size)),
            _ => None,
        })
        .collect();
    gaps.sort_by(f32::total_cmp);
    let at = |part: usize| gaps.get(gaps.len() / part).copied().unwrap_or(0.0);
    let (low, middle) = (at(10), at(2));
    // Words of one letter are far apart too, but not only they.
    let letters = piece.letters.iter().filter(|letter| letter.glyph.text.chars().all(char::is_alphabetic)).count();
    if gaps.len() < 4 || letters < 3 {
        return None;
    }
    Some(if 0.5 * middle < low { middle.clamp(0.0, APART) } else { 0.0 })
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}')
}

/// Lines put together as paragraphs: one that has no room for the first word of the next goes on there.
fn paragraphs(block: &[Row]) -> String {
    let lines: Vec<Line> = block.iter().map(line).collect();
    let distances = |pair: &[Line]| match pair {
        [above, below] => above.base - below.base,
        _ => 0.0,
    };
    let mut usual: Vec<f32> =
        lines.windows(2).filter(|pair| pair.iter().all(|line| !line.has_cells)).map(distances).collect();
    usual.sort_by(f32::total_cmp);
    // Lines of one paragraph are the nearest to each other.
    let usual = usual.get(usual.len() / 4).copied().unwrap_or(f32::MAX);
    let is_apart = |above: &Line, below: &Line| {
        let size = above.size.max(below.size);
        if above.has_cells && below.has_cells {
            // Rows of a table stand further from each other than lines.
            return APART_LINES * size < above.base - below.base;
        }
        let leading = usual.clamp(0.9 * size, 2.0 * size);
        PARAGRAPH * leading < above.base - below.base || above.size.min(below.size) < SMALLER * size
    };
    let from = lines.iter().map(|line| line.start).fold(f32::MAX, f32::min);
    let widest = lines.iter().filter(|line| !line.has_cells).map(|line| line.end - from).fold(0.0, f32::max);
    let mut text = String::new();
    let mut at = 0;
    while at < lines.len() {
        let rest = lines.get(at..).unwrap_or_default();
        let len = 1 + rest.windows(2).take_while(|pair| matches!(pair, [a, b] if !is_apart(a, b))).count();
        let paragraph = rest.get(..len).unwrap_or_default();
        let right = paragraph.iter().filter(|line| !line.has_cells).map(|line| line.end).fold(0.0, f32::max);
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        for (number, line) in paragraph.iter().enumerate() {
            let above = number.checked_sub(1).and_then(|above| paragraph.get(above));
            if let Some(above) = above {
                let is_full = (FULL * widest).max(FULL_MIN * above.size) <= above.end - from
                    && right < above.end + SPACE * line.size + line.first_word;
                let is_row = line.has_cells || above.has_cells;
                let goes_on = is_full && !is_row && !is_item(&line.text) && !begins_anew(above, line);
                join(&mut text, goes_on, &line.text);
            }
            text.push_str(&line.text);
        }
        at += len;
    }
    text
}

/// Whether a line that stands wide below another begins a sentence where that one ends one. In a block of paragraphs of one line each no
/// distance shows which lines belong together.
fn begins_anew(above: &Line, line: &Line) -> bool {
    let ends = above.text.trim_end_matches(['"', '”', '“', '»', ')', '’']).ends_with(['.', '!', '?', ':']);
    WIDE * line.size < above.base - line.base && ends && line.text.starts_with(char::is_uppercase)
}

/// Puts between a line and the next what belongs there.
fn join(text: &mut String, goes_on: bool, next: &str) {
    if !goes_on {
        text.push('\n');
    } else if text.ends_with('\u{ad}') {
        // A hyphen that is there only because the line ends.
        text.pop();
    } else {
        let is_wide = |c: Option<char>| c.is_some_and(is_ideograph);
        let is_wide = is_wide(text.chars().next_back()) && is_wide(next.chars().next());
        if !is_wide && !is_hyphen(text, next) {
            text.push(' ');
        }
    }
}

/// Whether a line ends in a hyphen that joins its last word to the first of the next: non-|disclosure, but not long- |and short-term.
fn is_hyphen(text: &str, next: &str) -> bool {
    const AND: [&str; 20] = [
        "and", "or", "to", "und", "oder", "bis", "bzw.", "et", "ou", "à", "y", "o", "e", "i", "en", "of", "og",
        "eller", "och", "a",
    ];
    let mut ends = text.chars().rev();
    let joins =
        matches!(ends.next(), Some('-' | '\u{2010}' | '\u{2011}')) && ends.next().is_some_and(char::is_alphanumeric);
    let word = next.split_whitespace().next().unwrap_or_default();
    joins && word.starts_with(char::is_alphanumeric) && !AND.contains(&word)
}

/// Whether a line begins a point of a list.
fn is_item(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let number = first.trim_end_matches(['.', ')']);
    let is_number = number.len() < first.len() && number.len() < 4 && number.chars().all(|c| c.is_ascii_digit());
    let is_letter = number.len() < first.len() && number.chars().count() == 1 && number.chars().all(char::is_lowercase);
    first.starts_with(['•', '▪', '◦', '·', '●', '■', '○'])
        || matches!(first, "–" | "-" | "*" | "—")
        || (!number.is_empty() && (is_number || is_letter))
}
