//! Go type expressions, as the description writes them.

use anyhow::{Context as _, Result};

/// A Go type expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GoType {
    /// A built-in or named type: `string`, `model.Post`.
    Named(String),
    /// `*T`.
    Pointer(Box<GoType>),
    /// `[]T`, and `...T` as a last parameter.
    Slice(Box<GoType>),
    /// `map[K]V`.
    Map(Box<GoType>, Box<GoType>),
}

impl GoType {
    pub(crate) fn parse(text: &str) -> Result<Self> {
        if let Some(rest) = text.strip_prefix('*') {
            return Ok(Self::Pointer(Box::new(Self::parse(rest)?)));
        }
        if let Some(rest) = text.strip_prefix("[]").or_else(|| text.strip_prefix("...")) {
            return Ok(Self::Slice(Box::new(Self::parse(rest)?)));
        }
        if let Some(rest) = text.strip_prefix("map[") {
            let (key, value) = rest
                .split_once(']')
                .with_context(|| format!("bad map {text:?}"))?;
            return Ok(Self::Map(
                Box::new(Self::parse(key)?),
                Box::new(Self::parse(value)?),
            ));
        }
        Ok(Self::Named(text.to_owned()))
    }

    /// Whether this is `name`.
    pub(crate) fn is(&self, name: &str) -> bool {
        matches!(self, Self::Named(n) if n == name)
    }

    /// Whether this is an error result: `error` or `*model.AppError`.
    pub(crate) fn is_error(&self) -> bool {
        self.is("error") || matches!(self, Self::Pointer(t) if t.is("model.AppError"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_types_parse() {
        let parsed = GoType::parse("map[string][]*model.Post").unwrap();
        let post = GoType::Pointer(Box::new(GoType::Named("model.Post".into())));
        let expected = GoType::Map(
            Box::new(GoType::Named("string".into())),
            Box::new(GoType::Slice(Box::new(post))),
        );
        assert_eq!(parsed, expected);
    }
}
