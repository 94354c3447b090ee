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
    pub(super) message: String,
    pub(super) span: Range<usize>,
}

impl Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mistake {}

/// For the words of enums, which serde knows.
impl Error for Mistake {
    fn custom<T: Display>(message: T) -> Self {
        Self {
            message: message.to_string(),
            span: 0..0,
        }
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
    pub(crate) fn mistake(&self, message: impl Into<String>) -> Mistake {
        Mistake {
            message: message.into(),
            span: self.span.clone(),
        }
    }

    /// It is something else than what was expected.
    pub(crate) fn unfit(&self, expected: &str) -> Mistake {
        let found = match &self.what {
            What::Text(text) => format!("string {text:?}"),
            What::Integer(digits, _) => format!("integer `{digits}`"),
            What::Float(digits) => format!("floating point `{digits}`"),
            What::Boolean(is) => format!("boolean `{is}`"),
            What::Date(_) => "date".to_owned(),
            What::Array(_) => "sequence".to_owned(),
            What::Table(_) => "map".to_owned(),
        };
        self.mistake(format!("invalid type: {found}, expected {expected}"))
    }

    pub(crate) fn text(&self) -> Result<&'a str, Mistake> {
        match self.what {
            What::Text(text) => Ok(text),
            _ => Err(self.unfit("a string")),
        }
    }

    /// A word that serde knows as a variant of an enum.
    pub(crate) fn word<T: for<'de> Deserialize<'de>>(&self) -> Result<T, Mistake> {
        let What::Text(word) = self.what else {
            return Err(self.unfit("a word in quotes"));
        };
        T::deserialize(StrDeserializer::new(word)).map_err(|mistake: Mistake| self.mistake(mistake.message))
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Result<Vec<Value<'a>>, Mistake> {
        match self.what {
            What::Array(array) => Ok(array.iter().map(Value::new).collect()),
            _ => Err(self.unfit("a sequence")),
        }
    }

    /// Keys and values of a table whose keys are anybody's.
    pub(crate) fn entries(&self) -> Result<Vec<Entry<'a>>, Mistake> {
        match self.what {
            What::Table(table) => Ok(table
                .iter()
                .map(|(key, value)| (key, Value::new(value)))
                .collect()),
            _ => Err(self.unfit("a map")),
        }
    }

    /// A table with these keys and no others.
    pub(crate) fn table(&self, expected: &str, keys: &[&str]) -> Result<Table<'a>, Mistake> {
        let What::Table(table) = self.what else {
            return Err(self.unfit(expected));
        };
        if let Some(key) = table.keys().find(|key| !keys.contains(&key.get_ref().as_ref())) {
            let known: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            let known = match &known[..] {
                [] => "there are no fields".to_owned(),
                [one] => format!("expected {one}"),
                [one, other] => format!("expected {one} or {other}"),
                many => format!("expected one of {}", many.join(", ")),
            };
            return Err(Mistake {
                message: format!("unknown field `{}`, {known}", key.get_ref()),
                span: key.span(),
            });
        }
        Ok(Table {
            table,
            span: self.span.clone(),
        })
    }

    /// A whole number from `0`, as far as `T` goes.
    fn whole<T: TryFrom<i128>>(&self, expected: &str) -> Result<T, Mistake> {
        let What::Integer(digits, radix) = self.what else {
            return Err(self.unfit(expected));
        };
        let number =
            i128::from_str_radix(digits, radix).map_err(|_| self.mistake("integer number overflowed"))?;
        T::try_from(number)
            .map_err(|_| self.mistake(format!("invalid value: integer `{digits}`, expected {expected}")))
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
        Mistake {
            message: format!("missing field `{key}`"),
            span: self.span.clone(),
        }
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
        let expected = || format!("an array of length {N}");
        let What::Array(_) = value.what() else {
            return Err(value.unfit(&expected()));
        };
        let items = value.items()?;
        let items = items.iter().map(f64::of).collect::<Result<Vec<_>, _>>()?;
        let length = items.len();
        items
            .try_into()
            .map_err(|_| value.mistake(format!("invalid length {length}, expected {}", expected())))
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
            _ => Err(value.unfit("a boolean")),
        }
    }
}

impl Shape for f64 {
    #[inline(never)]
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        match value.what() {
            What::Integer(..) => value.whole::<i128>("f64").map(|number| number as Self),
            What::Float(digits) => match digits.parse::<Self>() {
                Ok(number) if number.is_finite() || digits.contains(['i', 'n']) => Ok(number),
                _ => Err(value.mistake("floating-point number overflowed")),
            },
            _ => Err(value.unfit("f64")),
        }
    }
}

impl Shape for u32 {
    #[inline(never)]
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        value.whole("u32")
    }
}

impl Shape for u64 {
    #[inline(never)]
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        value.whole("u64")
    }
}
