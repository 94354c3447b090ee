//! The wizard's questions in words: each explains its terms as it asks.

use serde::Serialize;

use super::format::money;
use crate::catalogue::Catalogue;
use crate::profile;
use crate::text::Lang;
use crate::wizard::{MARKETS, Question, Wizard};

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WizardView {
    /// Which of how many, e.g. `Question 3 of 6`.
    pub step: String,
    /// The question.
    pub question: String,
    /// Why it is asked, and the terms in it explained.
    pub why: String,
    /// What may be chosen; none where something is typed.
    pub choices: Vec<WizardChoice>,
    /// Whether several may be chosen.
    pub is_many: bool,
    /// What is typed; none where something is chosen.
    pub typed: Option<String>,
    /// What is understood of it, or what is missing to go on; may be empty.
    pub remark: String,
    /// Whether the question is answered.
    pub is_answered: bool,
    /// Whether it is the last one: the next step opens the plan.
    pub is_last: bool,
    /// The answers so far, one a line.
    pub so_far: Vec<String>,
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WizardChoice {
    /// Words for it.
    pub title: String,
    /// What it means, or why it cannot be chosen.
    pub meaning: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
    /// Whether it can be.
    pub can_choose: bool,
}

/// The open question of a wizard.
#[must_use]
pub fn wizard(wizard: &Wizard, catalogue: &Catalogue, lang: Lang) -> WizardView {
    let asked = Asked {
        wizard,
        catalogue,
        lang,
    };
    let (question, why) = asked.question();
    let (place, all) = (wizard.place() + 1, Question::ALL.len());
    WizardView {
        step: match lang {
            Lang::En => format!("Question {place} of {all}"),
            Lang::Ja => format!("質問 {place}/{all}"),
        },
        question: question.to_owned(),
        why: why.to_owned(),
        choices: asked.choices(),
        is_many: wizard.at == Question::Markets,
        typed: match wizard.at {
            Question::What => Some(wizard.name.clone()),
            Question::Cash => Some(wizard.cash.clone()),
            Question::Kind | Question::Class | Question::Novelty | Question::Markets => None,
        },
        remark: asked.remark(),
        is_answered: wizard.is_answered(),
        is_last: wizard.is_last(),
        so_far: asked.so_far(),
    }
}

struct Asked<'a> {
    wizard: &'a Wizard,
    catalogue: &'a Catalogue,
    lang: Lang,
}

impl Asked<'_> {
    fn question(&self) -> (&'static str, &'static str) {
        let lang = self.lang;
        match self.wizard.at {
            Question::What => (
                lang.pick("What is it?", "製品は何ですか。"),
                lang.pick(
                    "A few words, as you would tell a friend: they become the title of the plan.",
                    "知人に説明するような短い言葉で。計画の題名になります。",
                ),
            ),
            Question::Kind => (
                lang.pick("What kind of medical device is it?", "どの種類の医療機器ですか。"),
                lang.pick(
                    "The kind decides which routes are open: software has its own way in Japan and Singapore, diagnostics \
                     have WHO prequalification.",
                    "種類によって使えるルートが決まります。プログラムには日本やシンガポールに専用のルートがあり、体外診断用医薬品・機器にはWHO事前認証があります。",
                ),
            ),
            Question::Class => (
                lang.pick(
                    "How much harm may it do when it fails?",
                    "不具合が起きたとき、どの程度の影響がありますか。",
                ),
                lang.pick(
                    "Authorities sort devices into classes by risk; the class decides who looks at the file and how long. \
                     Japan counts I to IV; other countries' classes follow from it as a first guess, and a lever changes \
                     each of them.",
                    "各国は医療機器をリスクに応じてクラス分類し、クラスによって審査の主体と期間が決まります。日本のI〜IVで答えると、他国のクラスはそれに近いものを仮に置きます(条件で変更できます)。",
                ),
            ),
            Question::Novelty => (
                lang.pick("How new is it?", "どの程度新しいものですか。"),
                lang.pick(
                    "Japan sorts applications into generic, improved and new: the newer, the more evidence, the longer the \
                     review and the higher the fee. In the United States it decides between 510(k), De Novo and PMA.",
                    "日本の承認申請は後発・改良・新に区分され、新しいほど必要なエビデンスが増え、審査は長く、手数料も高くなります。米国では510(k)、De Novo、PMAのいずれになるかを左右します。",
                ),
            ),
            Question::Markets => (
                lang.pick("Where will you sell it?", "どこで販売しますか。"),
                lang.pick(
                    "Choose as many as you like. Where one authority relies on another's approval, the plan takes that way. \
                     Routes, options and timing can be changed afterwards.",
                    "いくつでも選べます。他国の承認を参照できる国では、そのルートを使う計画にします。ルート・選択肢・時期は後から変更できます。",
                ),
            ),
            Question::Cash => (
                lang.pick("How much cash is there at the start?", "開始時の資金はいくらですか。"),
                lang.pick(
                    "In yen, e.g. 300 M. What the routes cost is taken from it; company overhead, funding rounds and sales are \
                     not asked here and can be added in the plan.",
                    "円で入力してください(例:3億、3000万)。ルートの費用をここから支払います。固定費、増資、売上はここでは尋ねません(計画に後から加えられます)。",
                ),
            ),
        }
    }

    fn choices(&self) -> Vec<WizardChoice> {
        let (wizard, lang) = (self.wizard, self.lang);
        let choice = |[title, meaning]: [&str; 2], is_chosen: bool| WizardChoice {
            title: title.to_owned(),
            meaning: meaning.to_owned(),
            is_chosen,
            can_choose: true,
        };
        match wizard.at {
            Question::What | Question::Cash => Vec::new(),
            Question::Kind => profile::KINDS
                .map(|kind| choice(profile::kind_words(kind, lang), kind == wizard.kind))
                .to_vec(),
            Question::Class => wizard
                .levels()
                .into_iter()
                .map(|level| choice(profile::level_words(level, lang), level == wizard.level))
                .collect(),
            Question::Novelty => profile::NOVELTIES
                .map(|novelty| choice(profile::novelty_words(novelty, lang), novelty == wizard.novelty))
                .to_vec(),
            Question::Markets => MARKETS
                .into_iter()
                .map(|market| {
                    let name = self.market(market);
                    let is_offered = wizard.is_offered(market);
                    let meaning = if is_offered {
                        self.way(market)
                    } else {
                        self.why_not(market)
                    };
                    WizardChoice {
                        title: name,
                        meaning: meaning.to_owned(),
                        is_chosen: is_offered && wizard.markets.contains(market),
                        can_choose: is_offered,
                    }
                })
                .collect(),
        }
    }

    fn market(&self, market: &str) -> String {
        if market == "who" {
            let name = self.lang.pick("WHO prequalification", "WHO事前認証");
            return name.to_owned();
        }
        self.catalogue
            .jurisdiction_title(market)
            .get(self.lang)
            .to_owned()
    }

    /// How a market is reached, in a few words.
    fn way(&self, market: &str) -> &'static str {
        let lang = self.lang;
        match market {
            "jp" => lang.pick(
                "PMDA reviews, the Minister approves; class II with a standard is certified by a body.",
                "PMDAが審査し大臣が承認。認証基準のあるクラスIIは登録認証機関が認証。",
            ),
            "us" => lang.pick(
                "FDA: 510(k) against a predicate, De Novo for what is new, PMA for the highest risk.",
                "FDA:既存品との同等性は510(k)、新規はDe Novo、最高リスクはPMA。",
            ),
            "eu" => lang.pick(
                "A notified body certifies under the MDR; long queues.",
                "ノーティファイドボディがMDRに基づき認証。待ちが長い。",
            ),
            "ca" => lang.pick(
                "A licence that needs an MDSAP certificate of the quality system.",
                "MDSAP認証を前提とするライセンス。",
            ),
            "au" => lang.pick(
                "Inclusion in the ARTG on the strength of another authority's paper.",
                "他国の承認等を根拠にARTGへ登録。",
            ),
            "sg" => lang.pick(
                "HSA; software with a reference approval is registered on filing.",
                "HSA。参照国の承認があるSaMDは申請時に登録。",
            ),
            "my" => lang.pick(
                "A body verifies instead of assessing where a reference approval is there.",
                "参照国の承認があれば適合性評価は検証で済む。",
            ),
            "th" => lang.pick(
                "Relies on Singapore's registration; else its own review.",
                "シンガポールの登録を参照。なければ独自審査。",
            ),
            "tw" => lang.pick(
                "TFDA; Japan's inspection lightens the quality file.",
                "TFDA。日本のQMS調査結果で品質資料が簡素化。",
            ),
            "br" => lang.pick(
                "ANVISA; classes III and IV need an inspection of the factory or MDSAP.",
                "ANVISA。クラスIII・IVは工場査察またはMDSAPが必要。",
            ),
            "in" => lang.pick("CDSCO: an import licence.", "CDSCO:輸入ライセンス。"),
            _ => lang.pick(
                "Opens purchases by the Global Fund and UN agencies.",
                "グローバルファンドや国連機関の調達への道を開く。",
            ),
        }
    }

    fn why_not(&self, market: &str) -> &'static str {
        let lang = self.lang;
        match market {
            "jp" => lang.pick(
                "Not offered: the catalogue has no Japanese route for diagnostics.",
                "選択不可:体外診断用医薬品・機器の国内ルートは収録していません。",
            ),
            "eu" if self.wizard.level > 0 => lang.pick(
                "Not offered: the catalogue has no route under the IVDR.",
                "選択不可:IVDRのルートは収録していません。",
            ),
            "who" => lang.pick(
                "Not offered: prequalification of this kind is for diagnostics.",
                "選択不可:体外診断用医薬品・機器向けの制度です。",
            ),
            _ => lang.pick(
                "Not offered: the lowest class is sold there without a filing that could be simulated.",
                "選択不可:最も低いクラスは、計算の対象となる申請なしで販売できます。",
            ),
        }
    }

    fn remark(&self) -> String {
        let (wizard, lang) = (self.wizard, self.lang);
        match wizard.at {
            Question::Cash => match (wizard.amount(), lang) {
                (Some(amount), Lang::En) => format!("That is {}.", money(amount as f64, "JPY", lang)),
                (Some(amount), Lang::Ja) => format!("{}です。", money(amount as f64, "JPY", lang)),
                (None, _) => lang
                    .pick(
                        "Type an amount in yen, e.g. 300 M.",
                        "金額を入力してください(例:3億)。",
                    )
                    .to_owned(),
            },
            Question::What if !wizard.is_answered() => lang
                .pick("Type a name to go on.", "名前を入力すると進めます。")
                .to_owned(),
            Question::Markets if !wizard.is_answered() => lang
                .pick(
                    "Choose at least one market to go on.",
                    "市場を1つ以上選ぶと進めます。",
                )
                .to_owned(),
            _ => String::new(),
        }
    }

    fn so_far(&self) -> Vec<String> {
        let (wizard, lang) = (self.wizard, self.lang);
        let markets: Vec<String> = MARKETS
            .into_iter()
            .filter(|market| wizard.markets.contains(*market) && wizard.is_offered(market))
            .map(|market| self.market(market))
            .collect();
        let all = [
            wizard.name.trim().to_owned(),
            profile::kind_words(wizard.kind, lang)[0].to_owned(),
            profile::level_words(wizard.level, lang)[0].to_owned(),
            profile::novelty_words(wizard.novelty, lang)[0].to_owned(),
            markets.join(lang.pick(", ", "、")),
        ];
        all.into_iter().take(wizard.place()).collect()
    }
}
