//! The profile of a device and its company as a founder is asked for it: what can be said, and what each answer means.

use crate::file::{CompanySize, DeviceKind, Novelty};
use crate::text::Lang;

/// Risk classes in the order of risk, as Japan counts them: the yardstick that other countries' classes are laid on.
pub const LEVELS: usize = 4;

/// Names of the four levels of risk in a jurisdiction, lowest first. They are those of the GHTF's four classes A to D
/// (GHTF/SG1/N77:2012) as each country writes them; where a country has fewer, two levels share one.
const CLASSES: [(&str, [&str; LEVELS]); 19] = [
    ("jp", ["I", "II", "III", "IV"]),
    ("us", ["I", "II", "II", "III"]),
    ("ca", ["I", "II", "III", "IV"]),
    ("au", ["I", "IIa", "IIb", "III"]),
    ("br", ["I", "II", "III", "IV"]),
    ("eu", ["I", "IIa", "IIb", "III"]),
    ("uk", ["I", "IIa", "IIb", "III"]),
    ("ch", ["I", "IIa", "IIb", "III"]),
    ("sg", ["A", "B", "C", "D"]),
    ("my", ["A", "B", "C", "D"]),
    ("vn", ["A", "B", "C", "D"]),
    ("in", ["A", "B", "C", "D"]),
    ("th", ["1", "2", "3", "4"]),
    ("tw", ["I", "II", "II", "III"]),
    ("mx", ["I", "II", "II", "III"]),
    ("co", ["I", "IIa", "IIb", "III"]),
    ("pe", ["I", "II", "III", "IV"]),
    ("sv", ["I", "IIa", "IIb", "III"]),
    ("eg", ["I", "IIa", "IIb", "III"]),
];

/// The same for diagnostics, where a country counts them otherwise.
const IVD_CLASSES: [(&str, [&str; LEVELS]); 1] = [("au", ["1", "2", "3", "4"])];

/// All kinds of device.
pub const KINDS: [DeviceKind; 3] = [DeviceKind::Samd, DeviceKind::Ivd, DeviceKind::Hardware];
/// All degrees of novelty.
pub const NOVELTIES: [Novelty; 3] = [Novelty::Generic, Novelty::Improved, Novelty::New];
/// All sizes of a company.
pub const SIZES: [CompanySize; 2] = [CompanySize::Sme, CompanySize::Large];

fn classes_of(jurisdiction: &str, kind: Option<DeviceKind>) -> Option<[&'static str; LEVELS]> {
    let own = IVD_CLASSES.iter().filter(|_| kind == Some(DeviceKind::Ivd));
    let mut all = own.chain(&CLASSES);
    all.find(|(id, _)| *id == jurisdiction)
        .map(|(_, classes)| *classes)
}

/// The class of a jurisdiction that stands for a level of risk, 0 to 3; nothing where its classes are not known.
#[must_use]
pub fn class_of(jurisdiction: &str, kind: DeviceKind, level: usize) -> Option<&'static str> {
    classes_of(jurisdiction, Some(kind))?.get(level).copied()
}

/// The classes of a jurisdiction for a kind of device, lowest risk first; none where they are not known.
#[must_use]
pub fn classes(jurisdiction: &str, kind: Option<DeviceKind>) -> Vec<&'static str> {
    let mut all: Vec<&str> = classes_of(jurisdiction, kind).into_iter().flatten().collect();
    all.dedup();
    all
}

/// Words for a kind of device, and what it means.
#[must_use]
pub const fn kind_words(kind: DeviceKind, lang: Lang) -> [&'static str; 2] {
    match kind {
        DeviceKind::Samd => [
            lang.pick("Software as a medical device (SaMD)", "プログラム医療機器(SaMD)"),
            lang.pick(
                "The program itself is the device: it reads images, finds, predicts, treats. An app on a phone counts.",
                "プログラム自体が医療機器。画像の読影、検出、予測、治療などを行うもので、スマートフォンアプリも含む。",
            ),
        ],
        DeviceKind::Ivd => [
            lang.pick("In-vitro diagnostic (IVD)", "体外診断用医薬品・機器(IVD)"),
            lang.pick(
                "It examines what has left the body: blood, saliva, a swab. Reagents, test kits, analysers.",
                "血液、唾液、ぬぐい液など体外に取り出した検体を調べるもの。試薬、検査キット、分析装置。",
            ),
        ],
        DeviceKind::Hardware => [
            lang.pick("A physical device", "医療機器(ハードウェア)"),
            lang.pick(
                "Anything that is made and touched: instruments, implants, monitors, also with software inside.",
                "器具、植込み機器、モニターなど形のあるもの。ソフトウェアを内蔵するものも含む。",
            ),
        ],
    }
}

/// Words for a degree of novelty, and what it means.
#[must_use]
pub const fn novelty_words(novelty: Novelty, lang: Lang) -> [&'static str; 2] {
    match novelty {
        Novelty::Generic => [
            lang.pick("Like one on the market (me-too)", "既存品と実質的に同等(後発医療機器)"),
            lang.pick(
                "The same purpose and the same performance as an approved one. The least evidence, the shortest review; \
                 in the United States a 510(k).",
                "承認済みの製品と使用目的・性能が同等。求められるエビデンスも審査期間も最小。米国では510(k)。",
            ),
        ],
        Novelty::Improved => [
            lang.pick("Better than what there is (improved)", "既存品を改良(改良医療機器)"),
            lang.pick(
                "Something that is on the market, with a new function or a wider claim. Own performance data are asked \
                 for, a clinical trial not always.",
                "市場にあるものに新しい機能や効能を加えたもの。性能データが必要だが、治験は必ずしも要しない。",
            ),
        ],
        Novelty::New => [
            lang.pick("Nothing like it (new)", "類似品がない(新医療機器)"),
            lang.pick(
                "A new principle or a new purpose. As a rule a clinical trial, the longest review and the highest fee; \
                 in the United States De Novo or PMA.",
                "新しい原理または新しい使用目的。原則として治験が必要で、審査は最も長く手数料も最も高い。米国ではDe NovoまたはPMA。",
            ),
        ],
    }
}

/// Words for the size of a company, and what it means.
#[must_use]
pub const fn size_words(size: CompanySize, lang: Lang) -> [&'static str; 2] {
    match size {
        CompanySize::Sme => [
            lang.pick("Small or medium", "中小企業"),
            lang.pick(
                "Fees are cut where an authority helps small companies, and support money can be applied for.",
                "当局が中小企業を支援する場合は手数料が減額され、補助金にも応募できる。",
            ),
        ],
        CompanySize::Large => [
            lang.pick("Large", "大企業"),
            lang.pick("Full fees, no support for small companies.", "手数料は全額で、中小企業向けの支援はない。"),
        ],
    }
}

/// Words for a level of risk, 0 to 3, and what it means.
#[must_use]
pub fn level_words(level: usize, lang: Lang) -> [&'static str; 2] {
    match level {
        0 => [
            lang.pick("Very low (class I in Japan)", "極めて低い(クラスI・一般医療機器)"),
            lang.pick(
                "If it fails, hardly anything happens: a scalpel handle, a bandage. In Japan a notification; software of \
                 this class is no medical device there.",
                "不具合が生じても人体への影響が極めて小さい(メス柄、絆創膏など)。国内では届出。プログラムの場合は医療機器に当たらない。",
            ),
        ],
        1 => [
            lang.pick("Low (class II in Japan)", "比較的低い(クラスII・管理医療機器)"),
            lang.pick(
                "Most imaging software, monitors, test kits for home. In Japan a certification where a standard exists, \
                 else an approval.",
                "多くの画像診断支援ソフト、モニター、自宅用検査キットなど。認証基準があれば認証、なければ承認。",
            ),
        ],
        2 => [
            lang.pick("High (class III in Japan)", "比較的高い(クラスIII・高度管理医療機器)"),
            lang.pick(
                "A failure may do serious harm: dialysers, infusion pumps, tests for HIV. An approval.",
                "不具合が重大な影響を及ぼしうるもの(透析器、輸液ポンプ、HIV検査など)。承認が必要。",
            ),
        ],
        _ => [
            lang.pick("Very high (class IV in Japan)", "極めて高い(クラスIV・高度管理医療機器)"),
            lang.pick(
                "A failure may kill: pacemakers, heart valves, stents. An approval, as a rule with a clinical trial.",
                "不具合が生命に直結しうるもの(ペースメーカ、人工心臓弁、ステントなど)。承認が必要で、原則として治験を伴う。",
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_rise_with_the_risk() {
        assert_eq!(class_of("sg", DeviceKind::Samd, 2), Some("C"));
        assert_eq!(class_of("au", DeviceKind::Ivd, 3), Some("4"));
        assert_eq!(class_of("xx", DeviceKind::Samd, 2), None);
        assert_eq!(classes("us", None), ["I", "II", "III"]);
        for (id, all) in CLASSES {
            assert_eq!(all.len(), LEVELS, "{id}");
        }
    }
}
