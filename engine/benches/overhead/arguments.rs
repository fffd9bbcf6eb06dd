//! What the command line asks for.

/// What can be run by itself.
pub(crate) const PARTS: [&str; 9] =
    ["empty", "large", "bodies", "metg", "features", "ranking", "cancel", "compile", "idle"];

/// The arguments after `--`.
#[derive(Default)]
pub(crate) struct Arguments {
    /// A look at everything within seconds, for a bench that works rather than for its figures.
    pub(crate) quick: bool,
    pub(crate) json: bool,
    /// Names of shapes and of implementations. Where none of a kind is named, all are wanted.
    only: Vec<String>,
    /// Some of [`PARTS`], or nothing for all of them.
    parts: Vec<String>,
}

impl Arguments {
    /// Reads them, or says what is wrong with them; `names` are all that `--only` takes.
    pub(crate) fn read(
        mut arguments: impl Iterator<Item = String>,
        names: &[&str],
    ) -> Result<Self, String> {
        let mut read = Self::default();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                // Cargo's own.
                "--bench" => {}
                "--quick" => read.quick = true,
                "--json" => read.json = true,
                "--only" => match arguments.next() {
                    Some(name) if names.contains(&name.as_str()) => read.only.push(name),
                    _ => return Err(format!("`--only` takes one of: {}", names.join(", "))),
                },
                "--part" => match arguments.next() {
                    Some(part) if PARTS.contains(&part.as_str()) => read.parts.push(part),
                    _ => return Err(format!("`--part` takes one of: {}", PARTS.join(", "))),
                },
                _ => {
                    return Err(format!(
                        "`{argument}` is none of `--quick`, `--json`, `--only NAME`, `--part NAME`"
                    ));
                }
            }
        }
        Ok(read)
    }

    /// Whether this one of [`PARTS`] is wanted.
    pub(crate) fn wants(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|wanted| wanted == part)
    }

    /// Those of `all`, which are of one kind, that are wanted.
    pub(crate) fn wanted<T>(&self, all: Vec<T>, name: impl Fn(&T) -> &'static str) -> Vec<T> {
        let is_named = |one: &T| self.only.iter().any(|only| only == name(one));
        if all.iter().any(is_named) { all.into_iter().filter(is_named).collect() } else { all }
    }
}
