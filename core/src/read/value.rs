//! From the values of a file to our shapes. `#[derive(Shape)]` writes what a table asks for; here is what it asks.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::Range;

use serde::de::value::StrDeserializer;
use serde::de::{Deserialize, Error};
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

pub(crate) use regpath_shape::Shape;

use crate::text::Text;

const A_TABLE: [&str; 2] = ["a table in braces", "波括弧の表"];
const A_NUMBER: [&str; 2] = ["a number", "数"];
const A_COUNT: [&str; 2] = ["a whole number, 0 or more", "0以上の整数"];
const TOO_LARGE: [&str; 2] = ["this number is too large", "数が大きすぎます"];

/// Something that a value of a file can be.
pub(crate) trait Shape: Sized {
    /// Reads it. Readers are many and each is called where it is needed: put into their callers they would make up a tenth of the
    /// page's program.
    fn of(value: &Value<'_>) -> Result<Self, Mistake>;

    /// What stands where its key is not given; none: it must be given.
    fn absent() -> Option<Self> {
        None
    }
}

/// What does not fit, and where.
#[derive(Debug)]
pub(crate) struct Mistake {
    pub(super) what: Wrong,
    pub(super) span: Range<usize>,
}

/// What can be wrong with the form of a file.
#[derive(Debug)]
pub(super) enum Wrong {
    /// A key that its table does not have, and those that it has.
    Key(String, Vec<String>),
    /// A word that its key does not take, and those that it takes.
    Word(String, Vec<String>),
    /// A key that is not given.
    Missing(String),
    /// What is there, and what belongs there.
    Unfit { found: Text, expected: Text },
    /// Anything else.
    Other(Text),
}

impl Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.what)
    }
}

impl std::error::Error for Mistake {}

/// For the words of enums, which serde knows.
impl Error for Mistake {
    fn custom<T: Display>(message: T) -> Self {
        Wrong::Other(Text::same(message.to_string())).at(0..0)
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        let known = known.iter().map(|&word| word.to_owned()).collect();
        Wrong::Word(word.to_owned(), known).at(0..0)
    }
}

impl Wrong {
    const fn at(self, span: Range<usize>) -> Mistake {
        Mistake { what: self, span }
    }
}

/// A value of a file and the bytes that it was read from.
#[derive(Clone)]
pub(crate) struct Value<'a> {
    what: What<'a>,
    pub(crate) span: Range<usize>,
}

/// A key of a table and its value.
type Entry<'a> = (&'a Spanned<Cow<'a, str>>, Value<'a>);

/// What a value is.
#[derive(Clone)]
pub(crate) enum What<'a> {
    Text(&'a str),
    /// Its digits, and their base.
    Integer(&'a str, u32),
    Float(&'a str),
    Boolean(bool),
    /// A date without quotes, perhaps with a time.
    Date(String),
    Array(&'a DeArray<'a>),
    Table(&'a DeTable<'a>),
}

impl<'a> Value<'a> {
    /// A whole file.
    pub(super) const fn file(table: &'a DeTable<'a>, span: Range<usize>) -> Self {
        Self {
            what: What::Table(table),
            span,
        }
    }

    fn new(value: &'a Spanned<DeValue<'a>>) -> Self {
        let what = match value.get_ref() {
            DeValue::String(text) => What::Text(text),
            DeValue::Integer(integer) => What::Integer(integer.as_str(), integer.radix()),
            DeValue::Float(float) => What::Float(float.as_str()),
            DeValue::Boolean(is) => What::Boolean(*is),
            DeValue::Datetime(date) => What::Date(date.to_string()),
            DeValue::Array(array) => What::Array(array),
            DeValue::Table(table) => What::Table(table),
        };
        Self {
            what,
            span: value.span(),
        }
    }

    /// What it is.
    pub(crate) const fn what(&self) -> &What<'a> {
        &self.what
    }

    /// A mistake at this place.
    pub(crate) fn mistake(&self, message: impl Into<Text>) -> Mistake {
        Wrong::Other(message.into()).at(self.span.clone())
    }

    /// It is something else than what was expected.
    pub(crate) fn unfit(&self, expected: impl Into<Text>) -> Mistake {
        let quoted = |en, ja, value| [format!("{en} {value}"), format!("{ja} {value} ")].into();
        let found = match &self.what {
            What::Text(text) => quoted("string", "文字列", format!("{text:?}")),
            What::Integer(digits, _) => quoted("integer", "整数", format!("`{digits}`")),
            What::Float(digits) => quoted("floating point", "小数", format!("`{digits}`")),
            What::Boolean(is) => quoted("boolean", "真偽値", format!("`{is}`")),
            What::Date(date) => quoted("date", "日付", format!("`{date}`")),
            What::Array(items) => {
                let length = items.len();
                [
                    format!("a list of length {length}"),
                    format!("長さ{length}の一覧"),
                ]
                .into()
            }
            What::Table(_) => ["a table", "表"].into(),
        };
        let expected = expected.into();
        Wrong::Unfit { found, expected }.at(self.span.clone())
    }

    pub(crate) fn text(&self) -> Result<&'a str, Mistake> {
        match self.what {
            What::Text(text) => Ok(text),
            _ => Err(self.unfit(["a string", "文字列"])),
        }
    }

    /// A word that serde knows as a variant of an enum.
    pub(crate) fn word<T: for<'de> Deserialize<'de>>(&self) -> Result<T, Mistake> {
        let What::Text(word) = self.what else {
            return Err(self.unfit(["a word in quotes", "引用符で囲んだ語"]));
        };
        T::deserialize(StrDeserializer::new(word))
            .map_err(|mistake: Mistake| mistake.what.at(self.span.clone()))
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Result<Vec<Value<'a>>, Mistake> {
        match self.what {
            What::Array(array) => Ok(array.iter().map(Value::new).collect()),
            _ => Err(self.unfit(["a list in brackets", "角括弧の一覧"])),
        }
    }

    /// Keys and values of a table whose keys are anybody's.
    pub(crate) fn entries(&self) -> Result<Vec<Entry<'a>>, Mistake> {
        match self.what {
            What::Table(table) => Ok(table
                .iter()
                .map(|(key, value)| (key, Value::new(value)))
                .collect()),
            _ => Err(self.unfit(A_TABLE)),
        }
    }

    /// A table with these keys and no others.
    pub(crate) fn table(&self, keys: &[&str]) -> Result<Table<'a>, Mistake> {
        let What::Table(table) = self.what else {
            return Err(self.unfit(A_TABLE));
        };
        if let Some(key) = table.keys().find(|key| !keys.contains(&key.get_ref().as_ref())) {
            let known = keys.iter().map(|&key| key.to_owned()).collect();
            return Err(Wrong::Key(key.get_ref().to_string(), known).at(key.span()));
        }
        Ok(Table {
            table,
            span: self.span.clone(),
        })
    }

    /// A whole number from `0`, as far as `T` goes.
    fn whole<T: TryFrom<i128>>(&self, expected: [&str; 2]) -> Result<T, Mistake> {
        let What::Integer(digits, radix) = self.what else {
            return Err(self.unfit(expected));
        };
        let number = i128::from_str_radix(digits, radix).map_err(|_| self.mistake(TOO_LARGE))?;
        T::try_from(number).map_err(|_| self.unfit(expected))
    }
}

/// A table whose keys are known.
pub(crate) struct Table<'a> {
    table: &'a DeTable<'a>,
    span: Range<usize>,
}

impl<'a> Table<'a> {
    /// The value of a key, if it is given.
    pub(crate) fn find<T: Shape>(&self, key: &str) -> Result<Option<T>, Mistake> {
        match self.get(key) {
            Some(value) => T::of(&value).map(Some),
            None => Ok(None),
        }
    }

    /// What was found under a key that must be given, unless its shape says otherwise.
    pub(crate) fn need<T: Shape>(&self, found: Option<T>, key: &str) -> Result<T, Mistake> {
        found.or_else(T::absent).ok_or_else(|| self.missing(key))
    }

    // These do not depend on the shape, and are compiled once.

    #[inline(never)]
    fn get(&self, key: &str) -> Option<Value<'a>> {
        self.table.get(key).map(Value::new)
    }

    #[inline(never)]
    fn missing(&self, key: &str) -> Mistake {
        Wrong::Missing(key.to_owned()).at(self.span.clone())
    }
}

impl<T: Shape> Shape for Option<T> {
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        T::of(value).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Shape> Shape for Vec<T> {
    #[inline(never)]
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        let items = value.items()?;
        let mut all = Self::with_capacity(items.len());
        for item in &items {
            all.push(T::of(item)?);
        }
        Ok(all)
    }
}

impl<const N: usize> Shape for [f64; N] {
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        let unfit = || value.unfit([format!("a list of {N} numbers"), format!("数{N}個の一覧")]);
        let What::Array(_) = value.what() else {
            return Err(unfit());
        };
        let items = value.items()?;
        let items = items.iter().map(f64::of).collect::<Result<Vec<_>, _>>()?;
        items.try_into().map_err(|_| unfit())
    }
}

impl<T: Shape> Shape for BTreeMap<String, T> {
    #[inline(never)]
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        let mut all = Self::new();
        for (key, value) in value.entries()? {
            all.insert(key.get_ref().to_string(), T::of(&value)?);
        }
        Ok(all)
    }
}

impl Shape for String {
    #[inline(never)]
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        value.text().map(str::to_owned)
    }
}

impl Shape for bool {
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        match value.what() {
            What::Boolean(is) => Ok(*is),
            _ => Err(value.unfit(["`true` or `false`", "`true` か `false`"])),
        }
    }
}

impl Shape for f64 {
    #[inline(never)]
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        match value.what() {
            What::Integer(..) => value.whole::<i128>(A_NUMBER).map(|number| number as Self),
            What::Float(digits) => match digits.parse::<Self>() {
                Ok(number) if number.is_finite() || digits.contains(['i', 'n']) => Ok(number),
                _ => Err(value.mistake(TOO_LARGE)),
            },
            _ => Err(value.unfit(A_NUMBER)),
        }
    }
}

impl Shape for u32 {
    #[inline(never)]
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        value.whole(A_COUNT)
    }
}

impl Shape for u64 {
    #[inline(never)]
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        value.whole(A_COUNT)
    }
}
