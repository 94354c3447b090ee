//! The schemas in `scenarios/` are what the program prints; the shipped files and every answer about them fit.

use std::fs;
use std::sync::Arc;

use regpath_core::analysis::compare::compare;
use regpath_core::analysis::frontier::{Bounds, Question, Search, frontier};
use regpath_core::analysis::replay::Replay;
use regpath_core::analysis::why::{Asked, why};
use regpath_core::answers::{
    self, CompareAnswer, FORMAT, FrontierAnswer, PreciseNumber, Precision, ReplayAnswer, SimulateAnswer,
    WhyAnswer,
};
use regpath_core::catalogue::{Catalogue, shipped_files};
use regpath_core::file::json_schema;
use regpath_core::plan::Plan;
use regpath_core::run::{Detail, Simulation, run};
use regpath_core::sampling::Method;
use serde_json::Value;
use toml::de::{DeTable, DeValue};

use crate::fixtures::{paths, root};

#[test]
fn the_shipped_schemas_are_those_of_the_program() {
    for (name, schema) in [
        (
            "scenarios/schema.json",
            serde_json::to_string_pretty(&json_schema()),
        ),
        (
            "scenarios/answers.schema.json",
            serde_json::to_string_pretty(&answers::json_schema()),
        ),
    ] {
        let printed = schema.expect("a schema is JSON") + "\n";
        let path = root().join(name);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &printed).expect("the schema can be written");
        }
        let shipped = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            shipped == printed,
            "{name} is stale; run the tests once with UPDATE=1"
        );
    }
}

/// The part of JSON Schema that ours uses; an unknown keyword is an error, so that nothing is passed over.
struct Schema {
    schema: Value,
    /// Whether a key that the schema does not know is a mistake even where the schema allows it.
    is_strict: bool,
}

impl Schema {
    fn errors(&self, value: &Value) -> Vec<String> {
        let mut errors = Vec::new();
        self.look(&self.schema, value, "", self.is_strict, &mut errors);
        errors
    }

    fn fits(&self, schema: &Value, value: &Value) -> bool {
        let mut errors = Vec::new();
        self.look(schema, value, "", false, &mut errors);
        errors.is_empty()
    }

    fn look(&self, schema: &Value, value: &Value, place: &str, is_strict: bool, errors: &mut Vec<String>) {
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
                        .schema
                        .pointer(&format!("/$defs/{name}"))
                        .expect("the definition is there");
                    self.look(definition, value, place, is_strict, errors);
                    true
                }
                "type" => match rule {
                    Value::Array(types) => types.iter().any(|kind| is_of(kind, value)),
                    kind => is_of(kind, value),
                },
                "enum" => rule.as_array().expect("enum is a list").contains(value),
                "const" => rule == value,
                "anyOf" => {
                    let all = rule.as_array().expect("anyOf is a list");
                    let fitting = all.iter().find(|schema| self.fits(schema, value));
                    if let Some(schema) = fitting.filter(|_| is_strict) {
                        self.look(schema, value, place, is_strict, errors);
                    }
                    fitting.is_some()
                }
                "oneOf" => {
                    let all = rule.as_array().expect("oneOf is a list");
                    all.iter().filter(|schema| self.fits(schema, value)).count() == 1
                }
                "properties" => {
                    let known = rule.as_object().expect("properties is an object");
                    let keys = value.as_object().into_iter().flat_map(|value| value.keys());
                    // What one of several forms has is theirs to know.
                    let is_whole = is_strict && !keywords.contains_key("oneOf");
                    for key in keys.filter(|key| is_whole && !known.contains_key(*key)) {
                        errors.push(format!("{place}/{key}: not in the schema"));
                    }
                    for (key, schema) in rule.as_object().expect("properties is an object") {
                        if let Some(value) = value.get(key) {
                            self.look(schema, value, &format!("{place}/{key}"), is_strict, errors);
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
                                self.look(schema, value, &format!("{place}/{key}"), is_strict, errors);
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
                        self.look(rule, value, &format!("{place}/{index}"), is_strict, errors);
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
fn json(text: &str) -> Value {
    fn of(value: &DeValue<'_>) -> Value {
        match value {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .expect("the number fits")
                .into(),
            DeValue::Float(number) => number.as_str().parse::<f64>().expect("a number").into(),
            DeValue::Boolean(flag) => Value::Bool(*flag),
            DeValue::Datetime(date) => Value::String(date.to_string()),
            DeValue::Array(list) => list.iter().map(|value| of(value.get_ref())).collect(),
            DeValue::Table(fields) => table(fields),
        }
    }
    fn table(fields: &DeTable<'_>) -> Value {
        let fields = fields.iter();
        Value::Object(
            fields
                .map(|(key, value)| (key.get_ref().to_string(), of(value.get_ref())))
                .collect(),
        )
    }
    table(DeTable::parse(text).expect("the text is TOML").get_ref())
}

fn schema() -> Schema {
    Schema {
        schema: serde_json::to_value(json_schema()).expect("a schema is JSON"),
        is_strict: false,
    }
}

#[test]
fn every_shipped_file_fits_the_schema() {
    let schema = schema();
    let files: Vec<_> = ["catalogue", "plans", "exercises"]
        .into_iter()
        .flat_map(shipped_files)
        .collect();
    assert!(files.len() > 20);
    for file in files {
        let errors = schema.errors(&json(&file.text));
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
            assert!(!schema.errors(&json(&text)).is_empty(), "{name}");
        }
    }
}

fn answer_schema() -> Schema {
    Schema {
        schema: serde_json::to_value(answers::json_schema()).expect("a schema is JSON"),
        is_strict: true,
    }
}

/// Holds an answer against the definition of its command.
fn fits(schema: &Schema, definition: &str, answer: serde_json::Result<String>, name: &str) {
    let value: Value = serde_json::from_str(&answer.expect("an answer is JSON")).expect("JSON");
    let rule = &schema.schema["$defs"][definition];
    assert!(rule.is_object(), "{definition} is defined");
    let mut errors = Vec::new();
    schema.look(rule, &value, "", true, &mut errors);
    assert!(errors.is_empty(), "{name}: {definition}: {errors:#?}");
    assert_eq!(value["format"], 1);
}

#[test]
fn every_answer_about_every_shipped_plan_fits_its_schema() {
    let schema = answer_schema();
    for file in regpath_core::catalogue::shipped_plans() {
        let plan = Arc::new(Plan::load(&file, Catalogue::shipped()).expect("shipped plans are sound"));
        let simulation = Simulation::new(Arc::clone(&plan), 5, 1_500, Method::Mc, Detail::Full);
        let summary = run(&simulation);
        let precision = Precision::of(&summary, 0.1, &PreciseNumber::ALL);
        let simulated = SimulateAnswer {
            precision: Some(&precision),
            ..SimulateAnswer::new(&plan, &summary, 5, Method::Mc)
        };
        fits(
            &schema,
            "SimulateAnswer",
            serde_json::to_string(&simulated),
            &plan.id,
        );
        for metric in ["target", "cost", "cash", "npv"] {
            let asked = Asked::parse(&plan, metric).expect("the plan has it");
            let trace = simulation.trace_cash(500);
            let answer = why(&plan, &summary, trace.as_ref(), asked).expect("there is an answer");
            fits(
                &schema,
                "WhyAnswer",
                serde_json::to_string(&WhyAnswer::of(&plan, 5, &answer)),
                &plan.id,
            );
        }
        let replayed = ReplayAnswer {
            format: FORMAT,
            plan: &plan.id,
            title: &plan.title,
            start: plan.start,
            currency: &plan.currency,
            seed: 5,
            story: &Replay::of(&simulation, 7),
        };
        fits(
            &schema,
            "ReplayAnswer",
            serde_json::to_string(&replayed),
            &plan.id,
        );
        if !plan.options.is_empty() {
            let question = Question {
                target: None,
                by: None,
                seed: 5,
                futures: 64,
                bounds: Bounds::default(),
            };
            let search = Search::new(&plan, Catalogue::shipped(), question).expect("it has options");
            let found = FrontierAnswer {
                format: FORMAT,
                plan: &plan.id,
                title: &plan.title,
                seed: 5,
                frontier: &frontier(search).expect("it can be simulated"),
            };
            fits(&schema, "FrontierAnswer", serde_json::to_string(&found), &plan.id);
        }
    }
}

#[test]
fn comparisons_of_all_shipped_plans_fit_their_schema() {
    let schema = answer_schema();
    let plans = regpath_core::catalogue::shipped_plans();
    for files in plans.chunks(4) {
        let simulations: Vec<Simulation> = files
            .iter()
            .map(|file| {
                let plan = Plan::load(file, Catalogue::shipped()).expect("shipped plans are sound");
                Simulation::new(Arc::new(plan), 5, 500, Method::Mc, Detail::Full)
            })
            .collect();
        let compared = CompareAnswer {
            format: FORMAT,
            seed: 5,
            comparison: &compare(&simulations),
        };
        fits(
            &schema,
            "CompareAnswer",
            serde_json::to_string(&compared),
            &files[0].name,
        );
    }
}

#[test]
fn every_field_of_an_answer_is_explained() {
    let schema = answer_schema().schema;
    let definitions = schema["$defs"].as_object().expect("there are definitions");
    assert!(definitions.len() > 40);
    for (name, definition) in definitions {
        assert!(
            definition["description"].is_string() || name.starts_with("Range_of"),
            "{name}"
        );
        // A range of bytes explains itself.
        let properties = if name.starts_with("Range_of") {
            &Value::Null
        } else {
            &definition["properties"]
        };
        for (key, property) in properties.as_object().into_iter().flatten() {
            assert!(property["description"].is_string(), "{name}/{key}");
        }
    }
}

#[test]
fn every_definition_has_a_title_and_a_description() {
    let schema = schema();
    assert!(schema.schema["$id"].is_string() && schema.schema["title"].is_string());
    let definitions = schema.schema["$defs"].as_object().expect("there are definitions");
    for (name, definition) in definitions {
        assert!(
            definition["title"].is_string() && definition["description"].is_string(),
            "{name}"
        );
    }
}
