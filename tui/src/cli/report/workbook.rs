//! The report as a workbook: numbers as numbers, dates as dates. What a plan says is written as text and never as a
//! formula.

use regpath_core::calendar::{DAYS_PER_MONTH, Date};
use regpath_core::run::{LEVELS, Spread, Summary};
use regpath_core::text::Lang;
use regpath_core::view::Table;
use regpath_core::view::report::{Answered, PlanReport, Report};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::Failure;

/// Longest name of a sheet that spreadsheets take.
const NAME: usize = 31;
/// Longest text in a cell.
const CELL: usize = 32_000;

/// How cells look.
struct Looks {
    title: Format,
    head: Format,
    text: Format,
    share: Format,
    date: Format,
    money: Format,
    number: Format,
}

impl Looks {
    fn new() -> Self {
        let cell = || Format::new().set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(14),
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_border_bottom(FormatBorder::Thin),
            text: cell().set_text_wrap(),
            share: cell().set_num_format("0 %"),
            date: cell().set_num_format("yyyy-mm-dd"),
            money: cell().set_num_format("#,##0"),
            number: cell().set_num_format("0.0"),
        }
    }
}

/// What stands in a cell.
enum Cell {
    Text(String),
    Share(f64),
    Date(Date),
    Money(f64),
    Number(f64),
    Nothing,
}

/// A sheet that is filled row by row.
struct Sheet<'a> {
    of: &'a mut Worksheet,
    looks: &'a Looks,
    row: u32,
}

impl Sheet<'_> {
    fn title(&mut self, title: &str) -> Result<(), XlsxError> {
        self.of
            .write_string_with_format(self.row, 0, cut(title), &self.looks.title)?;
        self.row += 2;
        Ok(())
    }

    fn line(&mut self, words: &str) -> Result<(), XlsxError> {
        self.of.write_string(self.row, 0, cut(words))?;
        self.row += 1;
        Ok(())
    }

    fn heads(&mut self, heads: &[&str]) -> Result<(), XlsxError> {
        for (column, head) in (0..).zip(heads) {
            self.of
                .write_string_with_format(self.row, column, cut(head), &self.looks.head)?;
        }
        self.row += 1;
        Ok(())
    }

    fn cells(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        let (row, looks) = (self.row, self.looks);
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(text) => self
                    .of
                    .write_string_with_format(row, column, cut(text), &looks.text)?,
                Cell::Share(share) => self
                    .of
                    .write_number_with_format(row, column, *share, &looks.share)?,
                Cell::Money(amount) => {
                    self.of
                        .write_number_with_format(row, column, amount.round(), &looks.money)?
                }
                Cell::Number(number) => {
                    self.of
                        .write_number_with_format(row, column, *number, &looks.number)?
                }
                Cell::Date(date) => {
                    match ExcelDateTime::from_ymd(date.year() as u16, date.month(), date.day()) {
                        Ok(day) => self
                            .of
                            .write_datetime_with_format(row, column, &day, &looks.date)?,
                        // Beyond what spreadsheets call a date.
                        Err(_) => {
                            self.of
                                .write_string_with_format(row, column, date.to_string(), &looks.text)?
                        }
                    }
                }
                Cell::Nothing => continue,
            };
        }
        self.row += 1;
        Ok(())
    }

    /// A table of text as it is shown.
    fn table(&mut self, table: &Table) -> Result<(), XlsxError> {
        let heads: Vec<&str> = table.columns.iter().map(|column| column.title.as_str()).collect();
        self.heads(&heads)?;
        for row in &table.rows {
            let cells: Vec<Cell> = row.iter().map(|cell| Cell::Text(cell.clone())).collect();
            self.cells(&cells)?;
        }
        self.row += 1;
        Ok(())
    }
}

/// The workbook as bytes.
pub(super) fn bytes(report: &Report, answered: &[Answered<'_>], lang: Lang) -> Result<Vec<u8>, Failure> {
    filled(report, answered, lang)
        .and_then(|mut book| book.save_to_buffer())
        .map_err(|error| {
            anyhow::Error::new(error)
                .context("cannot make the workbook")
                .into()
        })
}

fn filled(report: &Report, answered: &[Answered<'_>], lang: Lang) -> Result<Workbook, XlsxError> {
    let looks = Looks::new();
    let mut book = Workbook::new();
    let mut add = |name: &str, widths: &[f64], fill: &dyn Fn(&mut Sheet<'_>) -> Result<(), XlsxError>| {
        let sheet = book.add_worksheet();
        let name: String = name.chars().take(NAME).collect();
        sheet.set_name(name)?;
        for (column, width) in (0..).zip(widths) {
            sheet.set_column_width(column, *width)?;
        }
        sheet.set_landscape();
        sheet.set_paper_size(9);
        sheet.set_print_fit_to_pages(1, 0);
        fill(&mut Sheet {
            of: sheet,
            looks: &looks,
            row: 0,
        })
    };
    add(
        lang.pick("Answer", "結果"),
        &[38.0, 26.0, 22.0, 14.0],
        &|sheet| answer(sheet, report, lang),
    )?;
    if let Some(compared) = &report.compared {
        let widths = [30.0, 14.0, 14.0, 14.0, 22.0, 10.0, 12.0];
        add(lang.pick("Compared", "比較"), &widths, &|sheet| {
            sheet.title(&report.title)?;
            for fact in &compared.view.plans {
                sheet.line(&format!("{}: {}", fact.label, fact.value))?;
            }
            sheet.row += 1;
            for part in &compared.view.parts {
                sheet.line(&part.title)?;
                part.sentences
                    .iter()
                    .try_for_each(|sentence| sheet.line(sentence))?;
                sheet.table(&part.table)?;
            }
            sheet.line(&compared.view.caption)
        })?;
    }
    for (plan, answered) in report.plans.iter().zip(answered) {
        let name = |name: &str| format!("{name} {}", plan.letter).trim().to_owned();
        let quantiles = [
            34.0, 10.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0, 10.0, 10.0,
        ];
        add(&name(lang.pick("Milestones", "節目")), &quantiles, &|sheet| {
            sheet.title(&plan.title)?;
            milestones(sheet, answered, lang)
        })?;
        let amounts = [34.0, 16.0, 16.0, 16.0, 16.0, 16.0, 16.0, 16.0];
        add(&name(lang.pick("Costs", "費用")), &amounts, &|sheet| {
            sheet.title(&plan.title)?;
            costs(sheet, answered.summary, lang)
        })?;
        let steps = [42.0, 34.0, 10.0, 10.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0, 16.0];
        add(&name(lang.pick("Steps", "段階")), &steps, &|sheet| {
            sheet.title(&plan.title)?;
            self::steps(sheet, answered, lang)
        })?;
        let figures = [44.0, 30.0, 26.0, 8.0, 12.0, 80.0];
        add(&name(lang.pick("Assumptions", "前提")), &figures, &|sheet| {
            assumptions(sheet, plan)
        })?;
    }
    Ok(book)
}

fn answer(sheet: &mut Sheet<'_>, report: &Report, lang: Lang) -> Result<(), XlsxError> {
    sheet.title(&report.title)?;
    for plan in &report.plans {
        if report.plans.len() > 1 {
            sheet.line(&format!("{} {}", plan.letter, plan.title))?;
        }
        sheet.line(&plan.summary)?;
        let heads = [
            lang.pick("Answer", "結果"),
            "P50",
            "P80",
            lang.pick("Chance", "確率"),
        ];
        sheet.heads(&heads)?;
        for card in &plan.cards {
            let median = format!("{} {}", card.big, card.small);
            sheet.cells(&[
                Cell::Text(card.title.clone()),
                Cell::Text(median.trim_end().to_owned()),
                Cell::Text(card.p80.clone()),
                Cell::Text(card.chance.clone()),
            ])?;
        }
        sheet.row += 1;
    }
    for fact in &report.run {
        sheet.cells(&[Cell::Text(fact.label.clone()), Cell::Text(fact.value.clone())])?;
    }
    if !report.link.is_empty() {
        sheet.row += 1;
        sheet.line(lang.pick("See it again:", "同じ結果を見るには:"))?;
        sheet.line(&report.link)?;
    }
    sheet.row += 1;
    sheet.line(&report.disclaimer)
}

fn milestones(sheet: &mut Sheet<'_>, answered: &Answered<'_>, lang: Lang) -> Result<(), XlsxError> {
    let levels: Vec<String> = LEVELS.iter().map(|p| format!("P{:.0}", 100.0 * p)).collect();
    let mut heads = vec![
        lang.pick("Milestone", "マイルストーン"),
        lang.pick("Chance", "確率"),
    ];
    heads.extend(levels.iter().map(String::as_str));
    heads.extend([lang.pick("Months (P50)", "月数(P50)"), "±"]);
    sheet.heads(&heads)?;
    for milestone in &answered.summary.milestones {
        let mut cells = vec![
            Cell::Text(milestone.title.get(lang).to_owned()),
            Cell::Share(milestone.reached.value),
        ];
        cells.extend(quantiles(milestone.days.as_ref(), |day| {
            Cell::Date(answered.plan.start.plus_days(day))
        }));
        let median = milestone.days.as_ref().and_then(|days| days.level(0.5));
        cells.extend(
            median
                .into_iter()
                .flat_map(|level| [level.value, level.se].map(|days| Cell::Number(days / DAYS_PER_MONTH))),
        );
        sheet.cells(&cells)?;
    }
    Ok(())
}

fn quantiles(spread: Option<&Spread>, cell: impl Fn(f64) -> Cell) -> Vec<Cell> {
    LEVELS
        .iter()
        .map(|p| {
            let level = spread.and_then(|spread| spread.level(*p));
            level.map_or(Cell::Nothing, |level| cell(level.value))
        })
        .collect()
}

fn costs(sheet: &mut Sheet<'_>, summary: &Summary, lang: Lang) -> Result<(), XlsxError> {
    let currency = &summary.currency;
    let total = format!("{} ({currency})", lang.pick("Total", "合計"));
    let heads = [
        lang.pick("Where", "地域"),
        lang.pick("Fees (mean)", "手数料(平均)"),
        lang.pick("Third parties (mean)", "外部委託(平均)"),
        lang.pick("Own people (mean)", "自社工数(平均)"),
        &total,
        "P50",
        "P80",
        "P90",
    ];
    sheet.heads(&heads)?;
    for bill in summary.jurisdictions.iter().chain(&summary.routes) {
        let amounts = [
            bill.fee,
            bill.cost,
            bill.effort,
            bill.total,
            bill.p50,
            bill.p80,
            bill.p90,
        ];
        let mut cells = vec![Cell::Text(bill.title.get(lang).to_owned())];
        cells.extend(amounts.map(Cell::Money));
        sheet.cells(&cells)?;
    }
    Ok(())
}

fn steps(sheet: &mut Sheet<'_>, answered: &Answered<'_>, lang: Lang) -> Result<(), XlsxError> {
    let start = lang.pick("Start", "開始");
    let finish = lang.pick("Finish", "終了");
    let dated: Vec<String> = [start, finish]
        .iter()
        .flat_map(|word| ["P10", "P50", "P90"].map(|level| format!("{word} {level}")))
        .collect();
    let cost = format!(
        "{} ({})",
        lang.pick("Cost (mean)", "費用(平均)"),
        answered.summary.currency
    );
    let mut heads = vec![
        lang.pick("Step", "段階"),
        "id",
        lang.pick("Happens", "実施"),
        lang.pick("Critical", "クリティカル"),
    ];
    heads.extend(dated.iter().map(String::as_str));
    heads.push(&cost);
    sheet.heads(&heads)?;
    for step in &answered.summary.steps {
        let mut cells = vec![
            Cell::Text(step.title.get(lang).to_owned()),
            Cell::Text(step.id.clone()),
            Cell::Share(step.happens.value),
            Cell::Share(step.criticality.value),
        ];
        let days = step.start.iter().chain(&step.finish);
        cells.extend(days.map(|day| {
            if step.happens.value > 0.0 && day.is_finite() {
                Cell::Date(answered.plan.start.plus_days(*day))
            } else {
                Cell::Nothing
            }
        }));
        cells.push(Cell::Money(step.cost.iter().sum()));
        sheet.cells(&cells)?;
    }
    Ok(())
}

fn assumptions(sheet: &mut Sheet<'_>, plan: &PlanReport) -> Result<(), XlsxError> {
    sheet.title(&plan.assumptions.title)?;
    sheet.table(&plan.assumptions.table())?;
    sheet.line(&plan.assumptions.caption)
}

/// A text that fits into a cell.
fn cut(text: &str) -> String {
    text.chars().take(CELL).collect()
}
