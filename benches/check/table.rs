//! What was measured, as a table of Markdown.

use std::fmt::Write as _;

use super::row::Measured;

/// A table of `rows`, which ran over so many bytes.
pub(crate) fn table(rows: &[Measured], n_bytes: u64) -> String {
    let mut out = String::from(
        "| | CPU s | wall s | MB/s of CPU | x `wc -w` | peak MB | aim |\n\
         |---|---:|---:|---:|---:|---:|---|\n",
    );
    let counting = rows.iter().find(|row| row.name == "wc -w");
    for row in rows {
        let cpu = row.cost.cpu.as_secs_f64();
        let speed = format!("{:.0}", n_bytes as f64 / 1e6 / cpu);
        let ratio = counting.map(|it| format!("{:.2}", cpu / it.cost.cpu.as_secs_f64()));
        let of_story = |text: Option<String>| text.filter(|_| row.reads).unwrap_or_default();
        let (speed, ratio) = (of_story(Some(speed)), of_story(ratio));
        let aims: Vec<String> = row.aims.iter().map(|aim| aim.told(row, rows)).collect();
        writeln!(
            out,
            "| {} | {cpu:.3} | {:.3} | {speed} | {ratio} | {:.0} | {} |",
            row.name,
            row.cost.wall.as_secs_f64(),
            row.cost.peak as f64 / 1e6,
            aims.join("; ")
        )
        .expect("a string takes any text");
    }
    out
}
