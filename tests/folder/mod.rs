//! A folder that the program is run in.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses a part of it, as a module of its own"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A folder that is a repository of its own.
pub struct Folder(pub TempDir);

/// How a run of the program ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Folder {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        fs::create_dir(folder.0.path().join(".git")).unwrap();
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.path().join(path)).unwrap()
    }

    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    pub fn command(&self, arguments: &str) -> Command {
        self.command_with(&Vec::from_iter(arguments.split_whitespace()))
    }

    /// Of arguments in which there may be spaces.
    pub fn command_with(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_storylint"));
        command.current_dir(self.path()).args(arguments);
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "XDG_STATE_HOME"] {
            command.env_remove(name);
        }
        // Nobody's settings of git.
        command.env("HOME", self.path()).env("XDG_CONFIG_HOME", self.path().join("config"));
        command
    }

    pub fn run(&self, arguments: &str) -> Ended {
        ended(&mut self.command(arguments))
    }

    pub fn run_with(&self, arguments: &[&str]) -> Ended {
        ended(&mut self.command_with(arguments))
    }
}

pub fn ended(command: &mut Command) -> Ended {
    let output = command.output().unwrap();
    Ended {
        code: output.status.code().expect("no signal ends the program"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the program over `files`; it cannot check, prints nothing, and complains as `expected`.
#[track_caller]
pub fn check_refused(files: &[(&str, &str)], arguments: &str, expected: &str) {
    let ended = Folder::new(files).run(arguments);
    assert_eq!(ended.err, expected);
    assert_eq!((ended.code, ended.out.as_str()), (2, ""));
}
