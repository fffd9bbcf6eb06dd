//! The figures as lines of JSON, or as a table that somebody can read.

/// What came of one graph on some workers, as many times as a measure, by name and seed.
pub(crate) struct Figures {
    what: &'static str,
    graph: &'static str,
    n: usize,
    n_workers: usize,
    columns: Vec<(&'static str, Vec<f64>)>,
}

impl Figures {
    pub(crate) fn new(what: &'static str, graph: &'static str, n: usize, n_workers: usize) -> Self {
        Self { what, graph, n, n_workers, columns: Vec::new() }
    }

    /// Adds the figure of a seed.
    pub(crate) fn add(&mut self, name: &'static str, figure: f64) {
        match self.columns.iter_mut().find(|column| column.0 == name) {
            Some((_, figures)) => figures.push(figure),
            None => self.columns.push((name, vec![figure])),
        }
    }

    /// The names of the columns, as a line of a table.
    pub(crate) fn heading(&self) -> String {
        let names: String = self.columns.iter().map(|column| format!("{:>16}", column.0)).collect();
        format!("{:10} {:>7} {:>8}{names}", "graph", "workers", "nodes")
    }

    /// The mean of all seeds with the worst, as a line of a table.
    pub(crate) fn row(&self) -> String {
        let cell = |figures: &[f64]| format!("{:>9.3} ({:.2})", mean(figures), most(figures));
        let cells = self.columns.iter().map(|column| format!("{:>16}", cell(&column.1)));
        format!(
            "{:10} {:>7} {:>8}{}",
            self.graph,
            self.n_workers,
            self.n,
            cells.collect::<String>()
        )
    }

    /// A line of JSON for every column.
    pub(crate) fn json(&self) -> String {
        let Self { what, graph, n, n_workers, columns } = self;
        let line = |(name, figures): &(&str, Vec<f64>)| {
            format!(
                r#"{{"what":"{what}","graph":"{graph}","n":{n},"workers":{n_workers},"order":"{name}","seeds":{},"mean":{:.4},"most":{:.4}}}"#,
                figures.len(),
                mean(figures),
                most(figures),
            )
        };
        columns.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

fn mean(figures: &[f64]) -> f64 {
    figures.iter().sum::<f64>() / figures.len() as f64
}

fn most(figures: &[f64]) -> f64 {
    figures.iter().copied().fold(0.0, f64::max)
}
