//! A plan for programs.

use serde::Serialize;

use crate::prepare::Prepared;

#[derive(Serialize)]
struct PlanJson<'a> {
    n_workers: usize,
    /// In seconds.
    expected: f64,
    reasons: &'a [String],
    tasks: Vec<TaskJson>,
}

#[derive(Serialize)]
struct TaskJson {
    title: String,
    /// In seconds.
    expected: Option<f64>,
    priority: u8,
    /// The tasks that it needs, by their index.
    needs: Vec<usize>,
}

/// All tasks with what they need, and why they are so many.
pub(crate) fn plan_json(prepared: &Prepared) -> String {
    let Prepared { tasks, reasons, n_workers, .. } = prepared;
    let all = tasks.ids().map(|id| {
        let task = &tasks[id];
        TaskJson {
            title: task.full_title(),
            expected: task.policy.cost.map(|cost| cost.as_secs_f64()),
            priority: task.policy.priority,
            needs: tasks.needs(id).iter().map(|need| need.index()).collect(),
        }
    });
    let plan = PlanJson {
        n_workers: *n_workers,
        expected: prepared.predicted().makespan.as_secs_f64(),
        reasons,
        tasks: all.collect(),
    };
    let json = serde_json::to_string_pretty(&plan).expect("a plan has string keys only");
    json + "\n"
}
