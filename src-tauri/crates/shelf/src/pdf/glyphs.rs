//! The letters of a page, each with the place where it is drawn.

use super::limits::{Budget, LETTERS_MAX};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
    font::{Glyph as Drawn, GlyphRun},
    hayro_cmap::{BfString, WritingMode},
    hayro_syntax::object::{Dict, String as PdfString},
    kurbo::{Affine, BezPath, Point, Rect},
};
use std::collections::HashMap;

/// What stands for a letter that the font gives no meaning to.
pub(crate) const UNKNOWN: char = '\u{fffd}';
/// Letters of one kind nearer to each other than this share of their height are one, drawn twice to look bold or to have a shadow.
const TWICE: f32 = 0.12;
/// How wide letters are on average, in thousandths of their height; a font whose letters are not has no such measure.
const USUAL_ADVANCE: (f64, f64) = (200.0, 1300.0);
/// What an embedded form takes from the budget; a letter or a line takes 1.
const FORM_COST: u64 = 250;
/// So many letters show how the fonts of a page are coded.
const CODED_MIN: usize = 20;
/// The side of a square in which a letter drawn twice is looked for, in points.
const SQUARE: f32 = 2.0;
/// The most letters that begin in one square and are told from each other; what comes after them is a blot.
const IN_SQUARE_MAX: usize = 64;

/// A letter where a page draws it; places are in points.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glyph {
    /// What it says: a letter, the letters of a ligature, or white space.
    pub(crate) text: String,
    /// The direction of writing in degrees; 0 is from left to right.
    pub(crate) angle: i16,
    /// Where it begins and ends along the direction of writing.
    pub(crate) start: f32,
    pub(crate) end: f32,
    /// Its base line: how far above the page's lower edge, seen with the writing upright.
    pub(crate) base: f32,
    /// The height of the letter's line.
    pub(crate) size: f32,
    /// The drawing operation it comes from, counted within the page.
    pub(crate) drawn: u32,
}

impl Glyph {
    pub(crate) fn is_space(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }
}

/// Takes down each letter as a page draws it.
pub(crate) struct Letters<'a> {
    pub(crate) glyphs: Vec<Glyph>,
    /// How many letters were drawn whose meaning the font does not give.
    pub(crate) unknown: usize,
    /// How much of the page pictures cover, in square points; those that lie on one another count each.
    pub(crate) pictured: f64,
    page: Rect,
    drawn: u32,
    /// Stretches that carry their own text: where each begins in `glyphs`, and the text.
    spans: Vec<Option<(usize, String)>>,
    seen: HashMap<(char, i32, i32), Vec<usize>>,
    /// How high letters are whose font is drawn rather than outlined, as the last of them were.
    drawn_size: f64,
    /// Letters of drawn fonts: how many have the meaning of their code in ASCII, how many another, and which have none but such a code.
    as_coded: (usize, usize),
    coded: Vec<(usize, char)>,
    budget: &'a Budget,
}

impl<'a> Letters<'a> {
    pub(crate) fn new(page: Rect, budget: &'a Budget) -> Self {
        Self {
            glyphs: Vec::new(),
            unknown: 0,
            pictured: 0.0,
            page,
            drawn: 0,
            spans: Vec::new(),
            seen: HashMap::new(),
            drawn_size: 0.0,
            as_coded: (0, 0),
            coded: Vec::new(),
            budget,
        }
    }

    fn push(&mut self, text: String, place: Affine, advance: f32, vertical: bool, size: Option<f64>) {
        let origin = place * Point::ORIGIN;
        // What lies beyond the page nobody has read on it.
        if !self.page.contains(origin) {
            return;
        }
        let across = place * Point::new(1000.0, 0.0) - origin;
        let up = place * Point::new(0.0, 1000.0) - origin;
        let size = size.unwrap_or(up.hypot());
        let along = if vertical { -up } else { across };
        if !(size.is_finite() && 0.01 < size && along.hypot().is_finite()) {
            return;
        }
        let degrees = along.y.atan2(along.x).to_degrees();
        // Nobody sets a line askew by a degree or two; a scan is.
        let angle = if degrees.abs() < 2.5 { 0.0 } else { degrees.round() };
        let (sin, cos) = angle.to_radians().sin_cos();
        let advance = if vertical { 1000.0 } else { f64::from(advance).max(0.0) };
        let start = origin.x * cos + origin.y * sin;
        #[allow(clippy::cast_possible_truncation)]
        let glyph = Glyph {
            text,
            angle: angle as i16,
            start: start as f32,
            end: (start + along.hypot() * advance / 1000.0) as f32,
            base: (origin.y * cos - origin.x * sin) as f32,
            size: size as f32,
            drawn: self.drawn,
        };
        if !self.is_twice(&glyph) {
            if LETTERS_MAX <= self.glyphs.len() {
                self.budget.end();
            }
            self.glyphs.push(glyph);
        }
    }

    /// Gives letters that have no meaning that of their code, where the page's other letters show that its fonts keep to ASCII: old
    /// typesetting programs name a letter by itself.
    pub(crate) fn settle(&mut self) {
        let (same, other) = self.as_coded;
        if same < CODED_MIN || same < 20 * other {
            return;
        }
        for (at, code) in std::mem::take(&mut self.coded) {
            if let Some(glyph) = self.glyphs.get_mut(at).filter(|glyph| glyph.text.contains(UNKNOWN)) {
                glyph.text = code.to_string();
                self.unknown = self.unknown.saturating_sub(1);
            }
        }
    }

    /// How high the letters of a run are, where their font has a measure of its own: as letters are, about twice as high as they are wide.
    fn drawn_size(&mut self, run: &GlyphRun<'_, '_>, transform: Affine) -> Option<f64> {
        let advances: Vec<f64> = run
            .glyphs()
            .iter()
            .filter_map(|glyph| match &**glyph {
                Drawn::Type3(drawing) => drawing.advance_width().map(f64::from).filter(|advance| 0.0 < *advance),
                Drawn::Outline(_) => None,
            })
            .collect();
        let place = transform * run.glyphs().first()?.transform();
        #[allow(clippy::cast_precision_loss)]
        let middle = advances.iter().sum::<f64>() / advances.len().max(1) as f64;
        if advances.is_empty() || (USUAL_ADVANCE.0..USUAL_ADVANCE.1).contains(&middle) {
            return None;
        }
        if 3 < advances.len() || self.drawn_size == 0.0 {
            self.drawn_size = 2.0 * middle * (place * Point::new(1.0, 0.0) - place * Point::ORIGIN).hypot();
        }
        Some(self.drawn_size)
    }

    /// Whether this letter stands at this place already. If not, it is remembered.
    fn is_twice(&mut self, glyph: &Glyph) -> bool {
        let Some(first) = glyph.text.chars().next().filter(|c| !c.is_whitespace()) else { return false };
        #[allow(clippy::cast_possible_truncation)]
        let square = |at: f32| (at / SQUARE) as i32;
        let (x, y) = (square(glyph.start), square(glyph.base));
        let near = TWICE * glyph.size;
        let is_same = |at: &usize| {
            self.glyphs.get(*at).is_some_and(|other| {
                other.text == glyph.text
                    && other.angle == glyph.angle
                    && (other.start - glyph.start).abs() < near
                    && (other.base - glyph.base).abs() < near
            })
        };
        for (dx, dy) in (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy))) {
            let there = self.seen.get(&(first, x.saturating_add(dx), y.saturating_add(dy)));
            if there.is_some_and(|there| there.iter().any(is_same)) {
                return true;
            }
        }
        let there = self.seen.entry((first, x, y)).or_default();
        if IN_SQUARE_MAX <= there.len() {
            return true;
        }
        there.push(self.glyphs.len());
        false
    }
}

impl<'d> Device<'d> for Letters<'_> {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'d>, _: &DrawMode) {
        self.budget.spend(1);
    }

    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'d>, _: &DrawMode) {
        self.budget.spend(1);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        // An embedded form begins with one, and costs much more than a letter: forms can draw forms without end.
        self.budget.spend(FORM_COST);
    }

    fn push_clip_rect(&mut self, _: &Rect) {
        self.budget.spend(1);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'d>>, _: BlendMode) {
        self.budget.spend(1);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'd>, props: DrawProps<'d>, _: &DrawMode) {
        self.drawn = self.drawn.saturating_add(1);
        let vertical = matches!(run.writing_mode(), WritingMode::Vertical);
        let size = self.drawn_size(run, props.transform);
        for glyph in run.glyphs() {
            self.budget.spend(1);
            let advance = match &**glyph {
                Drawn::Outline(outline) => outline.advance_width(),
                Drawn::Type3(drawing) => drawing.advance_width(),
            };
            let said = match glyph.as_unicode() {
                Some(BfString::Char(c)) => meaning(c.encode_utf8(&mut [0; 4])),
                Some(BfString::String(text)) => meaning(&text),
                None => None,
            };
            let code = match &**glyph {
                Drawn::Type3(drawing) => {
                    u8::try_from(drawing.char_code()).ok().filter(u8::is_ascii_graphic).map(char::from)
                }
                Drawn::Outline(_) => None,
            };
            match (&said, code) {
                (Some(text), Some(code)) if text.chars().eq([code]) => self.as_coded.0 += 1,
                (Some(_), Some(_)) => self.as_coded.1 += 1,
                (None, Some(code)) => self.coded.push((self.glyphs.len(), code)),
                (_, None) => {}
            }
            let text = said.unwrap_or_else(|| {
                self.unknown += 1;
                UNKNOWN.to_string()
            });
            if !text.is_empty() {
                self.push(text, props.transform * glyph.transform(), advance.unwrap_or(0.0), vertical, size);
            }
        }
    }

    fn draw_image(&mut self, image: Image<'d, '_>, props: ImageDrawProps<'d>) {
        self.budget.spend(1);
        let area = props.transform.determinant().abs() * f64::from(image.width()) * f64::from(image.height());
        if area.is_finite() {
            self.pictured += area;
        }
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        self.budget.spend(1);
        let text = properties.and_then(|properties| properties.get::<PdfString<'_>>(b"ActualText"));
        self.spans.push(text.map(|text| (self.glyphs.len(), super::text_string(text.as_bytes()))));
    }

    fn end_marked_content(&mut self) {
        let Some(Some((begin, text))) = self.spans.pop() else { return };
        // A file may say what letters mean that the font says nothing of.
        let Some(inside) = self.glyphs.get_mut(begin..) else { return };
        let unknown = inside.iter().filter(|glyph| glyph.text.contains(UNKNOWN)).count();
        if 0 < unknown
            && let Some((first, rest)) = inside.split_first_mut()
        {
            self.unknown = self.unknown.saturating_sub(unknown);
            first.text = text;
            first.end = rest.last().map_or(first.end, |last| first.end.max(last.end));
            self.glyphs.truncate(begin + 1);
        }
    }
}

/// What a letter says as it is typed: ligatures taken apart, marks of lists as a dot. `None` where it says nothing that can be typed.
fn meaning(text: &str) -> Option<String> {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\u{fb00}' => out.push_str("ff"),
            '\u{fb01}' => out.push_str("fi"),
            '\u{fb02}' => out.push_str("fl"),
            '\u{fb03}' => out.push_str("ffi"),
            '\u{fb04}' => out.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => out.push_str("st"),
            // The marks that word processors take from symbol fonts for their lists.
            '\u{f0b7}' | '\u{f0a7}' | '\u{f06e}' | '\u{f076}' | '\u{f0d8}' | '\u{f0fc}' => out.push('•'),
            '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
            '\t' | '\r' | '\n' => out.push(' '),
            c if c.is_control() || c == UNKNOWN || ('\u{e000}'..='\u{f8ff}').contains(&c) => return None,
            c => out.push(c),
        }
    }
    Some(out)
}
