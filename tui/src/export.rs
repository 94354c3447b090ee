//! What a view shows, written to a file.

use regpath_core::app::App;
use regpath_core::text::Lang;
use regpath_core::view::export::{Sheet, csv};

use crate::cells;
use crate::cli::{PAGE, table_text};

/// Cells across of a text.
const COLUMNS: usize = 100;

/// How a view is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Words and aligned tables.
    Text,
    /// Tables for a spreadsheet.
    Csv,
    /// The chart as a picture.
    Svg,
    /// The whole answer, to print.
    Report,
}

impl Format {
    /// All formats.
    pub(crate) const ALL: [Self; 4] = [Self::Text, Self::Csv, Self::Svg, Self::Report];

    /// Those in which there is something to write now.
    pub(crate) fn open(app: &App) -> Vec<Self> {
        let is_open = |format: &Self| match format {
            Self::Text | Self::Csv => true,
            Self::Svg => app.picture().is_some(),
            Self::Report => app.json().is_some(),
        };
        Self::ALL.into_iter().filter(is_open).collect()
    }

    /// Its name, and what it is for.
    pub(crate) const fn words(self, lang: Lang) -> [&'static str; 2] {
        match self {
            Self::Text => [
                lang.pick("Text", "テキスト"),
                lang.pick(
                    "Sentences and aligned tables, to be read or mailed.",
                    "文と揃えた表。読む・送る用途に。",
                ),
            ],
            Self::Svg => [
                lang.pick("Picture (SVG)", "図(SVG)"),
                lang.pick(
                    "The chart of this view for slides and documents.",
                    "この画面の図をスライドや文書用に出力。",
                ),
            ],
            Self::Report => [
                lang.pick("Report (HTML)", "報告書(HTML)"),
                lang.pick(
                    "The whole answer with charts, sources and grades, to print on A4 or to mail.",
                    "回答全体を図・出典・等級とともに出力。A4印刷や送付の用途に。",
                ),
            ],
            Self::Csv => [
                lang.pick("CSV", "CSV"),
                lang.pick(
                    "The tables of this view for a spreadsheet; UTF-8.",
                    "この画面の表を表計算ソフト用に出力(UTF-8)。",
                ),
            ],
        }
    }

    /// The ending of its files.
    pub(crate) const fn ending(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Csv => "csv",
            Self::Svg => "svg",
            Self::Report => "html",
        }
    }
}

/// The name that a file of the open view has unless another is typed.
pub(crate) fn name(app: &App, format: Format) -> String {
    let view = match format {
        Format::Report => "report".to_owned(),
        _ => app.view.title(Lang::En).to_lowercase(),
    };
    format!("{}-{view}.{}", app.plan.id, format.ending())
}

/// The open view in a format; none before it shows anything.
pub(crate) fn written(app: &App, format: Format) -> Option<String> {
    let sheets = || Some(app.sheets()).filter(|sheets| !sheets.is_empty());
    match format {
        Format::Text => Some(text(app, &sheets()?)),
        Format::Csv => Some(csv(&sheets()?)),
        Format::Svg => app.picture(),
        Format::Report => {
            // Not every plan fits into a link.
            let link = app.shared().fragment();
            let link = link.map_or_else(|_| String::new(), |fragment| format!("{PAGE}{fragment}"));
            Some(app.report(&link)?.html())
        }
    }
}

fn text(app: &App, sheets: &[Sheet]) -> String {
    let foot = app.foot();
    let mut out = format!(
        "{} · {}\n",
        app.plan.title.get(app.lang),
        app.view.title(app.lang)
    );
    let basis = [foot.iterations, foot.seed, foot.error, foot.grade_c];
    let basis: Vec<String> = basis.into_iter().filter(|words| !words.is_empty()).collect();
    out += &basis.join(" · ");
    out += "\n";
    for sheet in sheets {
        out += "\n";
        paragraph(&sheet.title, &mut out);
        out += &table_text(&sheet.table, COLUMNS);
        paragraph(&sheet.caption, &mut out);
    }
    out += "\n";
    paragraph(&foot.disclaimer, &mut out);
    out
}

fn paragraph(text: &str, out: &mut String) {
    for line in cells::wrap(text, COLUMNS) {
        *out += line.trim_end();
        *out += "\n";
    }
}
