//! A link that holds a whole plan: its file, its seed, the plans that it is compared with. It stands in the fragment
//! of the page's address, which no browser sends to a server.
//!
//! # Form
//!
//! ```text
//! #share=1.<base64url, unpadded, of zlib of postcard of Shared>
//! ```
//!
//! The digit is the version of all that follows. A link may come from anywhere: what it unpacks to is bounded before it
//! is unpacked, and its plans are read and checked like any file.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};
use serde::{Deserialize, Serialize};

use crate::catalogue::{SourceFile, plan_id, shipped_plan};
use crate::limits;
use crate::text::Lang;

/// What a link begins with.
const START: &str = "#share=";
/// The version that this program writes and reads.
const VERSION: &str = "1";
/// How hard the text is packed: the best that there is, since it is done once.
const LEVEL: u8 = 9;

/// What a link holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// The plan: the name of its file, without folders, and its text.
    pub plan: SourceFile,
    /// Seed of all randomness.
    pub seed: u64,
    /// Futures to simulate.
    pub iterations: u64,
    /// Plans to compare it with; the text of a shipped one is left out.
    pub rivals: Vec<SourceFile>,
}

/// Why a link cannot be made or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkError {
    /// It is longer than any link of ours.
    TooLong,
    /// It was made by another version.
    Version,
    /// Something was lost or changed on the way.
    Damaged,
    /// It unpacks to more than a plan may be.
    TooLarge,
}

impl LinkError {
    /// What is wrong and what to do, in a sentence.
    #[must_use]
    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::TooLong => lang.pick(
                "The plan is too large for a link. Save it as a file and send that.",
                "計画が大きすぎてリンクにできません。ファイルに保存して送ってください。",
            ),
            Self::Version => lang.pick(
                "The link was made by another version of regpath. Reload the page, or ask for the plan as a file.",
                "別のバージョンのregpathで作られたリンクです。ページを再読み込みするか、計画をファイルで受け取ってください。",
            ),
            Self::Damaged => lang.pick(
                "The link is damaged; part of it may have been cut off. Ask for it again, or for the plan as a file.",
                "リンクが壊れています。途中で切れた可能性があります。もう一度送ってもらうか、計画をファイルで受け取ってください。",
            ),
            Self::TooLarge => lang.pick(
                "The link holds more than a plan can be, and was not opened.",
                "リンクの内容が計画として大きすぎるため、開きませんでした。",
            ),
        }
    }
}

impl std::fmt::Display for LinkError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.words(Lang::En))
    }
}

impl std::error::Error for LinkError {}

/// Whether a fragment is meant to be such a link.
#[must_use]
pub fn is_link(fragment: &str) -> bool {
    fragment.starts_with(START)
}

impl Shared {
    /// A plan to share: a shipped one goes without the folder that it is shipped in, one's own without the folders of
    /// one's machine.
    #[must_use]
    pub fn new(plan: &SourceFile, seed: u64, iterations: u64, rivals: &[SourceFile]) -> Self {
        let bare = |file: &SourceFile, text: &str| SourceFile {
            name: format!("{}.toml", plan_id(&file.name.replace('\\', "/"))),
            text: text.to_owned(),
        };
        let rival = |file: &SourceFile| {
            let is_shipped =
                shipped_plan(plan_id(&file.name)).is_some_and(|shipped| shipped.text == file.text);
            bare(file, if is_shipped { "" } else { &file.text })
        };
        Self {
            plan: bare(plan, &plan.text),
            seed,
            iterations,
            rivals: rivals.iter().map(rival).collect(),
        }
    }

    /// The link, to be put behind the address of the page.
    ///
    /// # Errors
    ///
    /// [`LinkError::TooLong`] for plans that no link can hold.
    pub fn fragment(&self) -> Result<String, LinkError> {
        let bytes = postcard::to_allocvec(self).expect("plain data can be written");
        if bytes.len() > limits::LINK_UNPACKED {
            return Err(LinkError::TooLong);
        }
        let packed = URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(&bytes, LEVEL));
        let fragment = format!("{START}{VERSION}.{packed}");
        if fragment.len() > limits::LINK_BYTES {
            return Err(LinkError::TooLong);
        }
        Ok(fragment)
    }

    /// What a link holds. Its plans are still to be checked.
    ///
    /// # Errors
    ///
    /// See [`LinkError`].
    pub fn open(fragment: &str) -> Result<Self, LinkError> {
        if fragment.len() > limits::LINK_BYTES {
            return Err(LinkError::TooLarge);
        }
        let (version, packed) = fragment
            .strip_prefix(START)
            .and_then(|rest| rest.split_once('.'))
            .ok_or(LinkError::Damaged)?;
        if version != VERSION {
            let is_one = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
            return Err(if is_one {
                LinkError::Version
            } else {
                LinkError::Damaged
            });
        }
        // Some programs add a full stop or a bracket to a link at the end of a sentence.
        let packed = packed.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
        let packed = URL_SAFE_NO_PAD.decode(packed).map_err(|_| LinkError::Damaged)?;
        let bytes = decompress_to_vec_zlib_with_limit(&packed, limits::LINK_UNPACKED).map_err(|error| {
            if error.status == TINFLStatus::HasMoreOutput {
                LinkError::TooLarge
            } else {
                LinkError::Damaged
            }
        })?;
        let (shared, rest) = postcard::take_from_bytes::<Self>(&bytes).map_err(|_| LinkError::Damaged)?;
        let is_sound = rest.is_empty()
            && shared.rivals.len() <= crate::app::MOST_RIVALS
            && (1..=limits::ITERATIONS).contains(&shared.iterations);
        if is_sound {
            Ok(shared)
        } else {
            Err(LinkError::Damaged)
        }
    }

    /// The plans to compare with, those that are shipped with their text. One that this program does not ship is left
    /// out.
    #[must_use]
    pub fn rivals(&self) -> Vec<SourceFile> {
        let found = self.rivals.iter().filter_map(|rival| {
            if rival.text.is_empty() {
                shipped_plan(plan_id(&rival.name))
            } else {
                Some(rival.clone())
            }
        });
        found.collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalogue::shipped_plans;

    fn own() -> SourceFile {
        SourceFile {
            name: "C:\\clients\\secret\\プラン.toml".to_owned(),
            text: "[plan]\nid = \"x\"\ntitle = \"<script>alert(1)</script>\"\n".to_owned(),
        }
    }

    #[test]
    fn a_link_brings_everything_back_but_the_folders() {
        let plans = shipped_plans();
        let shared = Shared::new(&own(), 7, 10_000, &plans[..2]);
        let link = shared.fragment().unwrap();
        assert!(is_link(&link) && link.is_ascii());
        let found = Shared::open(&link).unwrap();
        assert_eq!(found, shared);
        assert_eq!(
            (found.plan.name.as_str(), found.plan.text),
            ("プラン.toml", own().text)
        );
        assert!(
            found.rivals.iter().all(|rival| rival.text.is_empty()),
            "shipped plans go by name"
        );
        assert_eq!(shared.rivals(), plans[..2]);
    }

    #[test]
    fn every_shipped_plan_fits_into_a_link() {
        for plan in shipped_plans() {
            let link = Shared::new(&plan, 1, 10_000, &[]).fragment().unwrap();
            assert!(link.len() < 16_000, "{}: {} characters", plan.name, link.len());
            assert_eq!(Shared::open(&link).unwrap().plan.text, plan.text);
        }
    }

    #[test]
    fn what_is_no_link_of_ours_is_refused_in_words() {
        let link = Shared::new(&own(), 7, 10_000, &[]).fragment().unwrap();
        let cut = &link[..link.len() - 3];
        assert_eq!(Shared::open(cut), Err(LinkError::Damaged));
        assert_eq!(Shared::open("#share="), Err(LinkError::Damaged));
        assert_eq!(Shared::open("#share=1."), Err(LinkError::Damaged));
        assert_eq!(Shared::open("#share=1.ABC%3C"), Err(LinkError::Damaged));
        assert_eq!(Shared::open("#share=x.AAAA"), Err(LinkError::Damaged));
        assert_eq!(Shared::open(&link.replace("=1.", "=2.")), Err(LinkError::Version));
        assert_eq!(
            Shared::open(&format!("{link}).")),
            Shared::open(&link),
            "a full stop does no harm"
        );
        let long = format!("#share=1.{}", "A".repeat(limits::LINK_BYTES));
        assert_eq!(Shared::open(&long), Err(LinkError::TooLarge));
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let zeros = compress_to_vec_zlib(&vec![0; 50 << 20], LEVEL);
        let link = format!("#share=1.{}", URL_SAFE_NO_PAD.encode(zeros));
        assert!(link.len() < limits::LINK_BYTES);
        assert_eq!(Shared::open(&link), Err(LinkError::TooLarge));
    }

    #[test]
    fn a_plan_that_no_link_can_hold_is_refused() {
        let mut plan = own();
        plan.text = "#".repeat(limits::LINK_UNPACKED + 1);
        assert_eq!(Shared::new(&plan, 1, 1, &[]).fragment(), Err(LinkError::TooLong));
    }

    proptest! {
        #[test]
        fn a_changed_link_never_opens_as_another_plan(place in 9_usize..200, letter in "[A-Za-z0-9_-]") {
            let shared = Shared::new(&own(), 7, 10_000, &[]);
            let mut link = shared.fragment().unwrap();
            let place = place.min(link.len() - 1);
            link.replace_range(place..=place, &letter);
            let found = Shared::open(&link);
            prop_assert!(found.is_err() || found.as_ref() == Ok(&shared), "{found:?}");
        }

        #[test]
        fn any_text_is_refused_or_opened_without_panic(text in "#share=1\\.[A-Za-z0-9_-]{0,300}") {
            let _ = Shared::open(&text);
        }
    }
}
