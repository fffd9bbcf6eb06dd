//! What the command line asks for.

/// The arguments after `--`.
#[derive(Default)]
pub(crate) struct Arguments {
    /// A look at everything within seconds, for a bench that works rather than for its figures.
    pub(crate) quick: bool,
    pub(crate) json: bool,
    /// Names of shapes and of implementations. Where none of a kind is named, all are wanted.
    only: Vec<String>,
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
                _ => {
                    return Err(format!(
                        "`{argument}` is none of `--quick`, `--json`, `--only NAME`"
                    ));
                }
            }
        }
        Ok(read)
    }

    /// Those of `all`, which are of one kind, that are wanted.
    pub(crate) fn wanted<T>(&self, all: Vec<T>, name: impl Fn(&T) -> &'static str) -> Vec<T> {
        let is_named = |one: &T| self.only.iter().any(|only| only == name(one));
        if all.iter().any(is_named) { all.into_iter().filter(is_named).collect() } else { all }
    }
}
