//! oneTBB's flow graph, in a program of its own that reads a graph and orders to run it.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::dag::Dag;
use super::implementation::{Built, Implementation, Ready};
use super::task::Tasks;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/tbb.cpp");

/// The program, which holds one graph at a time.
pub(crate) struct Tbb(Mutex<Session>);

struct Session {
    program: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Tbb {
    /// Compiles and starts the program, or says why it cannot.
    pub(crate) fn start() -> Result<Self, String> {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tbb-flow-graph");
        compile(&path)?;
        let command = &mut Command::new(path);
        let mut program = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("it does not start: {error}"))?;
        let orders = program.stdin.take().expect("it is piped");
        let answers = BufReader::new(program.stdout.take().expect("it is piped"));
        Ok(Self(Mutex::new(Session { program, orders, answers })))
    }

    /// The number that the program answers an order with.
    fn ask(&self, order: &str) -> u64 {
        let session = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut answer = String::new();
        let sent = session.orders.write_all(order.as_bytes()).and_then(|()| session.orders.flush());
        sent.and_then(|()| session.answers.read_line(&mut answer)).expect("the program runs");
        answer.trim().parse().expect("the program answers with a number")
    }

    /// Gives the program a graph and returns the time it took to build it.
    fn send(&self, dag: &Dag, tasks: &Tasks) -> Duration {
        let is_checked = u8::from(tasks.check.is_some());
        let mut order = format!("build {} {} {is_checked}\n", dag.len(), tasks.n_steps);
        for node in dag.nodes() {
            let needs = dag.row(node);
            write!(order, "{}", needs.len()).expect("a string takes all");
            for need in needs {
                write!(order, " {need}").expect("a string takes all");
            }
            order.push('\n');
        }
        Duration::from_nanos(self.ask(&order))
    }
}

/// Makes the program at `path`, unless it is there and newer than its source.
fn compile(path: &Path) -> Result<(), String> {
    let changed = |path: &Path| path.metadata().and_then(|metadata| metadata.modified()).ok();
    if changed(path) > changed(Path::new(SOURCE)) {
        return Ok(());
    }
    let compiler = Command::new("g++")
        .args(["-std=c++17", "-O3", SOURCE, "-ltbb", "-lpthread", "-o"])
        .arg(path)
        .output()
        .map_err(|error| format!("g++ does not start: {error}"))?;
    if compiler.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&compiler.stderr);
    let error = errors.lines().find(|line| line.contains("error")).unwrap_or(&errors);
    Err(format!("g++ cannot compile it, which takes libtbb-dev: {error}"))
}

impl Drop for Tbb {
    fn drop(&mut self) {
        let session = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        // A program that has ended already is just as well.
        session.program.kill().ok();
        session.program.wait().ok();
    }
}

impl Implementation for Tbb {
    fn name(&self) -> &'static str {
        "tbb"
    }

    fn build(&self, dag: &Dag, tasks: &Tasks) -> Box<dyn Built + '_> {
        Box::new(InProgram { tbb: self, build_time: self.send(dag, tasks) })
    }

    /// The program makes the same check.
    fn is_right(&self, dag: Dag) -> bool {
        let check = super::task::Check::new(dag);
        let tasks = Tasks { check: Some(check.into()), n_steps: 0 };
        let dag = tasks.check.as_ref().expect("it was just put there").dag();
        self.send(dag, &tasks);
        [1, 2].iter().all(|n_workers| {
            self.ask(&format!("run {n_workers}\n"));
            self.ask("wrong\n") == 0
        })
    }
}

struct InProgram<'t> {
    tbb: &'t Tbb,
    build_time: Duration,
}

impl Built for InProgram<'_> {
    fn ready(&mut self) -> Ready<'_> {
        let run = |n_workers| Duration::from_nanos(self.tbb.ask(&format!("run {n_workers}\n")));
        Ready { build_time: self.build_time, run: Box::new(run) }
    }
}
