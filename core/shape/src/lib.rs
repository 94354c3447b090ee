//! `#[derive(Shape)]`: how a table of a file becomes a struct of the core, and a word an enum. Serde's derive does the
//! same for any format and any order of keys; this one asks a table for one key after the other, which takes an eighth
//! of the code. It understands serde's `default` and `rename`, so that the JSON Schema is derived from the same words.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::{ToTokens, quote};
use syn::{Attribute, Data, DeriveInput, Error, Field, Fields, LitStr, Path, Result, parse_macro_input};

/// Derives `regpath_core::read::value::Shape`.
#[proc_macro_derive(Shape, attributes(serde))]
pub fn derive_shape(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    derived(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn derived(input: &DeriveInput) -> Result<Tokens> {
    let name = &input.ident;
    let body = match &input.data {
        Data::Struct(data) => table(&data.fields)?,
        Data::Enum(_) => quote! { value.word() },
        Data::Union(_) => return Err(Error::new_spanned(name, "a file holds no unions")),
    };
    Ok(quote! {
        impl crate::read::value::Shape for #name {
            #[inline(never)]
            fn of(value: &crate::read::value::Value<'_>) -> ::core::result::Result<Self, crate::read::value::Mistake> {
                #body
            }
        }
    })
}

fn table(fields: &Fields) -> Result<Tokens> {
    let Fields::Named(fields) = fields else {
        return Err(Error::new_spanned(fields, "the keys of a table have names"));
    };
    let mut keys = Vec::new();
    let mut found = Vec::new();
    let mut values = Vec::new();
    for field in &fields.named {
        let Said { key, default } = said(field)?;
        let ident = &field.ident;
        // All that is given is read first: a key that is missing says nothing about the others.
        found.push(quote! { let #ident = table.find(#key)?; });
        values.push(match default {
            None => quote! { #ident: table.need(#ident, #key)? },
            Some(default) => quote! { #ident: #ident.unwrap_or_else(#default) },
        });
        keys.push(key);
    }
    Ok(quote! {
        let table = value.table(&[#(#keys),*])?;
        #(#found)*
        Ok(Self { #(#values),* })
    })
}

/// What is said of a field.
struct Said {
    key: String,
    /// What makes the value where the key is not given.
    default: Option<Tokens>,
}

fn said(field: &Field) -> Result<Said> {
    let ident = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut said = Said {
        key: ident,
        default: None,
    };
    for attribute in field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        read(attribute, &mut said)?;
    }
    Ok(said)
}

fn read(attribute: &Attribute, said: &mut Said) -> Result<()> {
    attribute.parse_nested_meta(|meta| {
        if meta.path.is_ident("rename") {
            said.key = meta.value()?.parse::<LitStr>()?.value();
        } else if meta.path.is_ident("default") {
            said.default = Some(if let Ok(value) = meta.value() {
                value.parse::<LitStr>()?.parse::<Path>()?.into_token_stream()
            } else {
                quote! { ::core::default::Default::default }
            });
        } else {
            return Err(meta.error("only `default` and `rename` are understood here"));
        }
        Ok(())
    })
}
