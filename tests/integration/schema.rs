//! `scenarios/schema.json` is what the program prints, and the shipped files fit it.

use std::fs;

use regpath_core::catalogue::shipped_files;
use regpath_core::file::json_schema;
use serde_json::Value;

use crate::fixtures::{paths, root};

fn printed() -> String {
    let mut text = serde_json::to_string_pretty(&json_schema()).expect("a schema is JSON");
    text.push('\n');
    text
}

#[test]
fn the_shipped_schema_is_that_of_the_program() {
    let path = root().join("scenarios/schema.json");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, printed()).expect("the schema can be written");
    }
    let shipped = fs::read_to_string(&path).expect("scenarios/schema.json is there");
    assert!(
        shipped == printed(),
        "scenarios/schema.json is stale; run the tests once with UPDATE=1"
    );
}

/// The part of JSON Schema that ours uses; an unknown keyword is an error, so that nothing is passed over.
struct Schema(Value);

impl Schema {
    fn errors(&self, value: &Value) -> Vec<String> {
        let mut errors = Vec::new();
        self.look(&self.0, value, "", &mut errors);
        errors
    }

    fn fits(&self, schema: &Value, value: &Value) -> bool {
        let mut errors = Vec::new();
        self.look(schema, value, "", &mut errors);
        errors.is_empty()
    }

    fn look(&self, schema: &Value, value: &Value, place: &str, errors: &mut Vec<String>) {
        let Value::Object(keywords) = schema else {
            assert_eq!(schema, &Value::Bool(true), "a schema is an object or true");
            return;
        };
        for (keyword, rule) in keywords {
            let is_right = match keyword.as_str() {
                "$id" | "$schema" | "$defs" | "title" | "description" | "default" | "format" => true,
                "$ref" => {
                    let name = rule
                        .as_str()
                        .and_then(|name| name.strip_prefix("#/$defs/"))
                        .expect("a local reference");
                    let definition = self
                        .0
                        .pointer(&format!("/$defs/{name}"))
                        .expect("the definition is there");
                    self.look(definition, value, place, errors);
                    true
                }
                "type" => match rule {
                    Value::Array(types) => types.iter().any(|kind| is_of(kind, value)),
                    kind => is_of(kind, value),
                },
                "enum" => rule.as_array().expect("enum is a list").contains(value),
                "const" => rule == value,
                "anyOf" => rule
                    .as_array()
                    .expect("anyOf is a list")
                    .iter()
                    .any(|schema| self.fits(schema, value)),
                "oneOf" => {
                    let all = rule.as_array().expect("oneOf is a list");
                    all.iter().filter(|schema| self.fits(schema, value)).count() == 1
                }
                "properties" => {
                    for (key, schema) in rule.as_object().expect("properties is an object") {
                        if let Some(value) = value.get(key) {
                            self.look(schema, value, &format!("{place}/{key}"), errors);
                        }
                    }
                    true
                }
                "additionalProperties" => {
                    let known = keywords.get("properties").and_then(Value::as_object);
                    let others = value.as_object().into_iter().flatten();
                    let mut others =
                        others.filter(|(key, _)| known.is_none_or(|known| !known.contains_key(*key)));
                    match rule {
                        Value::Bool(false) => others.next().is_none(),
                        schema => {
                            others.for_each(|(key, value)| {
                                self.look(schema, value, &format!("{place}/{key}"), errors);
                            });
                            true
                        }
                    }
                }
                "required" => {
                    let keys = rule.as_array().expect("required is a list");
                    keys.iter()
                        .all(|key| !value.is_object() || value.get(key.as_str().unwrap_or("")).is_some())
                }
                "items" => {
                    for (index, value) in value.as_array().into_iter().flatten().enumerate() {
                        self.look(rule, value, &format!("{place}/{index}"), errors);
                    }
                    true
                }
                "minItems" => value
                    .as_array()
                    .is_none_or(|list| list.len() as u64 >= rule.as_u64().unwrap_or(0)),
                "maxItems" => value
                    .as_array()
                    .is_none_or(|list| list.len() as u64 <= rule.as_u64().unwrap_or(0)),
                "minimum" => value
                    .as_f64()
                    .is_none_or(|number| number >= rule.as_f64().unwrap_or(0.0)),
                "maximum" => value
                    .as_f64()
                    .is_none_or(|number| number <= rule.as_f64().unwrap_or(0.0)),
                other => panic!("the schema uses `{other}`, which this test does not know"),
            };
            if !is_right {
                errors.push(format!("{place}: {keyword} {rule}"));
            }
        }
    }
}

fn is_of(kind: &Value, value: &Value) -> bool {
    match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => panic!("`{kind}` is not a type"),
    }
}

/// TOML as JSON; dates become text.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(list) => list.into_iter().map(json).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, json(value))).collect())
        }
    }
}

fn schema() -> Schema {
    Schema(serde_json::to_value(json_schema()).expect("a schema is JSON"))
}

#[test]
fn every_shipped_file_fits_the_schema() {
    let schema = schema();
    let files: Vec<_> = ["catalogue", "plans"]
        .into_iter()
        .flat_map(shipped_files)
        .collect();
    assert!(files.len() > 20);
    for file in files {
        let value: toml::Value = toml::from_str(&file.text).expect("shipped files are TOML");
        let errors = schema.errors(&json(value));
        assert!(errors.is_empty(), "{}: {errors:#?}", file.name);
    }
}

#[test]
fn mistakes_of_form_do_not_fit_the_schema() {
    let schema = schema();
    for path in paths("bad") {
        let name = path
            .file_stem()
            .expect("a fixture has a name")
            .to_string_lossy()
            .into_owned();
        let is_form = [
            "unknown-key",
            "unknown-word",
            "missing-key",
            "wrong-type-list",
            "wrong-type",
        ]
        .iter()
        .any(|code| name == *code);
        if is_form {
            let text = fs::read_to_string(&path).expect("the fixture can be read");
            let value: toml::Value = toml::from_str(&text).expect("the form is TOML");
            assert!(!schema.errors(&json(value)).is_empty(), "{name}");
        }
    }
}

#[test]
fn every_definition_has_a_title_and_a_description() {
    let schema = schema();
    assert!(schema.0["$id"].is_string() && schema.0["title"].is_string());
    let definitions = schema.0["$defs"].as_object().expect("there are definitions");
    for (name, definition) in definitions {
        assert!(
            definition["title"].is_string() && definition["description"].is_string(),
            "{name}"
        );
    }
}
